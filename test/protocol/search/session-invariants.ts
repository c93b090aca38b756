import { open } from '../../../lambdas/core/seal.ts';
import { sessionScope } from '../../../lambdas/core/secret.ts';
import { sealContext, type Session } from '../../../lambdas/core/session.ts';
import { dueAt } from '../../../lambdas/core/lifecycle.ts';
import { wholeSeconds } from '../../../lambdas/core/table-clock.ts';
import { connectionLease } from '../../../lambdas/operations/budgets.ts';
import type { Call, Local } from './asked.ts';
import type { Path, Scenario, State } from './search.ts';

/** What must hold of sessions, the connection's lease and the count of open chats, after every step of any schedule. */
export type SessionInvariant = (state: State, path: Path, scenario: Scenario) => string | undefined;

export const sessionInvariants: Readonly<Record<string, SessionInvariant>> = {
  'the lease to connect is taken over only when it is over': ({ sessions, world }) =>
    sessions.some(({ before, after }) => {
      const [mine, other] = [before?.connecting, after?.connecting];
      return mine && other && mine.owner !== other.owner && mine.lease > world.now;
    })
      ? 'a live lease was taken over'
      : undefined,

  'nobody opens a connection without having taken the lease': ({ processes }) =>
    processes.some(({ local }) => local && opensWithoutLease(local)) ? 'opened without the lease' : undefined,

  'of processes that run, one opens a connection at a time': ({ processes, world }) =>
    processes.filter(({ local, dead }) => local && !dead && !local.heldUp && isOpening(local, world.now))
      .length > 1
      ? 'two at once'
      : undefined,

  'a stored connection is never replaced by one that was opened before it': (
    { sessions },
    _path,
    { asked },
  ) =>
    sessions.some(({ before, after }) => isOlder(openedAs(after, asked), openedAs(before, asked)))
      ? 'an older connection took the place of a newer one'
      : undefined,

  'a lease to connect is ended by its owner alone, or by the end of the session': ({ sessions, arrived }) =>
    sessions.some(
      ({ before, after }) =>
        before?.connecting &&
        after?.ended === false &&
        !after.connecting &&
        !arrived.some(({ call }) => ownerIn(call) === before.connecting?.owner),
    )
      ? 'the lease of another was ended'
      : undefined,

  'a page that has a new connection has not left': ({ sessions, world }, path) =>
    sessions.some(({ key }) => {
      const [before, after] = [path.at(-2)?.world.sessions.get(key), world.sessions.get(key)];
      return after?.left !== undefined && after.connection?.version !== before?.connection?.version;
    })
      ? 'left, and just connected'
      : undefined,

  'an open chat is looked at when its time is over, or a lease later': ({ sessions, world }) =>
    sessions.some(
      ({ before, after }) =>
        before?.due !== undefined && after?.ended === false && isLookedAtLate(after, world.now),
    )
      ? 'nobody looks at it in time'
      : undefined,

  'a visitor who was answered a connection is connected, by the row': (
    { processes, world },
    _path,
    { asked },
  ) =>
    processes.some(({ local }, index) => {
      const { operation, session } = asked[index] ?? {};
      const row = world.sessions.get(session ?? '');
      const told = local?.result?.status === 200 && operation?.name === 'CreateParticipantConnection';
      return told && row?.ended === false && row.due !== undefined && !row.connection;
    })
      ? 'told of a connection that no row knows'
      : undefined,

  'an ended session stays ended, and has no token': ({ sessions }) =>
    sessions.some(({ before, after }) => before?.ended && (!after?.ended || hasToken(after)))
      ? 'an ended session was revived'
      : undefined,

  'a session that ends loses its tokens': ({ sessions }) =>
    sessions.some(({ after }) => after?.ended && hasToken(after)) ? 'a token was kept' : undefined,

  'what its holder has revoked is not told as over': ({ sessions }) =>
    sessions.some(({ before, after }) => before?.ended === true && after?.ended !== true)
      ? 'a revocation was overwritten'
      : undefined,

  'whoever asks after the end is refused, or gets its own answer again': ({ processes }) =>
    processes.some(
      ({ local, gone }) =>
        gone !== false &&
        local?.result?.status === 200 &&
        local.result.ledger !== 'replayed' &&
        local.calls.some(({ port }) => port === 'upstream'),
    )
      ? 'Connect was called for a session that is gone'
      : undefined,
};

