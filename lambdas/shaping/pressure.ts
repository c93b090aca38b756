import type { Quota } from '../core/quota.ts';

/** Milliseconds without a sign after which a bucket is calm again. */
const pressureLife = 10_000;

/** Milliseconds over which own calls are counted. The row is looked at no more often. */
const second = 1_000;

/** Calls a second that are no sign of pressure: a visitor alone makes them. */
const fewest = 2;

/**
 * Whether a bucket is under pressure, for one process. In calm its row is not written, so that a call costs nothing more
 * than it would without shaping; under pressure every call takes its place there. Signs of pressure are a call that
 * Connect has throttled, more own calls in a second than half of an environment's share of the rate, and a row that is
 * more than half used.
 */
export interface Pressure {
  /** Counts a call that is about to be made, and tells what it has to do first. */
  call(now: number): 'nothing' | 'look' | 'take';
  /** There was a sign of pressure. */
  sign(now: number): void;
  /** How many environments take from the row, as far as it tells. */
  among(environments: number): void;
  /** Counts so many calls that have no place on the row. */
  owe(calls: number, now: number): void;
  /**
   * Returns how many calls had no place, in the last second of calm and the last ten of pressure, and forgets them: the
   * next place pays for them.
   */
  owed(now: number): number;
}

/** `always`: every call takes its place, also in calm. */
export function pressureOf({ rate, burst }: Quota, always = false): Pressure {
  let until = -Infinity;
  let looked = -Infinity;
  let environments = 1;
  let calls: number[] = [];
  let unpaid: number[] = [];
  let debt = { calls: 0, until: -Infinity };
  return {
    call(now) {
      const most = Math.max(fewest, rate / 2 / environments);
      calls = [...recent(calls, now), now].slice(-Math.ceil(rate) - 1);
      if (calls.length > most) until = now + pressureLife;
      if (always || now < until) return 'take';
      unpaid = [...recent(unpaid, now), now].slice(1 - burst);
      if (calls.length < Math.max(most, fewest + 1) || looked > now - second) return 'nothing';
      looked = now;
      return 'look';
    },
    sign(now) {
      until = now + pressureLife;
    },
    among(seen) {
      environments = seen;
    },
    owe(more, now) {
      debt = { calls: more + (now < debt.until ? debt.calls : 0), until: now + pressureLife };
    },
    owed(now) {
      const owed = recent(unpaid, now).length + (now < debt.until ? debt.calls : 0);
      unpaid = [];
      debt = { calls: 0, until: now };
      return Math.min(burst - 1, owed);
    },
  };
}

function recent(times: readonly number[], now: number): number[] {
  return times.filter((time) => time > now - second);
}
