import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ageOf,
  hoursFreshness,
  isFresh,
  isUsable,
  placeFreshness,
  queueFreshness,
  type Freshness,
} from '../../../lambdas/core/reading.ts';

const reading = { value: '{}', at: 1_000_000, next: 0 };

test('a reading is fresh, and usable, until it is so old, and not then', () => {
  for (const freshness of [queueFreshness, hoursFreshness, placeFreshness]) {
    const { fresh, usable } = freshness;
    assert.ok(isFresh(reading, freshness, reading.at + fresh - 1));
    assert.ok(!isFresh(reading, freshness, reading.at + fresh));
    assert.ok(isUsable(reading, freshness, reading.at + usable - 1));
    assert.ok(!isUsable(reading, freshness, reading.at + usable));
  }
});

test('one without a value has no age: it is neither fresh nor usable', () => {
  const empty = { at: 0, next: 0 };
  assert.equal(ageOf(empty, 0), undefined);
  assert.ok(!isFresh(empty, queueFreshness, 0));
  assert.ok(!isUsable(empty, queueFreshness, 0));
});

test('one of a clock that is ahead is as of now', () => {
  assert.equal(ageOf(reading, reading.at - 5_000), 0);
  assert.equal(ageOf(reading, reading.at + 5_000), 5_000);
});

/** Each of its times, in minutes. */
function minutes({ fresh, again, usable, kept }: Freshness): readonly number[] {
  return [fresh, again, usable, kept].map((milliseconds) => milliseconds / 60_000);
}

test('what is read is told for as long as it does not mislead', () => {
  assert.deepEqual(minutes(queueFreshness), [0.25, 0.25, 1, 60]);
  assert.deepEqual(minutes(hoursFreshness), [15, 1, 24 * 60, 48 * 60]);
  assert.deepEqual(minutes(placeFreshness), [1 / 6, 1 / 6, 5, 60]);
});
