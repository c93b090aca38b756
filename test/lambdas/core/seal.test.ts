import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { open, seal, SealError, type SealContext } from '../../../lambdas/core/seal.ts';

const key = createSecretKey(Buffer.alloc(32, 1));
const iv = Buffer.alloc(12, 2);
const context: SealContext = {
  id: 'row',
  purpose: 'participant-token',
  contactId: 'contact',
  origin: 'https://www.example.com',
};

test('what was sealed opens as it was', () => {
  const text = fc.string({ unit: 'binary' });
  const ivs = fc.uint8Array({ minLength: 12, maxLength: 12 });
  fc.assert(
    fc.property(text, ivs, (plaintext, random) => {
      assert.equal(open(key, context, seal(key, context, plaintext, random)), plaintext);
    }),
  );
});

test('a sealed value with any bit flipped does not open', () => {
  const sealed = seal(key, context, 'a token', iv);
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    assert.throws(() => open(key, context, changed), SealError, `bit ${bit}`);
  }
});

test('a sealed value that is cut or lengthened does not open', () => {
  const sealed = Buffer.from(seal(key, context, 'a token', iv));
  for (let length = 0; length < sealed.length; length++)
    assert.throws(() => open(key, context, sealed.subarray(0, length)), SealError, `${length} bytes`);
  assert.throws(() => open(key, context, Buffer.concat([sealed, Buffer.alloc(1)])), SealError);
});

test('a sealed value opens in no other context and under no other key', () => {
  const sealed = seal(key, context, 'a token', iv);
  const { origin: _, ...anyOrigin } = context;
  const { contactId: __, ...anyContact } = context;
  const others: SealContext[] = [
    { ...context, id: 'other' },
    { ...context, purpose: 'connection-token' },
    { ...context, contactId: 'other' },
    { ...context, origin: 'https://evil.example' },
    anyOrigin,
    anyContact,
    { ...context, id: 'row","contact', contactId: '' },
  ];
  for (const other of others) assert.throws(() => open(key, other, sealed), SealError);
  assert.throws(() => open(createSecretKey(Buffer.alloc(32, 3)), context, sealed), SealError);
});

test('a failure to open tells nothing of what is inside', () => {
  const sealed = seal(key, context, 'a token', iv);
  assert.throws(
    () => open(createSecretKey(Buffer.alloc(32, 3)), context, sealed),
    ({ name, message, cause }: Error) => {
      assert.equal(`${name}: ${message}`, 'SealError: A sealed value did not open');
      return /unable to authenticate/.test(String(cause));
    },
  );
});

test('a tag that is shorter is refused for that, and not compared', () => {
  for (const length of [4, 8, 12, 15]) {
    const cut = seal(key, context, '', iv).subarray(0, length);
    assert.throws(
      () => open(key, context, cut),
      ({ cause }: Error) => /tag length/.test(String(cause)),
    );
  }
});

test('what earlier versions have sealed opens', () => {
  for (const [of, sealed] of [
    [context, 'AgICAgICAgICAgICZva9JiEyr7ujgO5lEjTHBSeTCfFFKHw'],
    [{ id: 'row', purpose: 'session' }, 'AgICAgICAgICAgICZva9JiEyr1oVo459xNjXX_1S18d7SYk'],
    [{ ...context, more: ['a', 'b'] }, 'AgICAgICAgICAgICZva9JiEyr8mvCIwW-j8BmlyPkUlM7fw'],
  ] as const)
    assert.equal(open(key, of, Buffer.from(sealed, 'base64url')), 'a token');
});
