import assert from 'node:assert/strict';
import { hkdfSync } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  derivedBearer,
  fingerprint,
  formatBearer,
  ledgerKey,
  onceFor,
  parseBearer,
  sessionScope,
  startScope,
  upstreamClientToken,
} from '../../../lambdas/core/secret.ts';
import type { Bearer } from '../../../lambdas/core/tokens.ts';
import { anyText } from '../../support/arbitrary-input.ts';
import { asBearer, asCallerToken, asUpstreamToken } from '../../support/tokens.ts';

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(asBearer);
/** A bearer of 32 equal bytes. */
const bearerOf = (byte: number): Bearer => asBearer(Buffer.alloc(32, byte));
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test('a bearer reads back as the bytes it was made of', () => {
  fc.assert(
    fc.property(bytes32, (bytes) => {
      const bearer = formatBearer(bytes);
      assert.match(bearer, /^[\w-]{43}$/);
      assert.deepEqual(hex(parseBearer(bearer) ?? new Uint8Array()), hex(bytes));
    }),
  );
});

test('of all spellings that decode to the same bytes, only one is a bearer', () => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  fc.assert(
    fc.property(bytes32, (bytes) => {
      const bearer = formatBearer(bytes);
      const spellings = Array.from(alphabet)
        .map((last) => bearer.slice(0, -1) + last)
        .filter((spelling) => Buffer.from(spelling, 'base64url').equals(bytes));
      assert.equal(spellings.length, 4);
      assert.deepEqual(
        spellings.filter((spelling) => parseBearer(spelling)),
        [bearer],
      );
    }),
    { numRuns: 20 },
  );
});

test('what is not 43 base64url characters is no bearer', () => {
  assert.equal(parseBearer(undefined), undefined);
  fc.assert(
    fc.property(fc.oneof(anyText, fc.base64String()), (text) => {
      if (!/^[\w-]{43}$/.test(text)) assert.equal(parseBearer(text), undefined);
    }),
  );
  const bearer = formatBearer(bearerOf(1));
  for (const wrong of [`${bearer}=`, `${bearer}\n`, ` ${bearer}`, bearer.slice(1), bearer.replace('A', '+')])
    assert.equal(parseBearer(wrong), undefined);
  for (const bytes of [31, 33, 48, 64])
    assert.equal(parseBearer(Buffer.alloc(bytes, 1).toString('base64url')), undefined, `${bytes} bytes`);
});

test('every key of a scope is what HKDF makes of the secret under its name', () => {
  fc.assert(
    fc.property(bytes32, (secret) => {
      const { id, sealKey, fingerprintKey, tokenKey, bearerKey } = sessionScope(secret);
      const found = [
        Buffer.from(id, 'base64url'),
        ...[sealKey, fingerprintKey, tokenKey, bearerKey].map((key) => key.export()),
      ];
      const names = ['id', 'seal', 'fingerprint', 'client-token', 'bearer'];
      const expected = names.map((name) =>
        hkdfSync('sha256', secret, '', `connect-chat-bff/1/session/${name}`, 32),
      );
      assert.deepEqual(
        found.map(hex),
        expected.map((key) => hex(new Uint8Array(key))),
      );
    }),
  );
});

test('no two keys of a scope are the same, nor those of two scopes, nor the secret itself', () => {
  fc.assert(
    fc.property(fc.uniqueArray(bytes32, { minLength: 2, maxLength: 2, selector: hex }), ([one, two]) => {
      assert(one && two);
      const keys = [
        sessionScope(one),
        sessionScope(two),
        startScope(asCallerToken(formatBearer(one))),
        startScope(asCallerToken(hex(one))),
      ].flatMap(({ id, sealKey, fingerprintKey, tokenKey, bearerKey }) => [
        hex(Buffer.from(id, 'base64url')),
        ...[sealKey, fingerprintKey, tokenKey, bearerKey].map((key) => hex(key.export())),
      ]);
      const all = [hex(one), hex(two), ...keys];
      assert.equal(new Set(all).size, all.length);
      for (const key of keys) assert.equal(key.length, 64);
    }),
  );
});

test('a session and a start of the same secret bytes have nothing in common', () => {
  const secret = 'a'.repeat(43);
  assert.notEqual(sessionScope(asBearer(Buffer.from(secret))).id, startScope(asCallerToken(secret)).id);
});

test('a bearer is derived from both scope and salt', () => {
  const secret = asCallerToken('secret');
  const scope = startScope(secret);
  const salt = Buffer.alloc(32, 1);
  assert.deepEqual(derivedBearer(scope, salt), derivedBearer(startScope(secret), salt));
  const others = [
    derivedBearer(startScope(asCallerToken('other')), salt),
    derivedBearer(scope, Buffer.alloc(32, 2)),
  ];
  for (const other of others) assert.notEqual(hex(other), hex(derivedBearer(scope, salt)));
});

