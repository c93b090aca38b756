import type { Reading } from '../core/reading.ts';
import type { ReadingStore } from '../core/ports.ts';
import { number, seconds, type DynamoDb, type Item } from './dynamodb.ts';

/** The rows of what is read of Connect for many, and their two transitions: a turn is taken, an answer is kept. */
export function readingStore(db: DynamoDb): ReadingStore {
  return {
    async read(key, trace) {
      const item = await db.get(key, trace);
      return item && toReading(item);
    },

    async take(key, { now, next, expires }, trace) {
      const failed = await db.update(
        key,
        'SET #next = :next, #ttl = :ttl',
        {
          expression: 'attribute_not_exists(#next) OR #next <= :now',
          values: { ':next': number(next), ':now': number(now), ':ttl': seconds(expires) },
        },
        trace,
      );
      return failed === undefined;
    },

    async keep(key, { value, at, expires }, trace) {
      await db.update(
        key,
        'SET #value = :value, #at = :at, #ttl = :ttl',
        {
          expression: 'attribute_not_exists(#at) OR #at < :at',
          values: { ':value': { S: value }, ':at': number(at), ':ttl': seconds(expires) },
        },
        trace,
      );
    },
  };
}

function toReading(item: Item): Reading {
  const value = item['value']?.S;
  return {
    ...(value !== undefined && { value }),
    at: Number(item['at']?.N ?? 0),
    next: Number(item['next']?.N ?? 0),
  };
}
