import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clocksApart, isBelievable } from '../../../lambdas/core/lease.ts';

test('a lease is believed that ends as late as clocks may be apart, and no later', () => {
  const fresh = 1_800_000_000_000;
  assert.equal(clocksApart, 30_000);
  for (const [later, believable] of [
    [-1, true],
    [0, true],
    [clocksApart, true],
    [clocksApart + 1, false],
  ] as const)
    assert.equal(isBelievable(fresh + later, fresh), believable, String(later));
});
