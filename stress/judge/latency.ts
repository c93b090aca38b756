import { median, quantile } from '../../bench/statistics.ts';

/** How the slowest of several visitors compares with the one in the middle; milliseconds. */
export interface Fairness {
  readonly slowest: number;
  readonly median: number;
  readonly holds: boolean;
}

/** A wait that nobody minds, in ms: below it, one visitor's may be many times another's. */
export const unnoticed = 500;

/**
 * Compares the 99th percentiles of several visitors' waits, one list each. It is fair where the slowest visitor's is at
 * most twice that of the visitor in the middle, or short.
 */
export function fairness(waits: readonly (readonly number[])[]): Fairness {
  const each = waits.filter((list) => list.length > 0).map((list) => quantile(list, 0.99));
  const [slowest, middle] = [Math.max(...each), median(each)];
  return { slowest, median: middle, holds: slowest <= Math.max(2 * middle, unnoticed) };
}
