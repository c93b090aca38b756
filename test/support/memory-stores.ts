import type { LedgerRecord } from '../../lambdas/core/ledger.ts';
import type { Reading } from '../../lambdas/core/reading.ts';
import type { Session } from '../../lambdas/core/session.ts';
import { costOf, takeOne } from '../../lambdas/core/limit.ts';
import type {
  LedgerStore,
  OpenChatCount,
  OpenChats,
  ReadingStore,
  SessionStore,
  StartLimits,
} from '../../lambdas/core/ports.ts';

/**
 * The stores in memory, with the conditions of lambdas/adapters, held to them by test/protocol/stores. Every transition happens
 * at once, within the call; whoever wants it later or lost, calls later or forgets the answer.
 */

/** Told of every write, with the row before and after. */
export type Watch<Row> = (key: string, before: Row | undefined, after: Row | undefined) => void;

/** A row as it stands, and a write without a condition: for a test that needs what no transition gives. */
export interface Rows<Row> {
  row(key: string): Row | undefined;
  write(key: string, after: Row | undefined): void;
}

/** What DynamoDB keeps of an expiry: whole seconds. */
function seconds(milliseconds: number): number {
  return Math.ceil(milliseconds / 1_000);
}

export function memoryLedger(watch: Watch<LedgerRecord> = () => undefined): LedgerStore & Rows<LedgerRecord> {
  const rows = new Map<string, LedgerRecord>();
  const write = (key: string, after: LedgerRecord | undefined): void => {
    const before = rows.get(key);
    if (after) rows.set(key, after);
    else rows.delete(key);
    watch(key, before, after);
  };
  return {
    row: (key) => rows.get(key),
    write,
    claim(record, now) {
      const standing = rows.get(record.key);
      if (standing && seconds(standing.expires) > Math.floor(now / 1_000)) return Promise.resolve(standing);
      write(record.key, { ...record, expires: seconds(record.expires) * 1_000 });
      return Promise.resolve(undefined);
    },
    takeOver(read, { owner, lease, attempts, ambiguous }) {
      const standing = rows.get(read.key);
      if (!standing) return Promise.resolve({ ...read, lease });
      if (
        standing.state !== 'PENDING' ||
        standing.owner !== read.owner ||
        standing.attempts !== read.attempts
      )
        return Promise.resolve(standing);
      write(read.key, { ...standing, owner, lease, attempts, ambiguous });
      return Promise.resolve(undefined);
    },
    complete({ key, clientToken, owner }, { status, answer }) {
      const standing = rows.get(key);
      if (standing?.state === 'DONE') return Promise.resolve(standing);
      if (standing?.clientToken === clientToken && (status < 400 || standing.owner === owner))
        write(key, { ...standing, state: 'DONE', status, answer });
      return Promise.resolve(undefined);
    },
    release({ key, owner }, ambiguous) {
      const standing = rows.get(key);
      if (standing?.state === 'PENDING' && standing.owner === owner)
        write(key, { ...standing, lease: 0, ambiguous: standing.ambiguous + ambiguous });
      return Promise.resolve();
    },
    verified({ key, owner }) {
      const standing = rows.get(key);
      if (standing?.state === 'PENDING' && standing.owner === owner)
        write(key, { ...standing, verified: true });
      return Promise.resolve();
    },
    abandon({ key, owner }) {
      const standing = rows.get(key);
      if (standing?.state === 'PENDING' && standing.owner === owner && standing.attempts === 1)
        write(key, undefined);
      return Promise.resolve();
    },
  };
}

