import type { Edges } from './edges.ts';

/** Waiting, of which every kind can be cut short. */
export interface Pauses {
  /** Resolves after a while, or earlier when it is woken. */
  readonly pause: (milliseconds: number, forNetwork?: boolean) => Promise<void>;
  /** Ends the waiting for the network or, with `everything`, all of it. */
  wake(everything?: boolean): void;
}

export function createPauses(after: Edges['after']): Pauses {
  const sleepers = new Map<() => void, boolean>();
  return {
    pause: (milliseconds, forNetwork = false) =>
      new Promise((resolve) => {
        const wake = (): void => {
          stop();
          sleepers.delete(wake);
          resolve();
        };
        const stop = after(milliseconds, wake);
        sleepers.set(wake, forNetwork);
      }),
    wake(everything = false) {
      for (const [wake, forNetwork] of sleepers) if (everything || forNetwork) wake();
    },
  };
}
