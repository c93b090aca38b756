import { connectWithin, leaveGrace } from '../../../lambdas/core/lifecycle.ts';
import type { ContactEvent } from '../../../lambdas/reaper/contact-event.ts';
import { ask, atRest, chatEnds, participant, session, start } from './at-rest.ts';
import { settings } from '../ledger/scene.ts';
import type { Asked, AskedRequest, Woken } from './asked.ts';
import { oneMoreSweep, reaperInvariants } from './reaper-invariants.ts';
import type { Happening, Scenario } from './search.ts';
import { brokenIn, sessionInvariants } from './session-invariants.ts';
import { brief, connects, leaves, renews, revokes } from './session-pairs.ts';
import type { World } from './world.ts';

/** The function that ends chats, beside whoever uses them, and beside itself. */

const sweeps: Woken = { reaper: 'sweep' };
const [entryPoint] = Object.values(settings.entryPoints);
const starts: AskedRequest = {
  ...brief(ask('StartChat'), { clientToken: true }),
  settings: {
    ...settings,
    ...(entryPoint && { entryPoints: { default: { ...entryPoint, instanceId: 'instance' } } }),
  },
};

function hears(eventType: string, contactId: string): Woken {
  const event: ContactEvent = { eventType, instanceId: 'instance', contactId, initialContactId: undefined };
  return { reaper: event };
}

/** A chat that is due at this moment: nobody has connected to it, or its page has left. Or one that goes on. */
async function chat(state: 'created' | 'left' | 'connected'): Promise<World> {
  const world = await atRest(state !== 'created');
  const row = world.sessions.get(session);
  if (!row) throw new Error('no session');
  const life =
    state === 'left'
      ? { left: start - leaveGrace, due: start }
      : state === 'created'
        ? { created: start - connectWithin, due: start }
        : { due: row.expires };
  return {
    ...world,
    sessions: new Map([[session, { ...row, ...life, instanceId: 'instance', place: true }]]),
    openChats: new Map([['instance', { count: 1, change: '1' }]]),
  };
}

/** No chat yet, and a count that is one too high. */
async function nothing(): Promise<World> {
  const world = await atRest(false);
  return { ...world, sessions: new Map(), openChats: new Map([['instance', { count: 1, change: '1' }]]) };
}

/** A start that was cut off five minutes ago, once Connect had made its chat. */
async function cutOff(): Promise<World> {
  const world = await nothing();
  const row = {
    contactId: '',
    participantId: '',
    instanceId: 'instance',
    ended: false,
    starting: true,
  } as const;
  const times = { created: start - connectWithin, expires: start + 3_600_000, due: start };
  return {
    ...world,
    sessions: new Map([['cut-off', { id: 'cut-off', ...row, ...times }]]),
    connect: { ...world.connect, references: { 'contact-9': 'cut-off' } },
  };
}

function reaping(
  world: () => Promise<World>,
  asked: readonly Asked[],
  more: Partial<Scenario> = {},
): () => Promise<Scenario> {
  return async () => ({
    asked,
    world: await world(),
    check: (scenario, path) => brokenIn({ ...sessionInvariants, ...reaperInvariants }, path, scenario),
    atEnd: oneMoreSweep(),
    ...more,
  });
}

const contact = `contact of ${session}`;
const ended = hears('DISCONNECTED', contact);

/** Connect has ended the chat, long enough ago to be certain of it. */
const endedBefore: Happening = {
  words: 'the chat has ended a while ago',
  misfortune: false,
  happen: ({ connect, ...world }) =>
    Promise.resolve({
      world: { ...world, connect: { ...connect, left: { [participant]: world.now - 15_000 } } },
    }),
};

export const reapings = {
  'a sweep and a first connection': reaping(() => chat('created'), [sweeps, connects]),
  'a sweep and a connection of a page that had left': reaping(() => chat('left'), [sweeps, connects]),
  'a sweep and a message of a page that had left': reaping(() => chat('left'), [sweeps, renews]),
  'a sweep and a leave': reaping(() => chat('created'), [sweeps, leaves]),
  'a sweep and a revocation': reaping(() => chat('left'), [sweeps, revokes]),
  'a sweep and an end': reaping(() => chat('left'), [sweeps, renews], { events: [chatEnds] }),
  'a sweep and a start': reaping(nothing, [sweeps, starts], { leaps: ['due'] }),
  'two sweeps': reaping(() => chat('left'), [sweeps, sweeps]),
  'two sweeps and a first connection': reaping(() => chat('created'), [sweeps, sweeps, connects]),
  'an event and a sweep': reaping(() => chat('connected'), [ended, sweeps], {
    events: [chatEnds, endedBefore],
    leaps: ['due'],
  }),
  'an event and a connection': reaping(() => chat('connected'), [ended, connects], {
    events: [chatEnds],
    leaps: ['due'],
  }),
  'an event and a sweep of a start that was cut off': reaping(cutOff, [
    hears('INITIATED', 'contact-9'),
    sweeps,
  ]),
} satisfies Readonly<Record<string, () => Promise<Scenario>>>;
