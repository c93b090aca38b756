import type { LedgerRecord } from '../../lambdas/core/ledger.ts';
import { isBelievable } from '../../lambdas/core/lease.ts';
import type { ChatRow, ChatRows } from '../../lambdas/core/chat-rows.ts';
import type { Reading } from '../../lambdas/core/reading.ts';
import type { Session } from '../../lambdas/core/session.ts';
import { costOf, takeOne } from '../../lambdas/core/limit.ts';
import { wholeSeconds } from '../../lambdas/core/table-clock.ts';
import type {
  Erasure,
  LedgerStore,
  OpenChatCount,
  OpenChatCounts,
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
      if (standing && wholeSeconds(standing.expires) > Math.floor(now / 1_000))
        return Promise.resolve(standing);
      write(record.key, { ...record, expires: wholeSeconds(record.expires) * 1_000 });
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

/** A session's row, or that of a chat which Connect is being asked for. */
export type SessionRow = Session & { readonly starting?: true };

/** Which sessions are of a contact. */
type Contacts = Map<string, { readonly ids: Set<string>; erased: boolean }>;

export interface MemorySessions extends SessionStore, Rows<SessionRow> {
  readonly chats: ChatRows;
  readonly contacts: Contacts;
}

export function memorySessions(watch: Watch<SessionRow> = () => undefined): MemorySessions {
  const rows = new Map<string, SessionRow>();
  const contacts: Contacts = new Map();
  const write = (id: string, after: SessionRow | undefined): void => {
    const before = rows.get(id);
    if (after) rows.set(id, after);
    else rows.delete(id);
    watch(id, before, after);
  };
  const open = (id: string): SessionRow | undefined => {
    const row = rows.get(id);
    return row?.ended === false ? row : undefined;
  };
  return {
    contacts,
    row: (id) => rows.get(id),
    write,
    chats: memoryChats(rows, write, contacts),
    read(id) {
      const row = rows.get(id);
      return Promise.resolve(row?.starting ? undefined : row);
    },
    begin({ due, ...start }) {
      const standing = rows.get(start.id);
      if (standing && !standing.starting) return Promise.resolve(false);
      const nobody = { contactId: '', participantId: '', ended: false as const };
      const { created } = standing ?? start;
      write(start.id, {
        ...nobody,
        ...standing,
        ...start,
        created,
        due: wholeSeconds(due) * 1_000,
        starting: true,
      });
      return Promise.resolve(true);
    },
    forgo(id) {
      if (rows.get(id)?.starting) write(id, undefined);
      return Promise.resolve();
    },
    create(session) {
      if (!addToContact(contacts, session)) return Promise.resolve('erased' as const);
      const standing = rows.get(session.id);
      if (standing && !standing.starting) return Promise.resolve(isSame(standing.proof, session.proof));
      const { due } = session;
      write(session.id, { ...session, ...(due !== undefined && { due: wholeSeconds(due) * 1_000 }) });
      return Promise.resolve(true);
    },
    lease(id, { owner, lease, version, now }) {
      const row = open(id);
      if (!row || (row.connection?.version ?? 0) !== version) return Promise.resolve(false);
      const other = row.connecting && row.connecting.owner !== owner ? row.connecting : undefined;
      if (other && other.lease > now && isBelievable(other.lease, lease)) return Promise.resolve(false);
      write(id, { ...row, connecting: { owner, lease } });
      return Promise.resolve(true);
    },
    connect(id, { owner, version, token, expires, renewed, answer, answerFor, due }) {
      const row = open(id);
      if (!row) return Promise.resolve('ended');
      if (row.connecting?.owner !== owner) {
        const { connection } = row;
        const mine = token ? isSame(connection?.token, token) : isSame(connection?.answer, answer);
        return Promise.resolve(mine ? 'stored' : 'late');
      }
      const { connecting: _, left: __, ...rest } = row;
      write(id, {
        ...rest,
        ...(due !== undefined && { due: wholeSeconds(due) * 1_000 }),
        connection: {
          expires: 0,
          ...row.connection,
          version,
          ...(token && expires !== undefined && { token, expires }),
          ...(renewed !== undefined && { renewed }),
          ...(answer && answerFor !== undefined && { answer, answerFor }),
        },
      });
      return Promise.resolve('stored');
    },
    unlease(id, owner) {
      const row = rows.get(id);
      if (row?.connecting?.owner !== owner) return Promise.resolve();
      const { connecting: _, ...rest } = row;
      write(id, rest);
      return Promise.resolve();
    },
    leave(id, left, due) {
      const row = open(id);
      if (row?.due === undefined || row.left !== undefined) return Promise.resolve(false);
      write(id, { ...row, left, due: wholeSeconds(due) * 1_000 });
      return Promise.resolve(true);
    },
    stay(id, left, due) {
      const row = open(id);
      if (row?.left !== left) return Promise.resolve();
      const { left: _, ...rest } = row;
      write(id, { ...rest, due: wholeSeconds(due) * 1_000 });
      return Promise.resolve();
    },
    revoke(id) {
      const row = rows.get(id);
      if (!row || row.starting) return Promise.resolve(false);
      const { due } = row;
      // One that is still to be looked at has been closed: its contact is not known to be over.
      const more = row.ended !== false && due !== undefined ? { due } : {};
      write(id, { ...withoutTokens(row), ...more, ended: true });
      return Promise.resolve(row.ended === false);
    },
    end(id) {
      const row = open(id);
      if (row && !row.starting) write(id, { ...withoutTokens(row), ended: 'over' });
      return Promise.resolve(row !== undefined && !row.starting);
    },
  };
}

/** Returns false, and adds nothing, where the contact has been erased. */
function addToContact(contacts: Contacts, { id, contactId }: Pick<Session, 'id' | 'contactId'>): boolean {
  const { ids, erased } = contacts.get(contactId) ?? { ids: new Set(), erased: false };
  if (!erased) contacts.set(contactId, { ids: ids.add(id), erased });
  return !erased;
}

/** Of sessions and of the ledger alone: what else there is, tests on DynamoDB delete. */
export function memoryErasure(sessions: MemorySessions, ledger: Rows<LedgerRecord>): Erasure {
  const remove = <Row>(rows: Rows<Row>, key: string | undefined): number => {
    if (key === undefined || rows.row(key) === undefined) return 0;
    rows.write(key, undefined);
    return 1;
  };
  return {
    begin(contactId) {
      const { ids } = sessions.contacts.get(contactId) ?? { ids: new Set<string>() };
      sessions.contacts.set(contactId, { ids, erased: true });
      return Promise.resolve([...ids]);
    },
    erase: ({ id, record }) =>
      Promise.resolve({
        ledgerRecords: remove(ledger, record),
        sessions: remove(sessions, id),
        queuePositions: 0,
        quotaShares: 0,
      }),
  };
}

function memoryChats(
  rows: ReadonlyMap<string, SessionRow>,
  write: Rows<SessionRow>['write'],
  contacts: Contacts,
): ChatRows {
  const indexed = (instanceId: string): SessionRow[] =>
    [...rows.values()].filter((row) => row.due !== undefined && row.instanceId === instanceId);
  const asRead = ({ id, due }: ChatRow): SessionRow | undefined => {
    const row = rows.get(id);
    return row?.due === due ? row : undefined;
  };
  return {
    due(instanceId, until, most) {
      const due = indexed(instanceId)
        .filter((row) => (row.due ?? 0) <= Math.floor(until / 1_000) * 1_000)
        .toSorted((a, b) => (a.due ?? 0) - (b.due ?? 0));
      return Promise.resolve(due.slice(0, most).map(({ id }) => id));
    },
    count: (instanceId) => Promise.resolve(indexed(instanceId).length),
    read(id) {
      const row = rows.get(id);
      if (!row) return Promise.resolve(undefined);
      const { contactId, participantToken: _, proof: __, ...session } = row;
      return Promise.resolve({ ...session, ...(contactId !== '' && { contactId }) });
    },
    ofContact: (contactId) => Promise.resolve([...(contacts.get(contactId)?.ids ?? [])]),
    close(read, how) {
      const row = asRead(read);
      if (row?.ended !== false) return Promise.resolve(false);
      if (read.contactId === undefined && row.contactId !== '') return Promise.resolve(false);
      const { starting: _, ...rest } = withoutTokens(row);
      write(row.id, { ...rest, due: row.due ?? 0, ended: how });
      return Promise.resolve(true);
    },
    postpone(read, due) {
      const row = asRead(read);
      if (row?.ended === false) write(row.id, { ...row, due: wholeSeconds(due) * 1_000 });
      return Promise.resolve();
    },
    settle(read) {
      const row = asRead(read);
      if (!row || row.ended === false) return Promise.resolve();
      const { due: _, ...rest } = row;
      write(row.id, rest);
      return Promise.resolve();
    },
    found(id, contactId) {
      const row = rows.get(id);
      if (!row?.starting || !addToContact(contacts, { id, contactId })) return Promise.resolve(false);
      write(id, { ...row, contactId });
      return Promise.resolve(true);
    },
  };
}

export function memoryOpenChats(): OpenChats & OpenChatCounts & Rows<OpenChatCount> {
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

function withoutTokens(row: SessionRow): SessionRow {
  const { connecting: _, participantToken: __, left: ___, due: ____, connection, ...rest } = row;
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
