import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { shuffled } from '../../bench/shuffled.ts';
import { median, netOf, pairedRatios, summarize } from '../../bench/statistics.ts';
import { seededRandom } from '../support/seeded-random.ts';

suite('The statistics of the benchmark', () => {
  test('a median and its quartiles lie between neighbours', () => {
    assert.deepEqual(summarize([4, 1, 3, 2]), { median: 2.5, lower: 1.75, upper: 3.25 });
    assert.deepEqual(summarize([7]), { median: 7, lower: 7, upper: 7 });
    assert.equal(median([10, 2, 9]), 9);
  });

  test('there is no median of nothing', () => {
    assert.throws(() => median([]), RangeError);
  });

  test('a slow round leaves the ratios alone', () => {
    assert.deepEqual(pairedRatios([1, 10, 2], [2, 20, 4]), [0.5, 0.5, 0.5]);
    assert.deepEqual(netOf([5, 50], [1, 10]), [4, 40]);
  });

  test('rounds that lack a sample have no ratio', () => {
    assert.throws(() => pairedRatios([1, 2], [1]), RangeError);
  });

  test('an order is random, and the same for the same seed', () => {
    const names = Array.from({ length: 20 }, (_, index) => index);
    const order = shuffled(names, seededRandom(7));
    assert.deepEqual(order, shuffled(names, seededRandom(7)));
    assert.notDeepEqual(order, shuffled(names, seededRandom(8)));
    assert.deepEqual(
      order.toSorted((a, b) => a - b),
      names,
    );
  });
});