export function memorySessions(watch: Watch<Session> = () => undefined): SessionStore & Rows<Session> {
  const rows = new Map<string, Session>();
  const write = (id: string, after: Session | undefined): void => {
    const before = rows.get(id);
    if (after) rows.set(id, after);
    else rows.delete(id);
    watch(id, before, after);
  };
  return {
    row: (id) => rows.get(id),
    write,
    read: (id) => Promise.resolve(rows.get(id)),
    create(session) {
      const standing = rows.get(session.id);
      if (standing) return Promise.resolve(isSame(standing.proof, session.proof));
      write(session.id, session);
      return Promise.resolve(true);
    },
    lease(id, { owner, lease, version, now }) {
      const row = rows.get(id);
      if (!row || row.ended || (row.connection?.version ?? 0) !== version) return Promise.resolve(false);
      const other = row.connecting && row.connecting.owner !== owner ? row.connecting : undefined;
      if (other && other.lease > now) return Promise.resolve(false);
      write(id, { ...row, connecting: { owner, lease } });
      return Promise.resolve(true);
    },
    connect(id, { version, token, expires, renewed, answer, answerFor }) {
      const row = rows.get(id);
      if (!row || row.ended) return Promise.resolve(false);
      const { connecting: _, ...rest } = row;
      write(id, {
        ...rest,
        connection: {
          expires: 0,
          ...row.connection,
          version,
          ...(token && expires !== undefined && { token, expires }),
          ...(renewed !== undefined && { renewed }),
          ...(answer && answerFor !== undefined && { answer, answerFor }),
        },
      });
      return Promise.resolve(true);
    },
    unlease(id, owner) {
      const row = rows.get(id);
      if (row?.connecting?.owner !== owner) return Promise.resolve();
      const { connecting: _, ...rest } = row;
      write(id, rest);
      return Promise.resolve();
    },
    revoke(id) {
      const row = rows.get(id);
      if (row) write(id, { ...withoutTokens(row), ended: true });
      return Promise.resolve(row?.ended === false);
    },
    end(id) {
      const row = rows.get(id);
      if (row?.ended === false) write(id, { ...withoutTokens(row), ended: 'over' });
      return Promise.resolve(row?.ended === false);
    },
  };
}

export function memoryOpenChats(): OpenChats & Rows<OpenChatCount> {
  const rows = new Map<string, OpenChatCount>();
  const count = (id: string, to: number): void => {
    rows.set(id, { count: to, change: String(Number(rows.get(id)?.change ?? 0) + 1) });
  };
  return {
    row: (id) => rows.get(id),
    write(id, after) {
      if (after) rows.set(id, after);
      else rows.delete(id);
    },
    opened(id, most) {
      const row = rows.get(id);
      if (row && row.count >= most) return Promise.resolve(false);
      count(id, (row?.count ?? 0) + 1);
      return Promise.resolve(true);
    },
    closed(id) {
      const row = rows.get(id);
      if (row && row.count > 0) count(id, row.count - 1);
      return Promise.resolve();
    },
    read: (id) => Promise.resolve(rows.get(id) ?? { count: 0, change: undefined }),
    correct(id, to, { change }) {
      if (rows.get(id)?.change !== change) return Promise.resolve(false);
      count(id, to);
      return Promise.resolve(true);
    },
  };
}

export function memoryStartLimits(): StartLimits {
  const rows = new Map<string, number>();
  return {
    take(key, limit, now) {
      const taken = takeOne(rows.get(key), limit, now);
      if (taken.taken) rows.set(key, taken.until);
      return Promise.resolve(taken);
    },
    giveBack(key, limit) {
      const until = rows.get(key);
      if (until !== undefined) rows.set(key, until - costOf(limit));
      return Promise.resolve();
    },
  };
}

function isSame(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  return one !== undefined && other !== undefined && Buffer.compare(one, other) === 0;
}

function withoutTokens(row: Session): Session {
  const { connecting: _, participantToken: __, connection, ...rest } = row;
  return { ...rest, ...(connection && { connection: { version: connection.version, expires: 0 } }) };
}

export function memoryReadings(): ReadingStore {
  const rows = new Map<string, Reading>();
  return {
    read: (key) => Promise.resolve(rows.get(key)),
    take(key, { now, next }) {
      const row = rows.get(key) ?? { at: 0, next: 0 };
      if (row.next > now) return Promise.resolve(false);
      rows.set(key, { ...row, next });
      return Promise.resolve(true);
    },
    keep(key, { value, at }) {
      const row = rows.get(key) ?? { at: 0, next: 0 };
      if (row.at < at) rows.set(key, { ...row, value, at });
      return Promise.resolve();
    },
  };
}
