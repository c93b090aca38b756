/** A clock that stands still until everything that can happen now has happened, then leaps to the next event. */
export interface SimulatedTime {
  /** Epoch milliseconds. */
  readonly now: () => number;
  after(milliseconds: number, happen: () => void): void;
  sleep(milliseconds: number): Promise<void>;
  /** Resolves when nothing is left that could happen. */
  run(): Promise<void>;
}

interface Event {
  readonly at: number;
  readonly tie: number;
  readonly happen: () => void;
}

/** `random`, in [0, 1), orders what falls on the same millisecond. */
export function simulatedTime(start: number, random: () => number): SimulatedTime {
  const events: Event[] = [];
  let now = start;
  const after = (milliseconds: number, happen: () => void): void => {
    const event: Event = { at: now + Math.max(0, Math.round(milliseconds)), tie: random(), happen };
    const later = events.findIndex(({ at, tie }) => at > event.at || (at === event.at && tie > event.tie));
    if (later === -1) events.push(event);
    else events.splice(later, 0, event);
  };
  return {
    now: () => now,
    after,
    sleep: (milliseconds) =>
      new Promise((resolve) => {
        after(milliseconds, resolve);
      }),
    async run() {
      await quiet();
      for (let next = events.shift(); next; next = events.shift()) {
        now = next.at;
        next.happen();
        await quiet();
      }
    },
  };
}

/** Until every continuation that needs no event has run. */
function quiet(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
