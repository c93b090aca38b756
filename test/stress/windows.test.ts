import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import type { Quota } from '../../lambdas/core/quota.ts';
import { boundOf, delayMs, fullestWindow, judgeWindows } from '../../stress/judge/windows.ts';

const times = fc.array(fc.nat(20_000), { maxLength: 60 });
const length = fc.integer({ min: 1, max: 12_000 });
const skew = fc.nat(1_000);
const quota: fc.Arbitrary<Quota> = fc.record({
  rate: fc.integer({ min: 1, max: 20 }),
  burst: fc.integer({ min: 1, max: 30 }),
});

/** Calls that a token bucket lets through, asked at every ms of ten seconds: as many as there may be. */
function allowed({ rate, burst }: Quota): number[] {
  const calls: number[] = [];
  let tokens = burst;
  for (let at = 0; at < 10_000; at++) {
    tokens = Math.min(burst, tokens + rate / 1_000);
    for (; tokens >= 1; tokens--) calls.push(at);
  }
  return calls;
}

suite('The judge of windows', () => {
  test('finds no fewer calls than any window has, wherever it begins', () => {
    fc.assert(
      fc.property(times, length, fc.nat(20_000), (calls, windowMs, from) => {
        const inside = calls.filter((at) => at >= from && at <= from + windowMs).length;
        assert.ok(fullestWindow(calls, windowMs).calls >= inside);
      }),
    );
  });

  test('finds a window that is there', () => {
    fc.assert(
      fc.property(times, length, (calls, windowMs) => {
        const { calls: most, from } = fullestWindow(calls, windowMs);
        const inside = calls.filter((at) => from !== undefined && at >= from && at <= from + windowMs).length;
        assert.equal(most, inside);
        assert.equal(from === undefined, calls.length === 0);
      }),
    );
  });

  test('does not care in which order the calls are told', () => {
    fc.assert(
      fc.property(times, length, (calls, windowMs) => {
        assert.deepEqual(fullestWindow(calls.toReversed(), windowMs), fullestWindow(calls, windowMs));
      }),
    );
  });

  test('passes all that a bucket lets through, by clocks that are apart and with calls that are late', () => {
    fc.assert(
      fc.property(quota, length, skew, fc.infiniteStream(fc.nat()), (one, windowMs, skewMs, late) => {
        const used = allowed(one).map((at) => at + ((late.next().value as number) % (skewMs + delayMs + 1)));
        assert.ok(judgeWindows(used, one, windowMs, skewMs).holds);
      }),
      { numRuns: 30 },
    );
  });

  test('says so when one call more than the bound is in a window', () => {
    fc.assert(
      fc.property(quota, length, skew, times, (one, windowMs, skewMs, others) => {
        const bound = boundOf(one, windowMs, skewMs);
        const crowd = Array.from(
          { length: bound + 1 },
          (_, index) => 50_000 + Math.floor((windowMs * index) / bound),
        );
        const verdict = judgeWindows([...others, ...crowd], one, windowMs, skewMs);
        assert.deepEqual([verdict.holds, verdict.calls > bound], [false, true]);
      }),
    );
  });
});
