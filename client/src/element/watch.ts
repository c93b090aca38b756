/** Asks now, and from time to time, until `signal` ends; only while somebody looks at the page. */
export function watch(ask: () => Promise<void>, everyMs: number, signal: AbortSignal): void {
  const look = (): void => {
    // What goes wrong is not told: the chat does not depend on it.
    if (document.visibilityState === 'visible' && !signal.aborted) ask().catch(() => {});
  };
  const asking = setInterval(look, everyMs);
  document.addEventListener('visibilitychange', look, { signal });
  signal.addEventListener('abort', () => clearInterval(asking), { once: true });
  look();
}
