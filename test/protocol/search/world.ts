import type { ChatRows } from '../../../lambdas/core/chat-rows.ts';
import type { Contacts } from '../../../lambdas/core/contacts.ts';
import type { CommandName, InputOf } from '../../../lambdas/core/commands.ts';
import type { LedgerRecord } from '../../../lambdas/core/ledger.ts';
import {
  StoreError,
  type OpenChatCount,
  type OpenChats,
  type LedgerStore,
  type SessionStore,
} from '../../../lambdas/core/ports.ts';
import type { Session } from '../../../lambdas/core/session.ts';
import { newTrace } from '../../../lambdas/core/trace.ts';
import { UpstreamError } from '../../../lambdas/core/upstream-failure.ts';
import {
  memoryLedger,
  memoryOpenChats,
  memorySessions,
  type MemorySessions,
  type Rows,
  type SessionRow,
} from '../../support/memory-stores.ts';
import { fakeConnect, type ConnectState } from '../ledger/fake-connect.ts';
import type { Mutation } from '../ledger/play.ts';
import { contactsAtConnect } from './contacts-at-connect.ts';
import type { Call, Reply } from './asked.ts';

/** Everything outside of the processes, as data. */
export interface World {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly ledger: Table<LedgerRecord>;
  readonly sessions: Table<SessionRow>;
  readonly openChats: Table<OpenChatCount>;
  readonly connect: ConnectState;
}

export type Table<Row> = ReadonlyMap<string, Row>;

/** One write of a row. */
export interface Write<Row> {
  readonly key: string;
  readonly before: Row | undefined;
  readonly after: Row | undefined;
}

/** What comes of a call that arrives. */
export interface Performed {
  readonly world: World;
  readonly reply: Reply;
  readonly ledger: readonly Write<LedgerRecord>[];
  readonly sessions: readonly Write<Session>[];
}

/** Wrong versions of what stands outside, to show that the search finds them. */
export type WrongWorld = Pick<Mutation, 'ledger' | 'sessions' | 'upstream'> & {
  readonly openChats?: (right: OpenChats) => OpenChats;
  readonly chats?: (right: ChatRows, rows: Rows<SessionRow>) => ChatRows;
  readonly contacts?: (right: Contacts) => Contacts;
};

/** Carries a call out. `random` is for wrong versions that make something up. */
export async function perform(
  world: World,
  call: Call,
  wrong: WrongWorld,
  random: () => number,
): Promise<Performed> {
  const ledgerWrites: Write<LedgerRecord>[] = [];
  const sessionWrites: Write<Session>[] = [];
  const { port, method, given } = call;
  let next = world;
  const reply = await replyOf(async () => {
    switch (port) {
      case 'ledger': {
        const right = loaded(
          memoryLedger((key, before, after) => ledgerWrites.push({ key, before, after })),
          world.ledger,
        );
        ledgerWrites.length = 0;
        const store = wrong.ledger?.(right, random) ?? right;
        try {
          return await run(store[method as keyof LedgerStore] as Method, given);
        } finally {
          if (ledgerWrites.length > 0) next = { ...world, ledger: written(world.ledger, ledgerWrites) };
        }
      }
      case 'sessions':
      case 'chats': {
        const right = loaded(
          memorySessions((key, before, after) => sessionWrites.push({ key, before, after })),
          world.sessions,
        );
        sessionWrites.length = 0;
        for (const { id, contactId } of world.sessions.values()) leadTo(right, contactId, id);
        const sessions = wrong.sessions?.(right) ?? right;
        const chats = wrong.chats?.(right.chats, right) ?? right.chats;
        const called =
          port === 'chats' ? chats[method as keyof ChatRows] : sessions[method as keyof SessionStore];
        try {
          return await run(called as Method, given);
        } finally {
          if (sessionWrites.length > 0) next = { ...world, sessions: written(world.sessions, sessionWrites) };
        }
      }
      case 'contacts': {
        const right = contactsAtConnect(world.connect, world.now);
        const contacts = wrong.contacts?.(right) ?? right;
        const answer = await run(contacts[method as keyof Contacts] as Method, given);
        next = { ...world, connect: right.state };
        return answer;
      }
      case 'openChats': {
        const right = loaded(memoryOpenChats(), world.openChats);
        const store = wrong.openChats?.(right) ?? right;
        const answer = await run(store[method as keyof OpenChats] as Method, given);
        const [id] = given as [string];
        const after = right.row(id);
        if (after !== world.openChats.get(id))
          next = { ...world, openChats: written(world.openChats, [{ key: id, before: undefined, after }]) };
        return answer;
      }
      case 'upstream': {
        const connect = fakeConnect(true, world.connect);
        const right = {
          send: <C extends CommandName>(command: C, input: InputOf<C>) =>
            Promise.resolve({ output: connect.apply(command, input, world.now), requestId: undefined }),
        };
        const upstream = wrong.upstream?.(right, random) ?? right;
        const [input, timeout] = given as [InputOf<CommandName>, number];
        const answer = await upstream.send(method as CommandName, input, timeout);
        next = { ...world, connect: connect.state };
        return answer;
      }
      case 'sleep':
        return undefined;
    }
  });
  return { world: next, reply, ledger: ledgerWrites, sessions: sessionWrites };
}

/** The contact's row, which leads to its sessions, is written before them and found by theirs. */
function leadTo({ contacts }: MemorySessions, contactId: string, id: string): void {
  if (contactId === '') return;
  const { ids, erased } = contacts.get(contactId) ?? { ids: new Set<string>(), erased: false };
  contacts.set(contactId, { ids: ids.add(id), erased });
}

type Method = (...given: unknown[]) => Promise<unknown>;

function run(method: Method, given: readonly unknown[]): Promise<unknown> {
  return method(...given, newTrace());
}

async function replyOf(act: () => Promise<unknown>): Promise<Reply> {
  try {
    return { kind: 'value', value: await act() };
  } catch (error) {
    if (error instanceof UpstreamError) return { kind: 'failure', failure: error.failure };
    if (error instanceof StoreError) return { kind: 'unreachable' };
    throw error;
  }
}

function loaded<Row, Store extends { write(key: string, after: Row | undefined): void }>(
  store: Store,
  table: Table<Row>,
): Store {
  for (const [key, row] of table) store.write(key, row);
  return store;
}

function written<Row>(table: Table<Row>, writes: readonly Write<Row>[]): Table<Row> {
  const rows = new Map(table);
  for (const { key, after } of writes) {
    if (after) rows.set(key, after);
    else rows.delete(key);
  }
  return rows;
}
