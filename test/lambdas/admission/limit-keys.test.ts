import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { limitKeys } from '../../../lambdas/admission/limit-keys.ts';

const day = 86_400_000;
const noon = Date.UTC(2026, 10, 26, 12);
const entryPoints = { default: { instanceId: 'i', contactFlowId: '22222222-2222-4222-8222-222222222222' } };
const keys = limitKeys({ entryPoints });

test('a network has one key a day, and on another day one that nothing connects with it', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.integer({ min: -11, max: 11 }),
      fc.integer({ min: 1, max: 40 }),
      (network, hours, days) => {
        const key = keys.network(network, noon);
        assert.match(key, /^[\w-]{43}$/);
        assert.equal(keys.network(network, noon + hours * 3_600_000), key);
        assert.notEqual(keys.network(network, noon + days * day), key);
      },
    ),
  );
});

test('no two networks or visitors share a key, whatever their names', () => {
  const called = new Map<string, string>();
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      for (const [name, key] of [
        [`all ${JSON.stringify(one)}`, keys.inAll(one)],
        [`network ${JSON.stringify(one)}`, keys.network(one, noon)],
        [`user ${JSON.stringify([one, other])}`, keys.user(one, other, noon)],
      ] as const) {
        assert.equal(called.get(key) ?? name, name);
        called.set(key, name);
      }
    }),
  );
});

test('without the ids of the flows nobody finds the key of a network', () => {
  const other = limitKeys({
    entryPoints: {
      default: { ...entryPoints.default, contactFlowId: '22222222-2222-4222-8222-222222222223' },
    },
  });
  assert.notEqual(other.network('4/192.0.2', noon), keys.network('4/192.0.2', noon));
  // Names and order of entry points are no part of it: all functions of a deployment have the same key.
  const named = limitKeys({ entryPoints: { sales: entryPoints.default, default: entryPoints.default } });
  assert.equal(named.network('4/192.0.2', noon), keys.network('4/192.0.2', noon));
});
