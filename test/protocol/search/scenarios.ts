import { sessionScope } from '../../../lambdas/core/secret.ts';
import { createParticipantConnection } from '../../../lambdas/operations/create-participant-connection.ts';
import { asBearer } from '../../support/tokens.ts';
import { memoryLedger, memoryOpenChats, memorySessions } from '../../support/memory-stores.ts';
import { fakeConnect } from '../ledger/fake-connect.ts';
import { broken } from '../ledger/invariants.ts';
import type { OperationUnderTest } from '../ledger/plan.ts';
import { bodies, calmPorts, openSession, operationNamed, settings } from '../ledger/scene.ts';
import { historyOf } from './history.ts';
import { laterRepetition } from './later-repetition.ts';
import type { Asked } from './process.ts';
import type { Happening, Scenario } from './search.ts';
import { brokenIn, countInvariants, sessionInvariants } from './session-invariants.ts';
import type { Session } from '../../../lambdas/core/session.ts';
import { newTrace } from '../../../lambdas/core/trace.ts';
import type { World, Write } from './world.ts';

/** What is gone through: the requests that race, the world that they find, what may happen meanwhile, what must hold. */

const start = Date.UTC(2026, 10, 1);
const bearer = asBearer(new Uint8Array(32).fill(1));
const session = sessionScope(bearer).id;
const firstStart = '00000000-0000-4000-8000-000000000000';
const secondStart = '11111111-1111-4111-8111-111111111111';

/** A session, connected or not, before anybody asks for anything. */
async function atRest(connected: boolean): Promise<World> {
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

function ask(name: OperationUnderTest, { body = 0, token }: { body?: 0 | 1; token?: string } = {}): Asked {
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

const connection: Asked = {
  operation: createParticipantConnection,
  input: { Type: ['WEBSOCKET', 'CONNECTION_CREDENTIALS'] },
  clientToken: undefined,
  bearer,
  session,
  warm: true,
};

/** The chat ends at Connect, as by its agent. */
const chatEnds: Happening = {
  words: 'the agent ends the chat',
  misfortune: false,
  happen: ({ connect, ...world }) =>
    Promise.resolve({
      world: {
        ...world,
        connect: { ...connect, left: [...connect.left, ...new Set(Object.values(connect.connections))] },
      },
    }),
};

/** The session is revoked, as by a disconnect of another page. */
const revoked: Happening = {
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

function ofTheLedger(asked: readonly Asked[], more: Partial<Scenario> = {}): () => Promise<Scenario> {
  return async () => {
    const [{ operation }] = asked as [Asked];
    const plan = { dedupes: true, operation: operation.name as OperationUnderTest };
    return {
      asked,
      world: await atRest(true),
      leaps: ['horizon'],
      check: (scenario, path) => broken(plan, historyOf(scenario, path)),
      atEnd: laterRepetition(),
      ...more,
    };
  };
}

/**
 * With less time for a request, and fewer attempts in it: who waits for another's connection looks at the row three times
 * and not eleven, which is as many states less.
 */
function hurried(asked: Asked): Asked {
  const { operation } = asked;
  const budget = { ...operation.budget, attempt: 500, attempts: 2, absorb: 0, upstream: 700 };
  return { ...asked, operation: { ...operation, budget } };
}

/** So that fewer misfortunes are a failure. */
function inOneAttempt(asked: Asked): Asked {
  const { operation } = asked;
  const budget = { ...operation.budget, attempts: 1 };
  return { ...asked, operation: { ...operation, budget } };
}

function ofSessions(
  connected: boolean,
  asked: readonly Asked[],
  more: Partial<Scenario> = {},
): () => Promise<Scenario> {
  return async () => ({
    asked: asked.map(hurried),
    world: await atRest(connected),
    check: (scenario, path) => brokenIn(sessionInvariants, path, scenario),
    ...more,
  });
}

const full = { ...settings, admission: { ...settings.admission, chats: 1, share: 100 } };

const all = {
  'two of a message': ofTheLedger([ask('SendMessage'), ask('SendMessage')], { settledSessions: true }),
  'two of a message, and one with another body': ofTheLedger(
    [ask('SendMessage'), ask('SendMessage'), ask('SendMessage', { body: 1 })],
    { settledSessions: true },
  ),
  'two of a message, with one attempt each': ofTheLedger(
    [ask('SendMessage'), ask('SendMessage')].map(inOneAttempt),
    { settledSessions: true },
  ),
  'two of a message, a day apart': ofTheLedger([ask('SendMessage'), ask('SendMessage')], {
    leaps: ['expiry'],
  }),
  'two of a start': ofTheLedger([ask('StartChat'), ask('StartChat')], { leaps: ['horizon', 'expiry'] }),
  'two of a start, whose session is revoked': ofTheLedger([ask('StartChat'), ask('StartChat')], {
    leaps: [],
    events: [revoked],
  }),
  'two of an upload': ofTheLedger([ask('StartAttachmentUpload'), ask('StartAttachmentUpload')], {
    settledSessions: true,
  }),
  'two of a disconnect': ofTheLedger([ask('DisconnectParticipant'), ask('DisconnectParticipant')]),
  'two of a connection': ofSessions(false, [connection, connection]),
  'two of a connection while the session is revoked': ofSessions(false, [connection, connection], {
    events: [revoked],
  }),
  'a connection and a first message': ofSessions(false, [connection, ask('SendMessage')]),
  'a message whose connection token has ended, and a disconnect': async () => {
    const scenario = await ofSessions(true, [
      ask('SendMessage'),
      ask('DisconnectParticipant', { token: 'end-1' }),
    ])();
    const { connect, ...world } = scenario.world;
    // Connect takes the tokens that it has given no more.
    return { ...scenario, world: { ...world, connect: { ...connect, connections: {} } } };
  },
  'a message and a connection while the chat ends': ofSessions(true, [ask('SendMessage'), connection], {
    events: [chatEnds],
  }),
  'two starts for the last place': async () => ({
    asked: [ask('StartChat'), ask('StartChat', { token: secondStart })].map((asked) => ({
      ...asked,
      settings: full,
    })),
    world: { ...(await atRest(true)), sessions: new Map() },
    check: (scenario, path) => brokenIn(countInvariants, path, scenario),
  }),
} satisfies Readonly<Record<string, () => Promise<Scenario>>>;

export type ScenarioName = keyof typeof all;

export const scenarios: Readonly<Record<ScenarioName, () => Promise<Scenario>>> = all;
