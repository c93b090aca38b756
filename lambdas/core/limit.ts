import { after, costOf as costIn, earlyBy } from './gcra.ts';

/**
 * A limit on how often something may happen: `burst` times at once, and as often again in every `milliseconds`. It is
 * kept by the generic cell rate algorithm of gcra.ts, in milliseconds. Within any window of `w` milliseconds it lets
 * through at most burst * (1 + w / milliseconds) times, whoever takes from it.
 */
export interface Limit {
  readonly burst: number;
  readonly milliseconds: number;
}

export type LimitTaken =
  | { readonly taken: true; /** The instant from now on, epoch milliseconds. */ readonly until: number }
  | {
      readonly taken: false;
      /** Milliseconds until one more would be let through. */ readonly retryAfter: number;
    };

/** Milliseconds that one takes, rounded up, so that no more than the burst is ever let through in `milliseconds`. */
export function costOf({ burst, milliseconds }: Limit): number {
  return costIn(milliseconds, burst);
}

/** Milliseconds that two clocks may be apart without a start too many, or one too few. */
const clocksApart = 10_000;

/** An instant from here on was written by a clock that is wrong, or this one is: it counts as none, and bars nobody. */
export function beyond(limit: Limit, now: number): number {
  return now + costOf(limit) * limit.burst + clocksApart;
}

/** Decides about one more at `now`, where the instant stands at `until`; undefined where nothing was taken yet. */
export function takeOne(until: number | undefined, limit: Limit, now: number): LimitTaken {
  const cost = costOf(limit);
  const instant = isInstant(until, limit, now) ? until : now;
  const early = earlyBy(instant, cost, now + cost * limit.burst);
  return early > 0 ? { taken: false, retryAfter: early } : { taken: true, until: after(instant, cost, now) };
}

/** Whether it is one that something taken lately has left. */
export function isInstant(until: number | undefined, limit: Limit, now: number): until is number {
  return until !== undefined && until > now && until < beyond(limit, now);
}
