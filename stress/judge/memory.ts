import { median } from '../../bench/statistics.ts';

/** More than this, of what a process has in use after a collection, is growth. */
const most = { share: 0.05, bytes: 2_000_000 };

/** How a process's memory in the last third of a run compares with that in the third before; medians, in bytes. */
export interface Growth {
  readonly before: number;
  readonly after: number;
  readonly isFlat: boolean;
}

/**
 * Judges the memory of one process from samples taken at equal distances, at least three. The first third is left out:
 * caches fill in it, and what is hot is compiled.
 */
export function growthOf(samples: readonly number[]): Growth {
  if (samples.length < 3) throw new RangeError('There is no last third of fewer than three samples');
  const third = Math.floor(samples.length / 3);
  const before = median(samples.slice(third, 2 * third));
  const after = median(samples.slice(2 * third));
  return { before, after, isFlat: after - before <= Math.max(most.share * before, most.bytes) };
}
