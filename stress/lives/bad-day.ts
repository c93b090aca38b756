import type { Decide, Mishap } from '../lanes/tap.ts';

/** What may happen to any call, DynamoDB's alone where Connect has its own ways to fail. */
const toAll = ['killed', 'killed-after'] as const;
const toDynamoDb = ['refused', 'throttled', 'unanswered', 'late'] as const;

/** How often each of them does, from 0 to 1. */
const chance = 0.003;

/** A day on which something happens to about one call in sixty. */
export function badDay(random: () => number): Decide {
  return ({ service }) => {
    const kinds: readonly Mishap[] = service === 'dynamodb' ? [...toAll, ...toDynamoDb] : toAll;
    return kinds[Math.floor(random() / chance)];
  };
}
