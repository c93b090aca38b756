import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { placeReads, takeRead, type ReadBucket } from '../../../lambdas/core/read-rate.ts';
import { placeFreshness } from '../../../lambdas/core/reading.ts';

const { rate, burst } = placeReads;

/** Visitors who ask each `beat` ms, in steps; answers when each was read. */
function crowd(visitors: number, beat: number, duration: number): readonly (readonly number[])[] {
  const reads: number[][] = Array.from({ length: visitors }, () => []);
  let bucket: ReadBucket | undefined;
  for (let time = 0; time < duration; time += beat)
    for (const [visitor, own] of reads.entries()) {
      const now = time + Math.floor((visitor * beat) / visitors);
      const last = own.at(-1);
      if (last !== undefined && now - last < placeFreshness.fresh) continue;
      const taken = takeRead(bucket, last === undefined ? undefined : now - last, now);
      if (!taken) continue;
      bucket = taken;
      own.push(now);
    }
  return reads;
}

suite('Reads of places', () => {
  test('are never more than the rate and the burst, however many ask and whenever', () => {
    const ask = fc.record({
      pause: fc.integer({ min: 0, max: 2_000 }),
      age: fc.option(fc.integer({ min: 0, max: 600_000 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(ask, { maxLength: 200 }), (asks) => {
        let now = 0;
        let bucket: ReadBucket | undefined;
        const taken: number[] = [];
        for (const { pause, age } of asks) {
          now += pause;
          const next = takeRead(bucket, age, now);
          if (!next) continue;
          bucket = next;
          taken.push(now);
        }
        for (const [index, from] of taken.entries())
          for (const [more, until] of taken.slice(index).entries())
            assert.ok(more + 1 <= burst + (rate * (until - from)) / 1_000 + 1e-6);
      }),
    );
  });

  test('take one of the tokens, which come back with time, up to a full bucket', () => {
    assert.deepEqual(takeRead(undefined, undefined, 5_000), { tokens: burst - 1, at: 5_000 });
    const some = { tokens: 1, at: 5_000 };
    assert.deepEqual(takeRead(some, undefined, 6_000), { tokens: rate, at: 6_000 });
    assert.deepEqual(takeRead(some, undefined, 4_000), { tokens: 0, at: 4_000 }, 'a clock that goes back');
    assert.deepEqual(takeRead(some, undefined, 900_000), { tokens: burst - 1, at: 900_000 });
    assert.equal(takeRead({ tokens: 0.99, at: 5_000 }, undefined, 5_000), undefined);
  });

  test('of a reading that is hardly stale need a full bucket, and a token less for each time that it is older', () => {
    const { fresh } = placeFreshness;
    for (const [age, needs] of [
      [0, burst],
      [fresh, burst],
      [fresh * 2.5, burst - 1],
      [fresh * 2.5 ** 2, burst - 2],
      [fresh * 2.5 ** 9, 1],
      [undefined, 1],
    ] as const) {
      assert.ok(takeRead({ tokens: needs + 1e-9, at: 0 }, age, 0), `${age}`);
      assert.equal(takeRead({ tokens: needs - 1e-3, at: 0 }, age, 0), undefined, `${age}`);
    }
  });

  test('are as many as each visitor may have, while they are few', () => {
    for (const own of crowd(5, 15_000, 300_000)) assert.ok(own.length >= 18, `${own.length}`);
  });

  test('go round in a crowd: nobody is left out, though all ask on the same beat', () => {
    for (const visitors of [50, 200, 500]) {
      const round = (visitors / rate) * 1_000;
      for (const [visitor, own] of crowd(visitors, 10_000, 4 * round).entries()) {
        const gaps = [0, ...own, 4 * round].map((time, index, all) => time - (all[index - 1] ?? 0));
        assert.ok(Math.max(...gaps) <= 2 * round + 20_000, `${visitor} of ${visitors}: ${Math.max(...gaps)}`);
      }
    }
  });
});
