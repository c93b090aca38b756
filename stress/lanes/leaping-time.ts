import { setImmediate, setTimeout as delay } from 'node:timers/promises';
import type { LeapingClock } from './clock.ts';

/** Time that passes as it does while processes work, and leaps to the next thing that happens when none does. */
export interface LeapingTime {
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Lets nothing leap until the work is done. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** How often work has begun so far, and how much is under way. */
  readonly begun: number;
  readonly underWay: number;
  /** Resolves when nobody sleeps and nobody works. */
  run(): Promise<void>;
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** From one look at those who work to the next, in ms. */
const lookEveryMs = 5;

export function leapingTime(clock: LeapingClock, signal: AbortSignal): LeapingTime {
  const sleepers: Sleeper[] = [];
  let [begun, underWay] = [0, 0];
  return {
    now: clock.now,
    sleep: (milliseconds) =>
      new Promise((wake) => {
        const at = clock.now() + milliseconds;
        const later = sleepers.findIndex((other) => other.at > at);
        if (later === -1) sleepers.push({ at, wake });
        else sleepers.splice(later, 0, { at, wake });
      }),
    async during(work) {
      begun++;
      underWay++;
      try {
        return await work();
      } finally {
        underWay--;
      }
    },
    get begun() {
      return begun;
    },
    get underWay() {
      return underWay;
    },
    async run() {
      for (;;) {
        // Whoever has woken up may work now, or sleep again.
        await setImmediate();
        signal.throwIfAborted();
        const [next] = sleepers;
        const ahead = (next?.at ?? Infinity) - clock.now();
        if (next && ahead <= 0) {
          sleepers.shift();
          next.wake();
        } else if (underWay > 0) await delay(Math.min(lookEveryMs, ahead));
        else if (next) clock.leap(ahead);
        else return;
      }
    },
  };
}
