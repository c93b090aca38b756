import type { BucketRow, BucketStore, Take, Taken } from '../core/ports.ts';
import type { table } from '../table.ts';
import type { DynamoDb, Item, Updated } from './dynamodb.ts';

// By its type alone, and number again: see lambdas/live-turns.ts.
const timeToLive: (typeof table)['timeToLive'] = 'ttl';

function number(value: number): { readonly N: string } {
  return { N: String(value) };
}

/** How long a bucket's row is kept after its last call, in milliseconds: one that was full is empty long before. */
const retention = 3_600_000;

/** The buckets' rows and transitions, each with its condition. Every write takes one write unit. */
export function bucketStore(db: DynamoDb): BucketStore {
  return {
    async advance(key, take, trace) {
      const expression = `SET #time = #time + :cost, ${marks(take)}`;
      const condition = {
        expression: '#time BETWEEN :now AND :latest',
        values: {
          ...markValues(take),
          ':now': number(take.now),
          ':cost': number(take.cost),
          ':latest': number(take.latest - take.cost),
        },
      };
      return toTaken(await db.updated(rowKey(key), expression, condition, trace));
    },

    async begin(key, take, trace) {
      const expression = `SET #time = :begun, ${marks(take)}`;
      const condition = {
        expression: 'attribute_not_exists(#time) OR #time < :now OR #time > :beyond',
        values: {
          ...markValues(take),
          ':now': number(take.now),
          ':beyond': number(take.beyond),
          ':begun': number(take.now + take.cost),
        },
      };
      return toTaken(await db.updated(rowKey(key), expression, condition, trace));
    },

    async look(key, trace) {
      const item = await db.get(rowKey(key), trace);
      return item && toRow(item);
    },
  };
}

function rowKey(key: string): string {
  return `bucket#${key}`;
}

/** What every taking leaves on the row: who has taken, and until when the row is of use. */
function marks({ environment }: Take): string {
  return `#e${environment} = :seconds, #${timeToLive} = :ttl`;
}

function markValues({ now }: Take): Item {
  return {
    ':seconds': number(Math.floor(now / 1_000_000)),
    ':ttl': number(Math.ceil((now / 1_000 + retention) / 1_000)),
  };
}

function toTaken(result: Updated): Taken {
  return 'updated' in result
    ? { taken: true, row: toRow(result.updated) }
    : { taken: false, row: result.standing && toRow(result.standing) };
}

function toRow(item: Item): BucketRow {
  return {
    time: Number(item['time']?.N ?? 0),
    environments: Object.entries(item).flatMap(([name, value]) =>
      /^e\d+$/.test(name) ? [Number(value.N)] : [],
    ),
  };
}
