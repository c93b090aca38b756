/** Timers that end together, so that closing the simulator leaves no handle open. */
export interface Timers {
  /** Runs once after `ms`; the function that it returns cancels it. */
  after(ms: number, run: () => void): () => void;
  /** Runs every `ms` until cleared. */
  every(ms: number, run: () => void): void;
  clear(): void;
}

export function createTimers(): Timers {
  const running = new Set<NodeJS.Timeout>();
  return {
    after(ms, run) {
      const timer = setTimeout(() => {
        running.delete(timer);
        guarded(run);
      }, ms);
      running.add(timer);
      return () => {
        running.delete(timer);
        clearTimeout(timer);
      };
    },
    every(ms, run) {
      running.add(setInterval(() => guarded(run), ms));
    },
    clear() {
      for (const timer of running) clearTimeout(timer);
      running.clear();
    },
  };
}

// A defect inside a timer would otherwise end the whole process, with every chat in it.
function guarded(run: () => void): void {
  try {
    run();
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error));
  }
}
