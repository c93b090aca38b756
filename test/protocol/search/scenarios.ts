import { broken } from '../ledger/invariants.ts';
import type { OperationUnderTest } from '../ledger/plan.ts';
import { settings } from '../ledger/scene.ts';
import { ask, atRest, chatEnds, connection, hurried, inOneAttempt, revoked, secondStart } from './at-rest.ts';
import { historyOf } from './history.ts';
import { laterRepetition } from './later-repetition.ts';
import type { AskedRequest } from './asked.ts';
import type { Scenario } from './search.ts';
import { brokenIn, countInvariants, sessionInvariants } from './session-invariants.ts';
import { reapings } from './reaper-scenarios.ts';
import { pairs } from './session-pairs.ts';

/** What is gone through: the requests that race, the world that they find, what may happen meanwhile, what must hold. */

function ofTheLedger(asked: readonly AskedRequest[], more: Partial<Scenario> = {}): () => Promise<Scenario> {
  return async () => {
    const [{ operation }] = asked as readonly [AskedRequest];
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

function ofSessions(
  connected: boolean,
  asked: readonly AskedRequest[],
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
  ...pairs,
  ...reapings,
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
