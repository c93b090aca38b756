import { functionDefaults } from '../../local/settings.ts';
import type { SimulatedConnect } from '../../local/simulated-connect/simulated-connect.ts';
import { anyOf } from '../clients/crowd.ts';
import { eventBus, toldBy, type EventBus } from '../lanes/event-bus.ts';
import { startLanes, type Lanes } from '../lanes/lanes.ts';
import { leapingTime, type LeapingTime } from '../lanes/leaping-time.ts';
import { nothingHappens } from '../lanes/tap.ts';
import type { Stage } from '../scenario.ts';
import { badDay } from './bad-day.ts';
import { live, newLife, type Life, type LifeScene } from './life.ts';
import { chatDuration, goesOn, lateness, limitOf, mostLate } from './verdict.ts';

/** What random lives over real processes came to. */
export interface Played {
  readonly contacts: number;
  /** API processes, and sweeps, that were killed at one of their calls. */
  readonly killed: number;
  readonly cutOff: number;
  /** Milliseconds that a contact was open for longer than it may be, at most. */
  readonly latest: number;
  /** Contacts that nobody can find, and the starts that were counted as such. */
  readonly unfound: number;
  readonly counted: number;
  /** What went wrong, a line each. */
  readonly wronglyEnded: readonly string[];
  readonly late: readonly string[];
  readonly doubled: readonly string[];
  /** After a sweep beside which nothing went on: how often the count was looked at, and was that of the rows. */
  readonly looks: number;
  readonly right: number;
}

/** Milliseconds by which the processes' clocks are wrong, at most. */
const apartMs = 90_000;

const minute = 60_000;

/** Lives that begin in a minute. */
const perMinute = 8;

/** The last sweeps, to which nothing happens, find all that the others have left. */
const calmSweeps = 10;

/** What is noted while lives are played. */
interface Notes {
  /** When each contact ended, the last time. */
  readonly ended: Map<string, number>;
  /** When sweeps were killed. */
  readonly cutOff: number[];
  readonly wronglyEnded: string[];
  looks: number;
  right: number;
}

/** Plays so many lives, and goes on until the last of them has to be over. */
export async function playOverProcesses(
  { random, signal, progress }: Stage,
  count: number,
  apis: number,
): Promise<Played> {
  const between = (least: number, most: number): number => least + random() * (most - least);
  const hooks = { take: (_event: object): void => undefined };
  const lanes = await startLanes({
    apis,
    apart: () => between(-apartMs, apartMs),
    environment: { ENTRY_POINTS: entryPoints() },
    contactEvents: (event) => hooks.take(event),
  });
  try {
    const time = leapingTime(lanes.clock, signal);
    const lives = Array.from({ length: count }, (_, index) => newLife(`Life ${index}`));
    const notes: Notes = { ended: new Map(), cutOff: [], wronglyEnded: [], looks: 0, right: 0 };
    const transferred = new Set<string>();
    const bus = eventBus({
      random,
      lost: 0.3,
      doubled: 0.3,
      late: () => between(50, random() < 0.1 ? 120_000 : 3_000),
      sleep: time.sleep,
      deliver: async (event) => (await wake(lanes, time, event)) === 'done',
    });
    const unlessOver = (life: Life, what: string): void => {
      if (goesOn(life, time.now())) notes.wronglyEnded.push(`${what}: ${toldOf(life)}`);
    };
    hooks.take = (event) => {
      const { eventType, initialContactId } = toldBy(event);
      if (eventType === 'DISCONNECTED' && !transferred.has(initialContactId)) {
        notes.ended.set(initialContactId, time.now());
        const life = lives.find(({ contactId }) => contactId === initialContactId);
        if (life) unlessOver(life, 'ended');
      }
      bus.take(event);
    };
    const scene: LifeScene = {
      time,
      random,
      lane: anyOf(lanes.apis, random),
      refused: (life, path) => unlessOver(life, `refused at ${path}`),
      agent: async (does, contactId) => {
        if (does === 'end') return lanes.connect.control.endContact(contactId);
        transferred.add(contactId);
        await transfer(lanes.connect, contactId);
        transferred.delete(contactId);
      },
    };
    const all = [...lanes.apis, lanes.reaper];
    for (const { tap } of all) tap.decide = badDay(random);
    const within = (count * minute) / perMinute;
    const sweeps = Math.ceil((within + chatDuration) / minute) + 20;
    const begin = async (life: Life): Promise<void> => {
      await time.sleep(between(0, within));
      await live(life, scene);
    };
    const schedule = async (): Promise<void> => {
      for (let number = 1; number <= sweeps; number++) {
        await time.sleep(minute);
        if (number % 30 === 0) progress.step(`lives: minute ${number} of ${sweeps}`);
        if (number > sweeps - calmSweeps) for (const { tap } of all) tap.decide = nothingHappens;
        // A sweep may still be at work when the next one begins.
        void sweepOnce(lanes, time, notes);
      }
    };
    await Promise.all([...lives.map(begin), schedule(), time.run()]);
    return {
      ...judge(lanes, lives, notes, { bus, time }),
      ...notes,
      cutOff: notes.cutOff.length,
      killed: lanes.apis.reduce((sum, { killed }) => sum + killed, 0),
      counted: lanes.reaper.told.get('startsUnfound') ?? 0,
    };
  } finally {
    await lanes.close();
  }
}

