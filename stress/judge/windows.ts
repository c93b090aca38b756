/** A quota: so many calls a second, and so many at once after a rest. */
export interface Quota {
  readonly rate: number;
  readonly burst: number;
}

/**
 * How long a process may keep tokens that it has taken and not used, in ms. They may all be used in a window that the
 * bucket no longer counts them in.
 */
export const leaseMs = 1_000;

/** What the bucket promises: the most calls in any window of this length, in ms. */
export function boundOf({ rate, burst }: Quota, windowMs: number): number {
  return Math.floor((rate * (windowMs + leaseMs)) / 1_000 + burst);
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

export function judgeWindows(times: readonly number[], quota: Quota, windowMs: number): WindowVerdict {
  const fullest = fullestWindow(times, windowMs);
  const bound = boundOf(quota, windowMs);
  return { ...fullest, bound, holds: fullest.calls <= bound };
}