test('two ClientTokens, operations or sessions never share a key or a ClientToken upstream', () => {
  const use = fc.record({ bearer: fc.constantFrom(1, 2), operation: anyText, clientToken: anyText });
  fc.assert(
    fc.property(use, use, (one, two) => {
      const derived = ({ bearer, operation, clientToken }: typeof one): string[] => {
        const scope = sessionScope(bearerOf(bearer));
        const token = asCallerToken(clientToken);
        return [ledgerKey(scope, operation, token), upstreamClientToken(scope, operation, token)];
      };
      const same = JSON.stringify(one) === JSON.stringify(two);
      const both = [...derived(one), ...derived(two)];
      assert.equal(new Set(both).size, same ? 2 : 4);
      for (const value of both) assert.match(value, /^[\w-]{43}$/);
    }),
  );
});

test('a ClientToken is split from its operation, and half a surrogate pair is a character of its own', () => {
  const scope = sessionScope(bearerOf(0));
  const keys = [
    ['SendMessage', '1'],
    ['SendMessag', 'e1'],
    ['', 'SendMessage1'],
    ['SendMessage', '\uD83D'],
    ['SendMessage', '\uDE00'],
    ['SendMessage', '\uFFFD'],
    ['SendMessage', String.raw`\ud83d`],
  ].map(([operation = '', token = '']) => ledgerKey(scope, operation, asCallerToken(token)));
  assert.equal(new Set(keys).size, keys.length);
});

test('an event with another body has another ClientToken upstream', () => {
  const scope = sessionScope(bearerOf(0));
  const read = (messageId: string): string =>
    upstreamClientToken(
      scope,
      'SendEvent',
      asCallerToken('INCOMING_READ_RECEIPT'),
      fingerprint(scope, { messageId }),
    );
  assert.notEqual(read('1'), read('2'));
  assert.equal(read('1'), read('1'));
});

test('the order of members does not matter to a fingerprint, at any depth', () => {
  const scope = sessionScope(bearerOf(9));
  const reversed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reversed);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).toReversed();
    return Object.fromEntries(entries.map(([name, member]) => [name, reversed(member)]));
  };
  fc.assert(
    fc.property(fc.jsonValue(), (body) => {
      assert.equal(fingerprint(scope, reversed(body)), fingerprint(scope, body));
    }),
  );
});

test('everything else matters to a fingerprint: members, values, the order of lists, the key', () => {
  const scope = sessionScope(bearerOf(9));
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, two) => {
      const same = canonical(one) === canonical(two);
      assert.equal(fingerprint(scope, one) === fingerprint(scope, two), same);
    }),
  );
  assert.notEqual(fingerprint(scope, [1, 2]), fingerprint(scope, [2, 1]));
  assert.notEqual(fingerprint(scope, { a: '1' }), fingerprint(scope, { a: 1 }));
  assert.notEqual(fingerprint(scope, {}), fingerprint(sessionScope(bearerOf(8)), {}));
});

/** An independent canonical form: sorted pairs in place of objects. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const pairs = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`);
  return `{${pairs.toSorted().join()}}`;
}

test('what an earlier version has derived is derived again, for what it has stored and what a browser holds', () => {
  const start = startScope(asCallerToken('secret'));
  const bearer = derivedBearer(start, Buffer.alloc(32, 1));
  const session = sessionScope(bearer);
  const token = asCallerToken('token');
  assert.deepEqual(
    {
      start: start.id,
      bearer: formatBearer(bearer),
      session: session.id,
      key: ledgerKey(session, 'SendMessage', token),
      upstream: upstreamClientToken(session, 'SendMessage', token),
      ofEvent: upstreamClientToken(session, 'SendEvent', token, 'fingerprint'),
      fingerprint: fingerprint(session, { b: [2, 1], a: { d: null, c: 'text' } }),
      once: onceFor(asUpstreamToken('upstream')),
    },
    {
      start: '369gf1mqo36uX-uBqQa_FHj6PO8rPhO8h1mWu2U4TUE',
      bearer: '0JbGPJtva5VI2bTXlPMboMDp6aYvGbKQPrukyn2mPE0',
      session: 'Y9mGbifpNyevnfK3MrnqvSPE-9LR9YihJpoeFZsQ-a8',
      key: 'OBR98UP7VxXWTMIe1TqgAgbNFPbWtT7HGSGOEBcemyo',
      upstream: '6dVtfSKfiPzcZSoeS2pEx6TiwBxYKcLM6hworYEh_bc',
      ofEvent: '3kb1euoZOVg6MTVt1nkfJWSzBIchULb0yLOwYI6ciF4',
      fingerprint: 'qQprOUST546GGhGBL4B4A4Dyqo8Gdi6cCtY4I166BB8',
      once: '26d7f4ec-dbc2-47ee-883c-8d66fd9fd6b4',
    },
  );
});
