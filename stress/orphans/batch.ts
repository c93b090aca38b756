import { randomUUID } from 'node:crypto';
import { connectWithin } from '../../lambdas/core/lifecycle.ts';
import type { ApiLane } from '../lanes/api-lane.ts';
import { ask, chatOf, type StartedChat } from '../lanes/ask.ts';
import type { EventBus } from '../lanes/event-bus.ts';
import type { Lanes } from '../lanes/lanes.ts';
import { nothingHappens, type TappedCall } from '../lanes/tap.ts';
import { isKill, randomCut, strike, type Cut } from './cut.ts';

/** A start that was cut off, and what became of it. */
export interface CutStart {
  readonly name: string;
  readonly clientToken: string | undefined;
  readonly cut: Cut;
  readonly struck: TappedCall;
  /** Whether it was repeated with its ClientToken. */
  repeated: boolean;
  chat: StartedChat | undefined;
  /** Whether somebody has connected to the chat. */
  connected: boolean;
}

/** What a sweep has left of a batch. */
export interface Judged {
  readonly starts: readonly CutStart[];
  /** Contacts that they have made. */
  readonly contacts: number;
  /** Those that are open and that nobody can reach; and those of them that nobody can find either. */
  readonly orphans: readonly string[];
  readonly unfound: readonly string[];
  /** Starts with two contacts. */
  readonly doubled: readonly string[];
  /** Connected chats that have ended. */
  readonly ended: readonly string[];
  readonly connected: number;
  readonly counted: number;
  readonly rows: number;
}

export interface Scene {
  readonly lanes: Lanes;
  readonly bus: EventBus;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** How many calls a start makes, with and without a ClientToken. */
  readonly steps: { readonly with: number; readonly without: number };
}

/** Longer than any lease of a start: milliseconds. */
const untilLeasesEnd = 20_000;

/** The most repetitions of a start; the last ones are not cut off. */
const repetitions = 3;

/** Starts chats, each of them cut off; repeats some, connects to some, and sweeps once when the rest is due. */
export async function playBatch(scene: Scene, from: number, count: number): Promise<Judged> {
  const { lanes, bus, random } = scene;
  const starts: CutStart[] = [];
  await overLanes(lanes, async (lane) => {
    while (starts.length < count && !scene.signal.aborted) {
      const start = await cutOff(scene, lane, from);
      if (start && starts.length < count) starts.push(start);
    }
  });
  for (let repetition = 1; repetition <= repetitions; repetition++) {
    lanes.clock.leap(untilLeasesEnd);
    const open = starts.filter(
      (start) => start.chat === undefined && start.clientToken !== undefined && isPatient(start),
    );
    await overLanes(lanes, async (lane) => {
      for (let start = open.pop(); start; start = open.pop()) await repeat(scene, lane, start, repetition);
    });
  }
  const held = starts.filter(({ chat }) => chat !== undefined && random() < 0.6);
  await overLanes(lanes, async (lane) => {
    for (let start = held.pop(); start; start = held.pop()) {
      const asked = await ask(lane.url, '/participant/connection', connectionBody, start.chat?.bearer);
      start.connected = asked?.status === 200;
    }
  });
  await bus.settled();
  lanes.clock.leap(connectWithin + 1_000);
  const swept = await lanes.reaper.invoke({});
  if (swept !== 'done') throw new Error(`A sweep has ${swept}`);
  const judged = await judge(scene, starts);
  // The next batch finds nothing of this one.
  for (const { chat, connected } of starts)
    if (chat && connected) await ask(lanes.apis[0]?.url ?? '', '/participant/disconnect', {}, chat.bearer);
  for (const contactId of judged.unfound) lanes.connect.control.endContact(contactId);
  await bus.settled();
  return judged;
}

const connectionBody = { Type: ['CONNECTION_CREDENTIALS'] };

/** Whether a visitor repeats a start, rather than go away: two in three do. */
function isPatient({ clientToken = '' }: CutStart): boolean {
  return Number.parseInt(clientToken.slice(0, 4), 16) % 3 !== 0;
}

async function overLanes({ apis }: Lanes, work: (lane: ApiLane) => Promise<void>): Promise<void> {
  await Promise.all(
    apis.map(async (lane) => {
      await work(lane);
      await lane.tap.settled();
    }),
  );
}

let named = 0;

/** Undefined where the start was over before it came to its cut. */
async function cutOff({ random, steps }: Scene, lane: ApiLane, from: number): Promise<CutStart | undefined> {
  const clientToken = random() < 0.5 ? randomUUID() : undefined;
  const name = `Visitor ${from}-${++named}`;
  const cut = randomCut(clientToken === undefined ? steps.without : steps.with, random);
  const striking = strike(cut);
  const chat = await startOnce(lane, name, clientToken, striking.decide);
  const { at } = striking;
  return at && { name, clientToken, cut, struck: at, repeated: false, chat, connected: false };
}

async function repeat(
  { random, steps }: Scene,
  lane: ApiLane,
  start: CutStart,
  repetition: number,
): Promise<void> {
  start.repeated = true;
  const again = repetition < repetitions && random() < 0.4;
  const decide = again ? strike(randomCut(steps.with, random)).decide : nothingHappens;
  start.chat = await startOnce(lane, start.name, start.clientToken, decide);
}

/** Starts a chat by a lane, to whose calls that happens. Undefined where no bearer came back. */
export async function startOnce(
  lane: ApiLane,
  name: string,
  clientToken: string | undefined,
  decide: typeof nothingHappens,
): Promise<StartedChat | undefined> {
  await lane.ready();
  lane.tap.decide = decide;
  const body = {
    ParticipantDetails: { DisplayName: name },
    ...(clientToken !== undefined && { ClientToken: clientToken }),
  };
  const chat = chatOf(await ask(lane.url, '/chats', body));
  lane.tap.decide = nothingHappens;
  await lane.ready();
  return chat;
}

async function judge({ lanes, bus }: Scene, starts: readonly CutStart[]): Promise<Judged> {
  const byName = Map.groupBy(lanes.connect.contacts, ({ DisplayName }) => DisplayName);
  const judged = {
    orphans: [] as string[],
    unfound: [] as string[],
    doubled: [] as string[],
    ended: [] as string[],
  };
  let contacts = 0;
  for (const start of starts) {
    const own = byName.get(start.name) ?? [];
    contacts += own.length;
    if (own.length > 1) judged.doubled.push(toldOf(start));
    for (const { ContactId, State } of own) {
      const isReached = start.connected && start.chat?.contactId === ContactId;
      if (isReached && State === 'ENDED') judged.ended.push(toldOf(start));
      if (isReached || State === 'ENDED') continue;
      // Without a ClientToken, whoever lives on ends the contact itself.
      const mayStay = isKill(start.cut) || start.clientToken !== undefined;
      const isLost = mayStay && start.chat === undefined && bus.isUnheard('INITIATED', ContactId);
      if (isLost) judged.unfound.push(ContactId);
      else judged.orphans.push(toldOf(start));
    }
  }
  const connected = starts.filter((start) => start.connected).length;
  return { ...judged, starts, contacts, connected, ...(await lanes.counts()) };
}

/** For whoever has to find out why. */
function toldOf({ name, clientToken, cut, struck, repeated, chat }: CutStart): string {
  return [
    name,
    clientToken === undefined ? 'without a ClientToken' : 'with a ClientToken',
    `${cut.mishap}${cut.outage ? ', then an outage' : ''} at step ${cut.step}, ${struck.operation}`,
    repeated ? 'repeated' : 'not repeated',
    chat === undefined ? 'without a bearer' : 'with a bearer',
  ].join('; ');
}