function entryPoints(): string {
  const { default: entryPoint } = JSON.parse(functionDefaults['ENTRY_POINTS'] ?? '{}') as {
    readonly default?: object;
  };
  return JSON.stringify({ default: { ...entryPoint, chatDurationInMinutes: chatDuration / minute } });
}

/** Wakes the function that ends chats, by an event or the schedule. */
async function wake(
  { reaper }: Lanes,
  time: LeapingTime,
  event: object,
): ReturnType<Lanes['reaper']['invoke']> {
  return await time.during(async () => {
    const came = await reaper.invoke(event);
    await reaper.tap.settled();
    return came;
  });
}

async function sweepOnce(lanes: Lanes, time: LeapingTime, notes: Notes): Promise<void> {
  const before = time.begun;
  const swept = await wake(lanes, time, {});
  if (swept !== 'done') notes.cutOff.push(time.now());
  if (swept !== 'done' || time.begun !== before + 1) return;
  const { counted, rows } = await time.during(() => lanes.counts());
  if (time.begun !== before + 2) return;
  notes.looks++;
  if (counted === rows) notes.right++;
}

async function transfer({ url }: SimulatedConnect, contactId: string): Promise<void> {
  await fetch(`${url}/_simulator/agent/contacts/${contactId}/event`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ Event: 'transfer.succeeded' }),
  });
}

function judge(
  { connect }: Lanes,
  lives: readonly Life[],
  { ended, cutOff }: Notes,
  { bus, time }: { readonly bus: EventBus; readonly time: LeapingTime },
): Pick<Played, 'contacts' | 'latest' | 'unfound' | 'late' | 'doubled'> {
  const contacts = connect.contacts;
  const byName = Map.groupBy(contacts, ({ DisplayName }) => DisplayName);
  const late: string[] = [];
  const doubled: string[] = [];
  let [latest, unfound] = [-Infinity, 0];
  for (const life of lives) {
    const own = byName.get(life.name) ?? [];
    if (own.length > 1) doubled.push(toldOf(life));
    for (const { ContactId, State } of own) {
      const until = State === 'ENDED' ? ended.get(ContactId) : undefined;
      const lateBy = lateness(life, until ?? time.now(), cutOff);
      const isLost = life.bearer === undefined && bus.isUnheard('INITIATED', ContactId);
      if (lateBy > mostLate && isLost) {
        unfound++;
        continue;
      }
      latest = Math.max(latest, lateBy);
      if (lateBy > mostLate) late.push(`open ${Math.round(lateBy)} ms too long: ${toldOf(life)}`);
    }
  }
  return { contacts: contacts.length, latest, unfound, late, doubled };
}

/** For whoever has to find out why. */
function toldOf(life: Life): string {
  return JSON.stringify({ ...life, bearer: life.bearer !== undefined, limit: limitOf(life) });
}
