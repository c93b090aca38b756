import { setTimeout as delay } from 'node:timers/promises';

/** Requests that come by chance, whether or not those before have been answered: visitors do not wait for one another. */
export interface Arrivals {
  /** In the mean. */
  readonly perSecond: number;
  readonly forMs: number;
  readonly random: () => number;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** Calls `ask` at each arrival. Resolves with all answers, when the last one is there. */
export async function openLoop<T>(
  { perSecond, forMs, random, now, signal }: Arrivals,
  ask: (index: number) => Promise<T>,
): Promise<readonly T[]> {
  const asked: Promise<T>[] = [];
  const began = now();
  let due = 0;
  for (;;) {
    due -= (Math.log(random()) / perSecond) * 1_000;
    if (due >= forMs) return Promise.all(asked);
    const wait = began + due - now();
    if (wait > 0) await delay(wait, undefined, { signal });
    const answer = ask(asked.length);
    // It is awaited at the end; until then, nobody is there to take its failure.
    answer.catch(() => undefined);
    asked.push(answer);
  }
}
