/**
 * Lets the timers of this process take `factor` times as long. Valgrind makes everything but the clock some fifty times
 * slower, so that calls would time out which take a millisecond.
 */
export function slowTimers(factor: number): void {
  const { setTimeout } = globalThis;
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  globalThis.setTimeout = ((callback: () => void, milliseconds = 0, ...rest: []) =>
    setTimeout(callback, milliseconds * factor, ...rest)) as typeof setTimeout;
  AbortSignal.timeout = (milliseconds) => timeout(milliseconds * factor);
}
