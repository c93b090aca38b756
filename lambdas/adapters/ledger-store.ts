import type { LedgerRecord } from '../core/ledger.ts';
import type { LedgerStore } from '../core/ports.ts';
import type { LedgerKey, OwnerNonce, UpstreamToken } from '../core/tokens.ts';
import { table } from '../table.ts';
import { number, seconds, type DynamoDb, type Item } from './dynamodb.ts';

/** The ledger's transitions, each with its condition. */
export function ledgerStore(db: DynamoDb): LedgerStore {
  return {
    async claim(record, now, trace) {
      const condition = {
        expression: 'attribute_not_exists(#pk) OR #ttl <= :now',
        values: { ':now': number(Math.floor(now / 1_000)) },
      };
      const standing = await db.put(toItem(record), condition, trace);
      return standing && toRecord(record.key, standing);
    },

    async takeOver(read, taken, trace) {
      const standing = await db.update(
        rowKey(read.key),
        'SET #owner = :owner, #lease = :lease, #attempts = :attempts, #ambiguous = :ambiguous',
        {
          expression: '#state = :pending AND #owner = :readOwner AND #attempts = :readAttempts',
          values: {
            ':pending': { S: 'PENDING' },
            ':readOwner': { S: read.owner },
            ':readAttempts': number(read.attempts),
            ':owner': { S: taken.owner },
            ':lease': number(taken.lease),
            ':attempts': number(taken.attempts),
            ':ambiguous': number(taken.ambiguous),
          },
        },
        trace,
      );
      if (standing === undefined) return undefined;
      // A lost acknowledgement of my own takeover reads as mine; a record that is gone, as in flight elsewhere.
      return standing === null ? { ...read, lease: taken.lease } : toRecord(read.key, standing);
    },

    async complete(record, { status, answer }, trace) {
      const standing = await db.update(
        rowKey(record.key),
        'SET #state = :done, #status = :status, #answer = :answer',
        {
          expression:
            '#state = :pending AND #clientToken = :clientToken' +
            (status < 400 ? '' : ' AND #owner = :owner'),
          values: {
            ':pending': { S: 'PENDING' },
            ':clientToken': { S: record.clientToken },
            ...(status >= 400 && { ':owner': { S: record.owner } }),
            ':done': { S: 'DONE' },
            ':status': number(status),
            ':answer': typeof answer === 'string' ? { S: answer } : { B: answer },
          },
        },
        trace,
      );
      const standingRecord = standing ? toRecord(record.key, standing) : undefined;
      return standingRecord?.state === 'DONE' ? standingRecord : undefined;
    },

    async release(record, ambiguous, trace) {
      await db.update(
        rowKey(record.key),
        'SET #lease = :zero ADD #ambiguous :ambiguous',
        {
          expression: '#state = :pending AND #owner = :owner',
          values: {
            ':pending': { S: 'PENDING' },
            ':owner': { S: record.owner },
            ':zero': number(0),
            ':ambiguous': number(ambiguous),
          },
        },
        trace,
      );
    },

    async verified(record, trace) {
      await db.update(
        rowKey(record.key),
        'SET #verified = :true',
        {
          expression: '#state = :pending AND #owner = :owner',
          values: { ':pending': { S: 'PENDING' }, ':owner': { S: record.owner }, ':true': { BOOL: true } },
        },
        trace,
      );
    },

    async abandon(record, trace) {
      await db.remove(
        rowKey(record.key),
        {
          expression: '#state = :pending AND #owner = :owner AND #attempts = :one',
          values: { ':pending': { S: 'PENDING' }, ':owner': { S: record.owner }, ':one': number(1) },
        },
        trace,
      );
    },
  };
}

function rowKey(key: LedgerKey): string {
  return `ledger#${key}`;
}

function toItem(record: LedgerRecord): Item {
  return {
    [table.partitionKey]: { S: rowKey(record.key) },
    [table.timeToLive]: seconds(record.expires),
    state: { S: record.state },
    clientToken: { S: record.clientToken },
    fingerprint: { S: record.fingerprint },
    owner: { S: record.owner },
    lease: number(record.lease),
    attempts: number(record.attempts),
    ambiguous: number(record.ambiguous),
    ...createdOf(record),
    ...(record.session !== undefined && { session: { S: record.session } }),
    ...(record.salt && { salt: { B: record.salt } }),
  };
}

/**
 * When it was created. Of what makes a bearer that stands in `began`, and `created` says "long ago": 0.1.0, which would
 * take a chat's row from before Connect was asked for a session, then does not take over what is in doubt.
 */
function createdOf({ salt, created }: LedgerRecord): Item {
  return salt ? { began: number(created), created: number(0) } : { created: number(created) };
}

function toRecord(key: LedgerKey, item: Item): LedgerRecord {
  const integer = (name: string): number => Number(item[name]?.N ?? 0);
  const text = (name: string): string => item[name]?.S ?? '';
  const answer = item['answer']?.S ?? item['answer']?.B;
  const salt = item['salt']?.B;
  return {
    key,
    state: text('state') === 'DONE' ? 'DONE' : 'PENDING',
    clientToken: text('clientToken') as UpstreamToken,
    fingerprint: text('fingerprint'),
    owner: text('owner') as OwnerNonce,
    lease: integer('lease'),
    attempts: integer('attempts'),
    ambiguous: integer('ambiguous'),
    created: integer(item['began'] ? 'began' : 'created'),
    expires: integer(table.timeToLive) * 1_000,
    ...(item['session'] && { session: text('session') }),
    ...(salt && { salt }),
    ...(item['verified'] && { verified: true }),
    ...(item['status'] && { status: integer('status') }),
    ...(answer !== undefined && { answer }),
  };
}