/** What must hold of the count of open chats. */
export const countInvariants: Readonly<Record<string, SessionInvariant>> = {
  'no more places are taken than there are': ({ world }, _path, { asked }) => {
    const most = asked[0]?.settings?.admission?.chats ?? Infinity;
    return [...world.openChats.values()].some(({ count }) => count > most) ? 'one place too many' : undefined;
  },

  'the count is wrong by no more than the crashes and the lost answers': ({ world, processes }, path) => {
    const excused = path.filter(({ from }) => from && /dies$|no answer$|sent twice/.test(from.step)).length;
    if (processes.some(({ local, dead }) => local && !dead && !local.result)) return undefined;
    const open = [...world.sessions.values()].filter(({ place, ended }) => place && ended === false).length;
    const count = [...world.openChats.values()].reduce((sum, row) => sum + row.count, 0);
    return Math.abs(count - open) > excused ? `${count} are counted, and ${open} open` : undefined;
  },
};

/** The first that does not hold, and how. */
export function brokenIn(
  invariants: Readonly<Record<string, SessionInvariant>>,
  path: Path,
  scenario: Scenario,
): string | undefined {
  const state = path.at(-1);
  if (!state) return undefined;
  for (const [name, invariant] of Object.entries(invariants)) {
    const problem = invariant(state, path, scenario);
    if (problem !== undefined) return `${name}: ${problem}`;
  }
  return undefined;
}

function hasToken({ participantToken, connection }: Session): boolean {
  return (
    participantToken !== undefined || connection?.token !== undefined || connection?.answer !== undefined
  );
}

/** Who looks at it waits for a lease to connect, which may come to nothing meanwhile. */
function isLookedAtLate(row: Session, now: number): boolean {
  const due = Math.max(dueAt(row) ?? 0, now + connectionLease);
  return row.due === undefined || row.due > wholeSeconds(due) * 1_000;
}

/** In whose name a call ends a lease. */
function ownerIn({ port, method, given }: Call): unknown {
  if (port !== 'sessions') return undefined;
  const [, what] = given;
  return method === 'unlease' ? what : method === 'connect' ? Object(what).owner : undefined;
}

const opened = new WeakMap<Uint8Array, number>();

function isOlder(one: number | undefined, other: number | undefined): boolean {
  return one !== undefined && other !== undefined && one < other;
}

/** Which connection of Connect's a session has, as its token tells: the fake numbers them. Undefined for none. */
function openedAs(session: Session | undefined, asked: Scenario['asked']): number | undefined {
  const token = session?.connection?.token;
  const bearer = asked.find(({ session: id }) => id === session?.id)?.bearer;
  if (!session || !token || !bearer) return undefined;
  const known = opened.get(token);
  if (known !== undefined) return known;
  const text = open(sessionScope(bearer).sealKey, sealContext(session, 'connection-token'), token);
  const number = Number(/\d+$/.exec(text)?.[0] ?? Number.NaN);
  opened.set(token, number);
  return number;
}

/** Whether it asks Connect for a connection, and has not waited for longer than an attempt may take. */
function isOpening({ pending }: Local, now: number): boolean {
  return pending.some(
    ({ port, method, issued, given }) =>
      port === 'upstream' && method === 'CreateParticipantConnection' && now <= issued + Number(given[1]),
  );
}

function opensWithoutLease({ calls, history }: Local): boolean {
  const opening = calls.find(
    ({ port, method }) => port === 'upstream' && method === 'CreateParticipantConnection',
  );
  if (!opening) return false;
  return !calls.some(
    ({ index, port, method }) =>
      port === 'sessions' &&
      method === 'lease' &&
      index < opening.index &&
      history.some(({ call, reply }) => call === index && reply.kind === 'value' && reply.value === true),
  );
}
