import { clocksApart } from '../core/lease.ts';
import type { Connection, Session } from '../core/session.ts';
import type { SessionStarts, SessionStore } from '../core/ports.ts';
import type { LedgerKey, OwnerNonce } from '../core/tokens.ts';
import type { Trace } from '../core/trace.ts';
import { number, seconds, type AttributeValue, type DynamoDb, type Item } from './dynamodb.ts';

/**
 * The sessions' rows and transitions, each with its condition: of those that stand. What other processes compare with
 * their own time is on a row by the table's clock, and here by this process's: either may be wrong.
 */
export function sessionStore(db: DynamoDb): Omit<SessionStore, keyof SessionStarts> {
  const instant = (at: number): AttributeValue => number(at - db.ahead());
  const inSeconds = (at: number): AttributeValue => seconds(at - db.ahead());
  return {
    async read(id, trace) {
      const item = await db.get(rowKey(id), trace);
      return item && !item['starting'] ? toSession(id, item, db.ahead()) : undefined;
    },

    async lease(id, { owner, lease, version, now }, trace) {
      const failed = await db.update(
        rowKey(id),
        'SET #connecting = :owner, #lease = :lease',
        {
          expression:
            'attribute_exists(#pk) AND attribute_not_exists(#ended) AND #version = :version AND ' +
            '(attribute_not_exists(#connecting) OR #connecting = :owner OR #lease <= :now OR #lease > :beyond)',
          values: {
            ':owner': { S: owner },
            ':lease': instant(lease),
            ':version': number(version),
            ':now': instant(now),
            ':beyond': instant(lease + clocksApart),
          },
        },
        trace,
      );
      return failed === undefined;
    },

    async connect(id, { owner, version, token, expires, renewed, answer, answerFor, due }, trace) {
      const values: Item = { ':version': number(version), ':owner': { S: owner } };
      let set = 'SET #version = :version';
      if (token && expires !== undefined) {
        set += ', #connectionToken = :token, #connectionExpires = :expires';
        values[':token'] = { B: token };
        values[':expires'] = number(expires);
      }
      if (renewed !== undefined) {
        set += ', #renewed = :renewed';
        values[':renewed'] = instant(renewed);
      }
      if (answer && answerFor !== undefined) {
        set += ', #answer = :answer, #answerFor = :answerFor';
        values[':answer'] = { B: answer };
        values[':answerFor'] = { S: answerFor };
      }
      if (due !== undefined) {
        set += ', #due = :due';
        values[':due'] = inSeconds(due);
      }
      const standing = await db.update(
        rowKey(id),
        `${set} REMOVE #connecting, #lease, #left`,
        { expression: '#connecting = :owner AND attribute_not_exists(#ended)', values },
        trace,
      );
      // Each is sealed with random bytes of its own: one that stands was stored by an earlier call, whose answer was lost.
      const sealed = standing?.[token ? 'connectionToken' : 'answer']?.B;
      if (standing === undefined || isSame(sealed, token ?? answer)) return 'stored';
      return standing && !standing['ended'] ? 'late' : 'ended';
    },

    async unlease(id, owner, trace) {
      await db.update(
        rowKey(id),
        'REMOVE #connecting, #lease',
        { expression: '#connecting = :owner', values: { ':owner': { S: owner } } },
        trace,
      );
    },

    async leave(id, left, due, trace) {
      const failed = await db.update(
        rowKey(id),
        'SET #left = :left, #due = :due',
        {
          expression:
            'attribute_exists(#due) AND attribute_not_exists(#ended) AND attribute_not_exists(#left)',
          values: { ':left': instant(left), ':due': inSeconds(due) },
        },
        trace,
      );
      return failed === undefined;
    },

    async stay(id, left, due, trace) {
      await db.update(
        rowKey(id),
        'SET #due = :due REMOVE #left',
        {
          expression: '#left = :left AND attribute_not_exists(#ended)',
          values: { ':left': instant(left), ':due': inSeconds(due) },
        },
        trace,
      );
    },

    async revoke(id, expires, trace) {
      const standing = await endOnce(id, expires, '', trace);
      // The chat was over, and its holder leaves it now.
      if (standing?.['over'] || standing?.['expired'])
        await db.update(
          rowKey(id),
          'SET #ttl = :ttl REMOVE #over, #expired',
          { expression: 'attribute_exists(#ended)', values: { ':ttl': inSeconds(expires) } },
          trace,
        );
      return standing === undefined;
    },

    async end(id, expires, trace) {
      return (await endOnce(id, expires, ', #over = :ended', trace)) === undefined;
    },
  };

  /** Ends a session that has not ended. Returns undefined, or what stands instead: null for no row. */
  async function endOnce(
    id: string,
    expires: number,
    more: string,
    trace: Trace,
  ): Promise<Item | null | undefined> {
    return await db.update(
      rowKey(id),
      `SET #ended = :ended, #ttl = :ttl${more} ${forgetTokens}, #due, #left`,
      {
        expression:
          'attribute_exists(#pk) AND attribute_not_exists(#starting) AND attribute_not_exists(#ended)',
        values: { ':ended': { BOOL: true }, ':ttl': inSeconds(expires) },
      },
      trace,
    );
  }
}

export const forgetTokens =
  'REMOVE #participantToken, #connectionToken, #connectionExpires, #answer, #answerFor, #connecting, #lease';

export function isSame(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  return one && other ? Buffer.compare(one, other) === 0 : false;
}

export function rowKey(id: string): string {
  return `session#${id}`;
}

/** `ahead` is by how many milliseconds the reader's clock is ahead of the table's. */
export function toSession(id: string, item: Item, ahead: number): Session {
  const text = (name: string): string => item[name]?.S ?? '';
  const integer = (name: string): number => Number(item[name]?.N ?? 0);
  const instant = (name: string): number => integer(name) + ahead;
  const participantToken = item['participantToken']?.B;
  const proof = item['proof']?.B;
  const connection = toConnection(item, ahead);
  return {
    id,
    contactId: text('contactId'),
    participantId: text('participantId'),
    instanceId: text('instanceId'),
    ...(item['origin'] && { origin: text('origin') }),
    ...(item['continuedFrom'] && { continuedFrom: text('continuedFrom') }),
    ...(item['host'] && { host: text('host') }),
    ...(item['record'] && { record: text('record') as LedgerKey }),
    ...(item['place'] && { place: true }),
    ...(item['left'] && { left: instant('left') }),
    ...(item['due'] && { due: integer('due') * 1_000 + ahead }),
    ended: item['over'] ? 'over' : item['expired'] ? 'expired' : item['ended'] !== undefined,
    created: instant('created'),
    expires: instant('expires'),
    ...(participantToken && { participantToken }),
    ...(proof && { proof }),
    ...(connection && { connection }),
    ...(item['connecting'] && {
      connecting: { owner: text('connecting') as OwnerNonce, lease: instant('lease') },
    }),
  };
}

function toConnection(item: Item, ahead: number): Connection | undefined {
  const version = Number(item['version']?.N ?? 0);
  if (version === 0) return undefined;
  const token = item['connectionToken']?.B;
  const answer = item['answer']?.B;
  const answerFor = item['answerFor']?.S;
  return {
    version,
    expires: Number(item['connectionExpires']?.N ?? 0),
    ...(item['renewed'] && { renewed: Number(item['renewed'].N) + ahead }),
    ...(token && { token }),
    ...(answer && { answer }),
    ...(answerFor !== undefined && { answerFor }),
  };
}
