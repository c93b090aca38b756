import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { clockTolerance, tableClock, wholeSeconds } from '../../../lambdas/core/table-clock.ts';

const start = 1_800_000_000_000;

/** A call: how long after the one before, how long its ways take, and how late its Date is. Milliseconds. */
const call = fc.record({
  pause: fc.nat(5_000),
  there: fc.nat(400),
  back: fc.nat(400),
  stale: fc.nat(200),
});

/** What a process is told of its clock, which is so many milliseconds ahead. Returns what it thinks after each call. */
function thoughts(ahead: number, calls: readonly (typeof call extends fc.Arbitrary<infer C> ? C : never)[]) {
  const clock = tableClock();
  let now = start;
  return calls.map(({ pause, there, back, stale }) => {
    now += pause;
    const sent = now + ahead;
    now += there;
    const date = new Date(now - stale).toUTCString();
    now += back;
    clock.heard(date, sent, now + ahead);
    return clock.ahead();
  });
}

const calls = fc.array(call, { minLength: 1, maxLength: 30 });

test('a clock that is right, but for a second, is left as it is', () => {
  const apart = fc.integer({ min: 200 - clockTolerance, max: clockTolerance - 200 });
  fc.assert(
    fc.property(apart, calls, (ahead, told) => {
      for (const thought of thoughts(ahead, told)) assert.equal(thought, 0);
    }),
  );
});

test('a clock that is off by more than two and a half seconds is known to within one, from the first answer on', () => {
  const wrong = fc
    .tuple(fc.integer({ min: 2_500, max: 1e10 }), fc.constantFrom(1, -1))
    .map(([off, sign]) => off * sign);
  fc.assert(
    fc.property(wrong, calls, (ahead, told) => {
      // Half of Date's second, half of the ways, and what Date is late.
      for (const thought of thoughts(ahead, told)) assert.ok(Math.abs(thought - ahead) <= 500 + 400 + 200);
    }),
  );
});

test('a clock that is set right is believed from the next answer on', () => {
  const clock = tableClock();
  const date = new Date(start).toUTCString();
  clock.heard(date, start + 90_000, start + 90_010);
  assert.ok(clock.ahead() > 89_000);
  clock.heard(date, start, start + 10);
  assert.ok(Math.abs(clock.ahead()) <= 510);
});

test('an answer without a Date, or with one that is none, says nothing', () => {
  const clock = tableClock();
  clock.heard(undefined, start, start);
  clock.heard('yesterday', start, start);
  assert.equal(clock.ahead(), 0);
});

test('a clock is believed as long as it may be right', () => {
  const date = new Date(start).toUTCString();
  const heard = (late: number): number => {
    const clock = tableClock();
    clock.heard(date, start + 500 + late, start + 500 + late);
    return clock.ahead();
  };
  assert.equal(heard(500 + clockTolerance), 0);
  assert.equal(heard(501 + clockTolerance), 501 + clockTolerance);
});

test('an instant is never stored as an earlier one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: Date.UTC(2100, 0) }), (at) => {
      const stored = wholeSeconds(at) * 1_000;
      assert.ok(stored >= at && stored < at + 1_000);
    }),
  );
});
