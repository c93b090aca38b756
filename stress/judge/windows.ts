import type { Quota } from '../../lambdas/core/quota.ts';
import { mostCalls } from '../../lambdas/shaping/bucket.ts';

/** Milliseconds from a call's turn to its arrival at Connect, as docs/reliability.md has it. */
export const delayMs = 100;

/** What the bucket promises: the most calls in any window of this length, by clocks that are so far apart; in ms. */
export function boundOf(quota: Quota, windowMs: number, skewMs: number): number {
  return mostCalls(quota, { window: windowMs / 1_000, skew: skewMs / 1_000, delay: delayMs / 1_000 });
}

/** The fullest window of a length. */
export interface FullestWindow {
  readonly calls: number;
  /** When it begins, in ms; undefined without calls. */
  readonly from: number | undefined;
}

/**
 * Finds the fullest of all windows of a length in ms, both ends included. A fullest one can be moved until it begins at
 * a call, so that those are all that need looking at.
 */
export function fullestWindow(times: readonly number[], windowMs: number): FullestWindow {
  const sorted = times.toSorted((a, b) => a - b);
  let fullest: FullestWindow = { calls: 0, from: undefined };
  let end = 0;
  for (const [begin, from] of sorted.entries()) {
    while (end < sorted.length && (sorted[end] as number) <= from + windowMs) end++;
    if (end - begin > fullest.calls) fullest = { calls: end - begin, from };
  }
  return fullest;
}

/** How the fullest window compares with the bound. */
export interface WindowVerdict extends FullestWindow {
  readonly bound: number;
  readonly holds: boolean;
}

export function judgeWindows(
  times: readonly number[],
  quota: Quota,
  windowMs: number,
  skewMs: number,
): WindowVerdict {
  const fullest = fullestWindow(times, windowMs);
  const bound = boundOf(quota, windowMs, skewMs);
  return { ...fullest, bound, holds: fullest.calls <= bound };
}
