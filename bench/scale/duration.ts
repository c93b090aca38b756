/** A duration in milliseconds, assumed to be log-normal: only its median and its tail are known. */
export interface Duration {
  readonly median: number;
  readonly tail: number;
}

/** The 99th percentile of a standard normal distribution. */
const z99 = 2.326_347_874;

function spread({ median, tail }: Duration): number {
  return Math.log(tail / median) / z99;
}

export function mean(duration: Duration): number {
  return duration.median * Math.exp(spread(duration) ** 2 / 2);
}

/** Draws one such duration from two random numbers (Box–Muller). */
export function sample(duration: Duration, random: () => number): number {
  const normal = Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  return duration.median * Math.exp(spread(duration) * normal);
}
