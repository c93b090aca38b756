/** Of a set of samples. */
export interface Summary {
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
}

/** Returns median and quartiles, interpolated between neighbours. Needs at least one sample. */
export function summarize(samples: readonly number[]): Summary {
  return { median: quantile(samples, 0.5), lower: quantile(samples, 0.25), upper: quantile(samples, 0.75) };
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/** Returns a quantile, interpolated between neighbours. */
export function quantile(samples: readonly number[], share: number): number {
  if (samples.length === 0) throw new RangeError('There is no median of nothing');
  const sorted = samples.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] as number;
  const above = sorted[Math.ceil(place)] as number;
  return below + (above - below) * (place - Math.floor(place));
}

/**
 * Returns the ratio of one to another, round by round. What slows the machine for a while slows both samples of a
 * round, and leaves their ratio alone. Both have one sample a round, in the same order.
 */
export function pairedRatios(of: readonly number[], to: readonly number[]): number[] {
  return pairs(of, to).map(([one, other]) => one / other);
}

/** Returns how far each round's sample is above the base's in the same round. */
export function netOf(samples: readonly number[], base: readonly number[]): number[] {
  return pairs(samples, base).map(([sample, below]) => sample - below);
}

function pairs(of: readonly number[], to: readonly number[]): [number, number][] {
  if (of.length !== to.length) throw new RangeError('Every round must have a sample of both');
  return of.map((sample, round) => [sample, to[round] as number]);
}
