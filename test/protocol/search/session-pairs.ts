import { connectWithin } from '../../../lambdas/core/lifecycle.ts';
import { leaveSession } from '../../../lambdas/operations/leave-session.ts';
import { ask, atRest, bearer, chatEnds, connection, participant, session, start } from './at-rest.ts';
import type { AskedRequest } from './asked.ts';
import type { Scenario } from './search.ts';
import { brokenIn, countInvariants, sessionInvariants } from './session-invariants.ts';
import type { World } from './world.ts';

/**
 * Whatever a session goes through, in pairs: it is connected, its token renewed, it is left, revoked by its holder, and
 * ended as Connect says so. None of them has a ClientToken: the ledger has scenarios of its own.
 */

/** Milliseconds for which the session is good: it may run out under a request. */
const soonOver = 15_000;

/** Whether the session has a connection, and whether Connect still takes its token; or that Connect has ended the chat. */
type Standing = 'none' | 'refused' | 'good' | 'over';

/** Of a chat that holds a place, and ends soon. */
async function chat(standing: Standing): Promise<World> {
  const connected = standing !== 'none';
  const world = await atRest(connected);
  const row = world.sessions.get(session);
  if (!row) throw new Error('no session');
  const expires = start + soonOver;
  const due = connected ? expires : Math.min(expires, row.created + connectWithin);
  return {
    ...world,
    sessions: new Map([
      [session, { ...row, expires, due, place: true }],
      ['another', { ...row, id: 'another', expires, due, place: true }],
    ]),
    openChats: new Map([[row.instanceId, { count: 2, change: '1' }]]),
    connect: {
      ...world.connect,
      ...(standing === 'refused' && { connections: {} }),
      ...(standing === 'over' && { left: { [participant]: start } }),
    },
  };
}

/** In so little time that it waits for another's connection twice, and attempts once. */
export function brief(asked: AskedRequest, { clientToken = false } = {}): AskedRequest {
  const { operation } = asked;
  const budget = { ...operation.budget, attempt: 400, attempts: 1, absorb: 0, upstream: 450 };
  return {
    ...asked,
    clientToken: clientToken ? asked.clientToken : undefined,
    operation: { ...operation, budget },
  };
}

export const connects = brief(connection);
export const renews = brief(ask('SendMessage'));
export const revokes = brief(ask('DisconnectParticipant'));
export const leaves: AskedRequest = brief({
  operation: leaveSession,
  input: {},
  clientToken: undefined,
  bearer,
  session,
  warm: true,
});

function pair(
  standing: Standing,
  asked: readonly [AskedRequest, AskedRequest],
  more: Partial<Scenario> = {},
): () => Promise<Scenario> {
  return async () => ({
    asked,
    world: await chat(standing),
    leaps: ['session'],
    check: (scenario, path) => brokenIn({ ...sessionInvariants, ...countInvariants }, path, scenario),
    ...more,
  });
}

/** Whoever asks for a connection after the chat's end at Connect ends the session. */
const over: Partial<Scenario> = { events: [chatEnds] };

export const pairs = {
  'connect and connect': pair('none', [connects, connects]),
  'connect and renew': pair('refused', [connects, renews]),
  'connect and revoke': pair('good', [connects, revokes]),
  'connect and leave': pair('none', [connects, leaves]),
  'renew and renew': pair('refused', [renews, renews]),
  'renew and revoke': pair('refused', [renews, revokes]),
  'renew and leave': pair('refused', [renews, leaves]),
  'connect, renew and end': pair('good', [renews, connects], over),
  'revoke and revoke': pair('good', [revokes, revokes]),
  'revoke and leave': pair('good', [revokes, leaves]),
  'revoke and end': pair('good', [revokes, connects], over),
  'leave and leave': pair('good', [leaves, leaves]),
  'leave and end': pair('good', [leaves, connects], over),
  'end and end': pair('over', [connects, connects]),
} satisfies Readonly<Record<string, () => Promise<Scenario>>>;
