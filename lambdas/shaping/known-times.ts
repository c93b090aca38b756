/** What this process knows of rows: instants in epoch microseconds, by key. They only move forward. */
export interface KnownTimes {
  /** 0 of a row that is not known. */
  of(key: string): number;
  learn(key: string, time: number): void;
}

/** Keys that are remembered, at most; the oldest is forgotten first. */
const maximum = 5_000;

export function knownTimes(): KnownTimes {
  const times = new Map<string, number>();
  return {
    of: (key) => times.get(key) ?? 0,
    learn(key, time) {
      const known = times.get(key) ?? 0;
      times.delete(key);
      times.set(key, Math.max(known, time));
      const [oldest = key] = times.keys();
      if (times.size > maximum) times.delete(oldest);
    },
  };
}
