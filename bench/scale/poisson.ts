/** Probabilities of a Poisson distribution from 0 on, to beyond its mean by so many standard deviations. */
export function poisson(mean: number): readonly number[] {
  // From the logarithm, as e^-mean is 0 in floating point beyond a mean of 745.
  const last = Math.ceil(mean + 12 * Math.sqrt(mean) + 20);
  const probabilities: number[] = [];
  let logarithm = -mean;
  for (let count = 0; count <= last; count++) {
    if (count > 0) logarithm += Math.log(mean / count);
    probabilities.push(Math.exp(logarithm));
  }
  return probabilities;
}

/** The least count that is exceeded with at most the rest of the probability. */
export function poissonQuantile(mean: number, probability: number): number {
  let cumulated = 0;
  for (const [count, each] of poisson(mean).entries()) {
    cumulated += each;
    if (cumulated >= probability) return count;
  }
  return poisson(mean).length;
}
