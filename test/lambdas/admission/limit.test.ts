import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { beyond, costOf, isInstant, takeOne, type Limit } from '../../../lambdas/core/limit.ts';

const limit: fc.Arbitrary<Limit> = fc.record({
  burst: fc.integer({ min: 1, max: 50 }),
  milliseconds: fc.integer({ min: 1, max: 600_000 }),
});
/** Pauses between asking, from none to longer than the limit. */
const pauses = fc.array(fc.oneof(fc.constant(0), fc.nat(1_000), fc.nat(300_000)), { maxLength: 80 });

/** The times at which a row that everybody asks lets somebody through. */
function letThrough(of: Limit, asked: readonly number[]): number[] {
  let until: number | undefined;
  return asked.filter((now) => {
    const taken = takeOne(until, of, now);
    if (taken.taken) until = taken.until;
    return taken.taken;
  });
}

function times(gaps: readonly number[]): number[] {
  let now = 1_800_000_000_000;
  return gaps.map((gap) => (now += gap));
}

test('in no window are more starts admitted than the burst and the rate times the window', () => {
  fc.assert(
    fc.property(limit, pauses, (of, gaps) => {
      const through = letThrough(of, times(gaps));
      for (const [from, first] of through.entries())
        for (const [count, last] of through.slice(from).entries())
          assert.ok(
            count + 1 <= of.burst + (last - first) / costOf(of),
            `${count + 1} in ${last - first} ms`,
          );
    }),
  );
});

test('after a rest, a burst is admitted and not one more', () => {
  fc.assert(
    fc.property(limit, fc.nat(1_000_000), (of, rest) => {
      const now = 1_800_000_000_000;
      const first = Array.from({ length: of.burst + 3 }, () => now);
      assert.equal(letThrough(of, first).length, of.burst);
      const later = now + of.burst * costOf(of) + rest;
      const again = Array.from({ length: of.burst + 3 }, () => later);
      assert.equal(letThrough(of, [...first, ...again]).length, 2 * of.burst);
    }),
  );
});

test('a refused start is admitted at the time it was told, if nobody else comes, and not a millisecond sooner', () => {
  fc.assert(
    fc.property(limit, pauses, (of, gaps) => {
      let until: number | undefined;
      for (const now of times(gaps)) {
        const taken = takeOne(until, of, now);
        if (taken.taken) until = taken.until;
        else {
          assert.ok(taken.retryAfter > 0 && taken.retryAfter <= costOf(of));
          assert.ok(takeOne(until, of, now + taken.retryAfter).taken);
          assert.ok(!takeOne(until, of, now + taken.retryAfter - 1).taken);
        }
      }
    }),
  );
});

test('a wrong clock refuses starts for no longer than clocks may differ', () => {
  fc.assert(
    fc.property(limit, fc.integer({ min: 10_000, max: 90_000_000 }), (of, ahead) => {
      const now = 1_800_000_000_000;
      const wrong = takeOne(undefined, of, now + of.burst * costOf(of) + ahead);
      assert.ok(wrong.taken && takeOne(wrong.until, of, now).taken);
    }),
  );
});

test('an instant counts while it lies ahead, and not so far that only a wrong clock can have written it', () => {
  fc.assert(
    fc.property(limit, fc.nat(1_000_000), (of, now) => {
      assert.ok(!isInstant(undefined, of, now));
      assert.ok(!isInstant(now - 1, of, now));
      assert.ok(!isInstant(now, of, now));
      assert.ok(isInstant(now + 1, of, now));
      assert.ok(isInstant(beyond(of, now) - 1, of, now));
      assert.ok(!isInstant(beyond(of, now), of, now));
    }),
  );
});
