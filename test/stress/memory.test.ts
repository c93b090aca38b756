import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { growthOf } from '../../stress/judge/memory.ts';

const megabyte = 1_000_000;
const noise = fc.array(fc.integer({ min: -megabyte / 2, max: megabyte / 2 }), {
  minLength: 30,
  maxLength: 60,
});

suite('The judge of memory', () => {
  test('takes noise around a level for flat', () => {
    fc.assert(
      fc.property(noise, fc.integer({ min: 10, max: 200 }), (deviations, level) => {
        assert.ok(growthOf(deviations.map((bytes) => level * megabyte + bytes)).isFlat);
      }),
    );
  });

  test('takes what fills at the beginning for flat', () => {
    const filling = Array.from(
      { length: 30 },
      (_, index) => 10 * megabyte + Math.min(index, 9) * 3 * megabyte,
    );
    assert.ok(growthOf(filling).isFlat);
  });

  test('finds a leak that adds a quarter to a run, whatever the noise', () => {
    fc.assert(
      fc.property(noise, fc.integer({ min: 60, max: 200 }), (deviations, level) => {
        const samples = deviations.map(
          (bytes, index) => level * megabyte * (1 + (0.25 * index) / deviations.length) + bytes,
        );
        assert.ok(!growthOf(samples).isFlat);
      }),
    );
  });

  test('does not judge what it has hardly seen', () => {
    assert.throws(() => growthOf([1, 2]), RangeError);
  });
});
