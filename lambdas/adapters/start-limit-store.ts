import { beyond, costOf, isInstant, takeOne, type Limit } from '../core/limit.ts';
import type { StartLimits } from '../core/ports.ts';
import { number, seconds, type DynamoDb } from './dynamodb.ts';

/** How often the row may have changed between a rest and its use before a start counts as one too many. */
const attempts = 5;

/** A row for each limit that was lately taken from, with one instant. */
export function startLimitStore(db: DynamoDb): StartLimits {
  return {
    async take(key, limit, now, trace) {
      // As if nobody had lately taken from it: so it is for most, and then it is one write.
      let standing: number | undefined;
      for (let attempt = 0; attempt < attempts; attempt++) {
        const taken = takeOne(standing, limit, now);
        if (!taken.taken) return taken;
        const failed = await db.update(
          rowKey(key),
          ...(isInstant(standing, limit, now) ? advance(limit, now) : begin(limit, now)),
          trace,
        );
        if (failed === undefined) return taken;
        const until = failed?.['until']?.N;
        standing = until === undefined ? undefined : Number(until);
      }
      return { taken: false, retryAfter: costOf(limit) };
    },

    async giveBack(key, limit, trace) {
      await db.update(
        rowKey(key),
        'SET #until = #until - :cost',
        { expression: 'attribute_exists(#until)', values: { ':cost': number(costOf(limit)) } },
        trace,
      );
    },
  };
}

type Change = readonly [string, Parameters<DynamoDb['update']>[2]];

/** Takes the first one after a rest. */
function begin(limit: Limit, now: number): Change {
  return [
    'SET #until = :until, #ttl = :ttl',
    {
      expression: 'attribute_not_exists(#until) OR #until <= :now OR #until >= :beyond',
      values: {
        ':until': number(now + costOf(limit)),
        ':now': number(now),
        ':beyond': number(beyond(limit, now)),
        ':ttl': timeToLive(limit, now),
      },
    },
  ];
}

/** Takes one more, whoever else does at the same time, as long as there is one. */
function advance(limit: Limit, now: number): Change {
  const cost = costOf(limit);
  return [
    'SET #until = #until + :cost, #ttl = :ttl',
    {
      expression: '#until > :now AND #until <= :latest',
      values: {
        ':cost': number(cost),
        ':now': number(now),
        ':latest': number(now + cost * (limit.burst - 1)),
        ':ttl': timeToLive(limit, now),
      },
    },
  ];
}

/** No instant lies further ahead. */
function timeToLive(limit: Limit, now: number): ReturnType<typeof number> {
  return seconds(now + costOf(limit) * limit.burst);
}

function rowKey(key: string): string {
  return `limit#${key}`;
}
