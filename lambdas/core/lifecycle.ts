import type { Session } from './session.ts';

/**
 * The life of a chat's session, from before Connect is asked for the chat until nobody needs its row: which states there
 * are, what leads from one to another, and by when each has to be left. docs/reliability.md draws it.
 */

/**
 * - `starting`: Connect is being asked for the chat; there is no bearer yet
 * - `created`: there is a chat, and nobody has connected to it
 * - `connected`: a connection was opened
 * - `left`: the page has said that it goes away
 * - `ended`: the chat is over, by Connect's word or because its visitor did not come back
 * - `expired`: its time was over
 * - `revoked`: its holder has disconnected
 */
export const states = ['starting', 'created', 'connected', 'left', 'ended', 'expired', 'revoked'] as const;

export type State = (typeof states)[number];

/**
 * - `stored`: Connect has answered, and the session is written
 * - `used`: a connection was opened, or the one there is was used after the page had left
 * - `leave`: the page goes away
 * - `over`: Connect says that the chat is over
 * - `due`: the time of the state is over
 * - `revoke`: the holder disconnects
 */
export const happenings = ['stored', 'used', 'leave', 'over', 'due', 'revoke'] as const;

export type Happening = (typeof happenings)[number];

/** What each state becomes. What is not named leaves it as it is: whatever comes twice, late or in another order. */
const transitions: Readonly<Record<State, Partial<Readonly<Record<Happening, State>>>>> = {
  starting: { stored: 'created', over: 'ended', due: 'expired' },
  created: { used: 'connected', leave: 'left', over: 'ended', due: 'expired', revoke: 'revoked' },
  connected: { leave: 'left', over: 'ended', due: 'expired', revoke: 'revoked' },
  left: { used: 'connected', over: 'ended', due: 'ended', revoke: 'revoked' },
  ended: { revoke: 'revoked' },
  expired: { revoke: 'revoked' },
  revoked: {},
};

export function next(state: State, happening: Happening): State {
  return transitions[state][happening] ?? state;
}

/** Whether there is a chat at Connect, or may be one, that has its place there. */
export function isOpen(state: State): boolean {
  return transitions[state].due !== undefined;
}

/** What of a session says in which state it is. */
export type Life = Pick<Session, 'created' | 'expires' | 'ended' | 'left' | 'connecting'> & {
  /** Whether Connect has not answered yet. */
  readonly starting?: boolean;
  /** Of the connection, that there is one. */
  readonly connection?: object;
};

/** The state that a row has. It has not expired just because its time is over: something has to end its chat first. */
export function stateOf({ ended, starting, left, connection }: Life): State {
  if (ended === true) return 'revoked';
  if (ended === 'over') return 'ended';
  if (ended === 'expired') return 'expired';
  if (starting) return 'starting';
  if (left !== undefined) return 'left';
  return connection ? 'connected' : 'created';
}

/** How long after its start a chat may have nobody who has connected to it, as at Connect itself: milliseconds. */
export const connectWithin = 5 * 60_000;

/** How long a page that has left may come back, as a reload does: milliseconds. */
export const leaveGrace = 60_000;

/** For how long what a page has sent before it left may arrive after that: milliseconds. */
export const leaveOverlap = 5_000;

/**
 * Whether a use of the session at `now` tells that its page is there again, where no connection does: one that had left,
 * and was in one of several tabs.
 */
export function isBack({ left, connection }: Life, now: number): boolean {
  return left !== undefined && connection !== undefined && now - left > leaveOverlap;
}

/**
 * Until when the state may last: epoch milliseconds, undefined for one that nothing has to end. A connection that is
 * being opened just now is waited for.
 */
export function dueAt(life: Life): number | undefined {
  const { created, expires, left, connection, connecting } = life;
  if (!isOpen(stateOf(life))) return undefined;
  const connected = connection ? expires : Math.max(created + connectWithin, connecting?.lease ?? 0);
  const back = left === undefined ? expires : Math.max(left + leaveGrace, connecting?.lease ?? 0);
  return Math.min(expires, connected, back);
}
