import { dueAt, isOpen, stateOf } from '../../../lambdas/core/lifecycle.ts';
import { wholeSeconds } from '../../../lambdas/core/table-clock.ts';
import { connectionLease } from '../../../lambdas/operations/budgets.ts';
import { listedWithin, sweep } from '../../../lambdas/reaper/sweep.ts';
import type { SessionRow } from '../../support/memory-stores.ts';
import { startedContacts, visitorOf } from './contacts-at-connect.ts';
import { interning } from './intern.ts';
import { reaperPortsOver } from './reaping.ts';
import type { Path, Scenario } from './search.ts';
import type { SessionInvariant } from './session-invariants.ts';
import { perform, type World } from './world.ts';

/** What must hold of the function that ends chats, after every step of any schedule. */
export const reaperInvariants: Readonly<Record<string, SessionInvariant>> = {
  'a chat is stopped only once its row is closed': ({ world, arrived }, path) => {
    const before = path.at(-2)?.world.connect.left ?? {};
    const stopped = arrived.filter(({ call }) => call.port === 'contacts' && call.method === 'stop');
    return stopped.some(({ call }) => {
      const contact = String(call.given[1]);
      return !(visitorOf(contact) in before) && rowsOf(world, contact).some(isOpenRow);
    })
      ? 'a chat was stopped whose row is open'
      : undefined;
  },

  'a row is closed only when the time of its chat is over': ({ world, sessions, arrived }) =>
    arrived.some(({ call }) => call.port === 'chats' && call.method === 'close') &&
    sessions.some(({ before }) => before?.ended === false && overAt(before) > world.now)
      ? 'closed before its time'
      : undefined,

  'a row says that Connect has ended the chat only when that is certain': (state, _path, { asked }) => {
    const { world, sessions, arrived } = state;
    const told = arrived.some(({ process, call }) => asked[process]?.reaper && call.method === 'end');
    return told &&
      sessions.some(({ before }) => {
        const at = before && world.connect.left[visitorOf(before.contactId)];
        return at === undefined || at + listedWithin > world.now;
      })
      ? 'told as over, and is not'
      : undefined;
  },

  'no chat is ended whose visitor was told of a connection, and has not left': (state, path, { asked }) => {
    const { world, processes, arrived } = state;
    const stops = arrived.some(({ call }) => call.port === 'contacts' && call.method === 'stop');
    if (!stops || asked.some(({ operation }) => operation?.name === 'LeaveSession')) return undefined;
    return processes.some(({ local }, index) => {
      const { operation, session } = asked[index] ?? {};
      const row = world.sessions.get(session ?? '');
      const there = local?.result?.status === 200 && operation?.name === 'CreateParticipantConnection';
      const visitor = visitorOf(row?.contactId ?? '');
      const ended = visitor in world.connect.left && !(visitor in (path.at(-2)?.world.connect.left ?? {}));
      return there && ended && (row?.expires ?? 0) > world.now;
    })
      ? 'ended under a visitor'
      : undefined;
  },
};

/** When its time is over, whoever has begun to open a connection after it was due. */
function overAt({ connecting, ...row }: SessionRow): number {
  const inTime = connecting && connecting.lease - connectionLease < (row.due ?? 0);
  return dueAt(inTime ? { ...row, connecting } : row) ?? Infinity;
}

/** Milliseconds until the next sweep, and until a transfer would be listed. */
const later = 62_000;

/** Sweeps once more when all is over, in calm: then everything is as it has to be. */
export function oneMoreSweep(): NonNullable<Scenario['atEnd']> {
  const idOf = interning();
  const swept = new Map<string, Promise<World>>();
  return async (_scenario: Scenario, path: Path) => {
    const state = path.at(-1);
    if (!state) return undefined;
    const { now, sessions, openChats, connect } = state.world;
    const key = [now, ...[sessions, openChats, connect].map(idOf)].join(' ');
    const sweeping = swept.get(key) ?? sweptOnce({ ...state.world, now: now + later });
    swept.set(key, sweeping);
    const heard = state.processes.some(({ local }) => local?.result?.body === 'found');
    return problemOf(state.world, await sweeping, heard);
  };
}

async function sweptOnce(from: World): Promise<World> {
  let world = from;
  let calls = 0;
  const call = async <T>(
    port: Parameters<typeof perform>[1]['port'],
    method: string,
    given: readonly unknown[],
  ): Promise<T> => {
    const performed = await perform(
      world,
      { index: calls++, port, method, given, issued: world.now },
      {},
      () => 0,
    );
    world = performed.world;
    if (performed.reply.kind !== 'value') throw new Error(`no answer in calm: ${method}`);
    return performed.reply.value as T;
  };
  await sweep(
    ['instance'],
    reaperPortsOver(call, () => world.now),
  );
  return world;
}

function problemOf(
  before: World,
  { now, sessions, openChats, connect }: World,
  heard: boolean,
): string | undefined {
  const rows = [...sessions.values()];
  for (const row of rows) {
    const over = row.contactId === '' || visitorOf(row.contactId) in connect.left;
    if (!isOpenRow(row) && !over) return 'one more sweep leaves a chat open whose row is closed';
    if (isOpenRow(row) && row.due !== undefined && wholeSeconds(dueAt(row) ?? 0) * 1_000 <= now)
      return 'one more sweep leaves a chat open whose time is over';
    const earlier = before.sessions.get(row.id);
    if (
      !isOpenRow(row) &&
      earlier &&
      isOpenRow(earlier) &&
      wholeSeconds(dueAt(earlier) ?? 0) * 1_000 > now &&
      !over
    )
      return 'one more sweep ends a chat before its time';
  }
  const known = new Set(rows.map(({ contactId }) => contactId));
  if (heard && startedContacts(connect).some((contact) => !known.has(contact)))
    return 'a chat that was heard of stays open, and no row knows it';
  const open = rows.filter((row) => row.due !== undefined).length;
  const counted = openChats.get('instance')?.count ?? 0;
  return counted === open ? undefined : `after one more sweep ${counted} are counted, and ${open} open`;
}

function rowsOf({ sessions }: World, contact: string): readonly SessionRow[] {
  return [...sessions.values()].filter(({ contactId }) => contactId === contact);
}

function isOpenRow(row: SessionRow): boolean {
  return isOpen(stateOf(row));
}
