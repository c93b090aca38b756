import { sessionScope } from '../../../lambdas/core/secret.ts';
import type { Session } from '../../../lambdas/core/session.ts';
import { newTrace } from '../../../lambdas/core/trace.ts';
import { createParticipantConnection } from '../../../lambdas/operations/create-participant-connection.ts';
import { memoryLedger, memoryOpenChats, memorySessions } from '../../support/memory-stores.ts';
import { asBearer } from '../../support/tokens.ts';
import { fakeConnect } from '../ledger/fake-connect.ts';
import type { OperationUnderTest } from '../ledger/plan.ts';
import { bodies, calmPorts, openSession, operationNamed } from '../ledger/scene.ts';
import type { AskedRequest } from './asked.ts';
import type { Happening } from './search.ts';
import type { World, Write } from './world.ts';

/** What scenarios are made of: a session at rest, requests, and what may happen to it by itself. */

export const start = Date.UTC(2026, 10, 1);
export const bearer = asBearer(new Uint8Array(32).fill(1));
export const session = sessionScope(bearer).id;
/** Its participant token, as openSession has it. */
export const participant = `participant token of ${session}`;
const firstStart = '00000000-0000-4000-8000-000000000000';
export const secondStart = '11111111-1111-4111-8111-111111111111';

/** A session, connected or not, before anybody asks for anything. */
export async function atRest(connected: boolean): Promise<World> {
  const connect = fakeConnect(true);
  const rows = memorySessions();
  const stores = { sessions: rows, ledger: memoryLedger(), openChats: memoryOpenChats() };
  await openSession(
    bearer,
    connected,
    calmPorts({ now: () => start }, stores, connect, () => 0.5),
  );
  const row = rows.row(session);
  if (!row) throw new Error('no session was made');
  return {
    now: start,
    ledger: new Map(),
    sessions: new Map([[session, row]]),
    openChats: new Map(),
    connect: connect.state,
  };
}

export function ask(
  name: OperationUnderTest,
  { body = 0, token }: { body?: 0 | 1; token?: string } = {},
): AskedRequest {
  const operation = operationNamed(name);
  const inSession = operation.access === 'session';
  return {
    operation,
    input: bodies[name](body),
    clientToken: token ?? (inSession ? 'send-1' : firstStart),
    bearer: inSession ? bearer : undefined,
    session: inSession ? session : undefined,
    warm: true,
  };
}

export const connection: AskedRequest = {
  operation: createParticipantConnection,
  input: { Type: ['WEBSOCKET', 'CONNECTION_CREDENTIALS'] },
  clientToken: undefined,
  bearer,
  session,
  warm: true,
};

/** The chat ends at Connect, as by its agent. */
export const chatEnds: Happening = {
  words: 'the agent ends the chat',
  misfortune: false,
  happen: ({ connect, ...world }) =>
    Promise.resolve({
      world: {
        ...world,
        connect: { ...connect, left: { [participant]: world.now, ...connect.left } },
      },
    }),
};

/** The session is revoked, as by a disconnect of another page. */
export const revoked: Happening = {
  words: 'the session is revoked',
  misfortune: false,
  async happen(world) {
    const sessions: Write<Session>[] = [];
    const rows = memorySessions((key, before, after) => sessions.push({ key, before, after }));
    for (const [key, row] of world.sessions) rows.write(key, row);
    sessions.length = 0;
    for (const key of world.sessions.keys()) await rows.revoke(key, world.now, newTrace());
    const after = new Map(sessions.flatMap((write) => (write.after ? [[write.key, write.after]] : [])));
    return { world: { ...world, sessions: after }, sessions };
  },
};

/**
 * With less time for a request, and fewer attempts in it: who waits for another's connection looks at the row three times
 * and not eleven, which is as many states less.
 */
export function hurried(asked: AskedRequest): AskedRequest {
  const { operation } = asked;
  const budget = { ...operation.budget, attempt: 500, attempts: 2, absorb: 0, upstream: 700 };
  return { ...asked, operation: { ...operation, budget } };
}

/** So that fewer misfortunes are a failure. */
export function inOneAttempt(asked: AskedRequest): AskedRequest {
  const { operation } = asked;
  const budget = { ...operation.budget, attempts: 1 };
  return { ...asked, operation: { ...operation, budget } };
}
