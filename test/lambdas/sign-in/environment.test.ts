import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EnvironmentError } from '../../../lambdas/environment-error.ts';
import { readEnvironment } from '../../../lambdas/environment.ts';
import { functionDefaults } from '../../../local/settings.ts';
import { signIn } from './issuer.ts';

function read(value: unknown): unknown {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return readEnvironment({ ...functionDefaults, SIGN_IN: text }).settings.signIn;
}

test('SIGN_IN is read as it is written, and is off where it is absent or empty', () => {
  const least = { issuer: 'https://a.example', audience: ['a'], claims: {}, anonymous: true };
  for (const value of [signIn, least, { ...least, jwksUri: 'https://a.example/keys' }])
    assert.deepEqual(read(value), value);
  assert.equal(read(''), undefined);
  assert.equal(readEnvironment(functionDefaults).settings.signIn, undefined);
});

test('a SIGN_IN that would admit too many is refused, and the message shows the form it must have', () => {
  const wrong: readonly unknown[] = [
    'yes',
    '{"issuer":',
    [],
    {},
    { ...signIn, issuer: undefined },
    { ...signIn, issuer: 'http://issuer.example' },
    { ...signIn, issuer: 'issuer.example' },
    { ...signIn, jwksUri: 'http://issuer.example/keys' },
    { ...signIn, audience: undefined },
    { ...signIn, audience: [] },
    { ...signIn, audience: [''] },
    { ...signIn, audience: 'chat-page' },
    { ...signIn, audience: null },
    { ...signIn, claims: undefined },
    { ...signIn, claims: { displayName: 7 } },
    { ...signIn, claims: { attributes: ['tier'] } },
    { ...signIn, claims: { attributes: { tier: 7 } } },
    { ...signIn, claims: { customer: 'sub' } },
    { ...signIn, anonymous: undefined },
    { ...signIn, anonymous: 'false' },
    { ...signIn, anonymus: true },
  ];
  for (const value of wrong)
    assert.throws(
      () => read(value),
      (error) =>
        error instanceof EnvironmentError &&
        error.problems.length === 1 &&
        error.problems[0]?.startsWith('SIGN_IN must be {"issuer":"https') === true,
      JSON.stringify(value),
    );
});
