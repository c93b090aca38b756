/** Notices when this process does not get the processor: whoever waits for an answer waits for that, too. */
export interface Stalls {
  /** Milliseconds between two instants in which this process's timers were held up. */
  between(from: number, to: number): number;
  stop(): void;
}

const everyMs = 50;

/** `now` is in ms. */
export function watchStalls(now: () => number): Stalls {
  const stalls: { readonly at: number; readonly ms: number }[] = [];
  let last = now();
  const timer = setInterval(() => {
    const at = now();
    const ms = at - last - everyMs;
    // A timer may be a millisecond or two late by itself.
    if (ms > everyMs / 10) stalls.push({ at, ms });
    last = at;
  }, everyMs);
  timer.unref();
  return {
    between: (from, to) =>
      stalls.reduce((sum, { at, ms }) => sum + Math.max(0, Math.min(to, at) - Math.max(from, at - ms)), 0),
    stop: () => clearInterval(timer),
  };
}
