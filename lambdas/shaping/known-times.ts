/**
 * What this process knows of rows: instants in epoch microseconds, by key. They only move forward, but from after
 * `beyond`, where a clock that is wrong has left them.
 */
export interface KnownTimes {
  /** 0 of a row that is not known, or whose instant counts as none. */
  of(key: string, beyond: number): number;
  learn(key: string, time: number, beyond: number): void;
}

/** Keys that are remembered, at most; the oldest is forgotten first. */
const maximum = 5_000;

export function knownTimes(): KnownTimes {
  const times = new Map<string, number>();
  const of = (key: string, beyond: number): number => {
    const time = times.get(key) ?? 0;
    return time > beyond ? 0 : time;
  };
  return {
    of,
    learn(key, time, beyond) {
      const known = of(key, beyond);
      times.delete(key);
      times.set(key, Math.max(known, time));
      const [oldest = key] = times.keys();
      if (times.size > maximum) times.delete(oldest);
    },
  };
}
