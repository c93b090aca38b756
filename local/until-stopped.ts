/**
 * Resolves at Ctrl-C, at SIGTERM, and when the terminal is closed. Below npm it also resolves when the shell between
 * npm and this process has gone: npm's signals end that shell, and it passes none on.
 */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
    if (process.env['npm_lifecycle_event'] === undefined) return;
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent) resolve();
    }, 500).unref();
  });
}
