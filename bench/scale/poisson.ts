/** Returns the probabilities of a Poisson distribution, from 0 to so many standard deviations above its mean. */
export function poisson(mean: number): readonly number[] {
  // Uses logarithms: beyond a mean of 745, e^-mean is 0 in floating point.
  const last = Math.ceil(mean + 12 * Math.sqrt(mean) + 20);
  const probabilities: number[] = [];
  let logarithm = -mean;
  for (let count = 0; count <= last; count++) {
    if (count > 0) logarithm += Math.log(mean / count);
    probabilities.push(Math.exp(logarithm));
  }
  return probabilities;
}

/** Returns the smallest count that is exceeded with at most the rest of the probability. */
export function poissonQuantile(mean: number, probability: number): number {
  let cumulated = 0;
  for (const [count, each] of poisson(mean).entries()) {
    cumulated += each;
    if (cumulated >= probability) return count;
  }
  return poisson(mean).length;
}
