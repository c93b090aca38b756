import assert from 'node:assert/strict';
import { test } from 'node:test';
import { after, costOf, earlyBy } from '../../../lambdas/core/gcra.ts';

test('one of several in a span costs its part of it, rounded up', () => {
  assert.equal(costOf(12, 3), 4);
  assert.equal(costOf(10, 3), 4);
  assert.equal(costOf(1, 50), 1);
});

test('what is taken is paid off from now on, or after all that was taken before', () => {
  assert.equal(after(90, 10, 100), 110);
  assert.equal(after(120, 10, 100), 130);
});

test('one is too early by as much as it would lie beyond the latest', () => {
  assert.equal(earlyBy(120, 10, 125), 5);
  assert.equal(earlyBy(120, 10, 130), 0);
});
