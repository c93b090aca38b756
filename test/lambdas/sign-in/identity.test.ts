import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { identityVerifier } from '../../../lambdas/adapters/identity.ts';
import { identityOf } from '../../../lambdas/core/identity.ts';
import { codePoints } from '../../../lambdas/core/validate.ts';
import { IssuerError } from '../../../lambdas/core/ports.ts';
import { newKey, signIn, token, visitor } from './issuer.ts';

test('mapped claims become the identity; what is not mapped, or neither text, number nor boolean, does not', () => {
  const claims = visitor({
    'custom:tier': 3,
    email_verified: false,
    role: 'admin',
    name: ['Ada'],
    sub: { a: 1 },
  });
  assert.deepEqual(identityOf(claims, signIn), { attributes: { tier: '3', verified: 'false' } });
  // Who it is, is no claim that goes anywhere.
  assert.deepEqual(identityOf(visitor(), { ...signIn, claims: {} }), {
    subject: visitor()['sub'],
    attributes: {},
  });
});

test('claims are the token’s own, not what every object has', () => {
  const mapping = {
    ...signIn,
    claims: { displayName: 'constructor', attributes: { toString: 'a', __proto__: 'b' } },
  };
  assert.deepEqual(identityOf({}, mapping), { attributes: {} });
  const inherited = Object.create({ name: 'Ada' }) as Readonly<Record<string, unknown>>;
  assert.deepEqual(identityOf(inherited, signIn), { attributes: {} });
  const odd = identityOf({ undefined: 'Ada' }, { ...signIn, claims: {} });
  assert.deepEqual(odd, { attributes: {} });
});

test('display name and customer id fit Connect’s bounds, whatever the token says, and are cut between characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400, size: 'max' }), (text) => {
      const { displayName = '', customerId = '' } = identityOf({ name: text, sub: text }, signIn);
      assert.equal(codePoints(displayName), Math.min(256, codePoints(text)));
      assert.equal(codePoints(customerId), Math.min(128, codePoints(text)));
      assert.ok(text.startsWith(displayName) && displayName.startsWith(customerId));
    }),
  );
});

test('the library’s own way to the keys fails as one that cannot be reached', async () => {
  const verify = identityVerifier({ ...signIn, jwksUri: 'https://127.0.0.1:1/jwks.json' });
  await assert.rejects(verify(token(visitor(), newKey('ES256'))), IssuerError);
});
