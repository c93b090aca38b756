/**
 * Lets time pass `factor` times slower in this process. Valgrind makes everything but the clock some fifty times slower,
 * so that calls would time out which take a millisecond, and the deadline of a request would be over before it began.
 */
export function slowTime(factor: number): void {
  const { setTimeout } = globalThis;
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  globalThis.setTimeout = ((callback: () => void, milliseconds = 0, ...rest: []) =>
    setTimeout(callback, milliseconds * factor, ...rest)) as typeof setTimeout;
  AbortSignal.timeout = (milliseconds) => timeout(milliseconds * factor);

  const now = Date.now.bind(Date);
  const began = now();
  Date.now = () => Math.floor(began + (now() - began) / factor);
  const clock = performance.now.bind(performance);
  performance.now = () => clock() / factor;
}
