import type { DynamoDb } from './adapters/dynamodb.ts';
import { readingStore } from './adapters/reading-store.ts';
import type { Copies, Readings } from './core/ports.ts';

/** Keys that a process remembers, at most: half a megabyte of them. */
const maximum = 5_000;

/** What a deployed function reads of Connect for many. */
export function liveReadings(db: DynamoDb): Readings {
  return { store: readingStore(db), copies: copies(), buckets: copies() };
}

/** Remembers what was set last. */
export function copies<T>(): Copies<T> {
  const values = new Map<string, T>();
  return {
    get: (key) => values.get(key),
    set(key, value) {
      values.delete(key);
      const [oldest] = values.keys();
      if (values.size >= maximum && oldest !== undefined) values.delete(oldest);
      values.set(key, value);
    },
  };
}
