import { after, costOf as costIn, earlyBy } from '../core/gcra.ts';
import type { BucketRow, Take } from '../core/ports.ts';
import type { Quota } from '../core/quota.ts';

/**
 * A bucket keeps the rate of a quota by the generic cell rate algorithm of lambdas/core/gcra.ts. Its instant is in
 * microseconds, so that costs are whole numbers at any rate.
 */

/** What the bound is of: seconds. */
export interface Span {
  readonly window: number;
  /** How far apart the clocks are of those who take from the row. */
  readonly skew: number;
  /**
   * From a call's turn to its arrival at Connect. The row and the session are read and the claim is written in between,
   * which takes a tenth of a second as a rule.
   */
  readonly delay: number;
}

/**
 * The most calls that have taken a place and are made in any window, however many take from the row. The instant moves
 * forward by the cost of every call, and calls that are made in the window move it within
 * `[begin - delay - skew / 2, end + skew / 2 + burst / rate]`. A place that nobody uses, after a crash or a lost
 * acknowledgement, takes from that bound and never adds to it. Calls made in calm are paid for up to a second later, and
 * have no other bound than lambdas/shaping/pressure.ts's.
 */
export function mostCalls({ rate, burst }: Quota, { window, skew, delay }: Span): number {
  return Math.floor(rate * (window + skew + delay) + burst);
}

/** Microseconds of an instant that a call costs. */
export function costOf({ rate }: Quota): number {
  return costIn(1_000_000, rate);
}

export interface Wish {
  readonly quota: Quota;
  /** The part of the burst that may be used, 0 to 1; one call may always be made at a time. */
  readonly share: number;
  /** Milliseconds. */
  readonly patience: number;
  /** How many calls are paid for, at most the burst. */
  readonly calls: number;
}

/** How far ahead of now the instant may lie for a call to be made at once: microseconds. */
function depthOf({ quota, share }: Wish): number {
  return Math.max(1, Math.floor(share * quota.burst)) * costOf(quota);
}

/** Milliseconds that a call waits for its turn at most: no function runs longer. */
const longestPatience = 30_000;

/** Milliseconds that two clocks may be apart. */
const clocksApart = 10_000;

/** The latest instant that a clock which is right can have left on a row, at `now` in epoch milliseconds. */
export function beyondOf(quota: Quota, now: number): number {
  return (now + longestPatience + clocksApart) * 1_000 + quota.burst * costOf(quota);
}

/** What is asked of the row for a wish, at `now` in epoch milliseconds. */
export function takeOf(wish: Wish, now: number, environment: number): Take {
  const { quota, patience, calls } = wish;
  return {
    now: now * 1_000,
    cost: calls * costOf(quota),
    latest: (now + patience) * 1_000 + depthOf(wish),
    beyond: beyondOf(quota, now),
    environment,
  };
}

/** Whether the row is known to refuse: its instant never moves back from where a clock that is right has left it. */
export function isRefused({ now, cost, latest }: Take, time: number): boolean {
  return earlyBy(Math.max(time, now), cost, latest) > 0;
}

/** The row's instant after the wish has been granted. */
export function timeAfter({ now, cost }: Take, time: number): number {
  return after(time, cost, now);
}

/** Milliseconds until the turn of whoever has moved the instant to `time`. */
export function waitOf(wish: Wish, now: number, time: number): number {
  return Math.max(0, Math.ceil((time - depthOf(wish)) / 1_000 - now));
}

/** Milliseconds until the same wish would be granted, if the instant stays at `time`. */
export function retryAfterOf(wish: Wish, now: number, time: number): number {
  const { cost, latest } = takeOf(wish, now, 0);
  return Math.max(0, Math.ceil(earlyBy(time, cost, latest) / 1_000));
}

/** Whether more than half of the burst is in use. */
export function isHalfUsed(quota: Quota, now: number, time: number): boolean {
  return time - now * 1_000 > (quota.burst * costOf(quota)) / 2;
}

/** Numbers that environments draw from. */
export const environmentNumbers = 64;

/** Milliseconds for which an environment counts after it has last taken. */
const environmentLife = 10_000;

/**
 * How many environments have taken lately, at least 1. Some draw the same number, which linear counting makes good
 * (Whang and others, 1990): within a fifth up to a hundred of them; of more it tells that there are at least 266.
 */
export function environmentsOf({ environments }: BucketRow, now: number): number {
  const alive = environments.filter((seconds) => seconds * 1_000 > now - environmentLife).length;
  const free = Math.max(1, environmentNumbers - alive);
  return Math.max(1, Math.round(-environmentNumbers * Math.log(free / environmentNumbers)));
}
