import type { ContactSnapshot } from '../../local/simulated-connect/contact-snapshot.ts';
import { functionDefaults } from '../../local/settings.ts';
import { anyOf } from '../clients/crowd.ts';
import { eventBus, toldBy, type EventBus } from '../lanes/event-bus.ts';
import { instanceId, startLanes, type Lanes } from '../lanes/lanes.ts';
import { leapingTime, type LeapingTime } from '../lanes/leaping-time.ts';
import type { Decide, Mishap } from '../lanes/tap.ts';
import type { Stage } from '../scenario.ts';
import { live, newLife, type Life } from './life.ts';
import { chatDuration, clockRest, goesOn, lateness, limitOf } from './verdict.ts';

/** What random lives over real processes came to. */
export interface Played {
  readonly lives: number;
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
  /** After a sweep with nothing else under way: how often the count was looked at, and was that of the rows. */
  readonly looks: number;
  readonly right: number;
}

/** Of each call: how often something happens to it, from 0 to 1. */
const chances: readonly (readonly [Mishap, number])[] = [
  ['killed', 0.003],
  ['killed-after', 0.003],
  ['refused', 0.003],
  ['throttled', 0.003],
  ['unanswered', 0.003],
  ['late', 0.003],
];
const ofDynamoDb: readonly Mishap[] = ['refused', 'throttled', 'unanswered', 'late'];

/** Milliseconds by which the processes' clocks are wrong, at most. */
const apartMs = 90_000;

const minute = 60_000;

/** Milliseconds that a contact may be open for longer than its limit. */
export const mostLate = 90_000;

/** Plays so many lives, which begin within a while of their number, and an hour more than they may last. */
export async function playOverProcesses(
  { random, signal, progress }: Stage,
  count: number,
  apis: number,
): Promise<Played> {
  const between = (least: number, most: number): number => least + random() * (most - least);
  const entryPoint = JSON.parse(functionDefaults['ENTRY_POINTS'] ?? '{}') as Readonly<Record<string, object>>;
  const hooks: { take: (event: object) => void } = { take: () => undefined };
  const lanes = await startLanes({
    apis,
    apart: () => between(-apartMs, apartMs),
    environment: {
      ENTRY_POINTS: JSON.stringify({
        default: { ...entryPoint['default'], chatDurationInMinutes: chatDuration / minute },
      }),
    },
    contactEvents: (event) => hooks.take(event),
  });
  try {
    const time = leapingTime(lanes.clock, signal);
    const lives = Array.from({ length: count }, (_, index) => newLife(`Life ${index}`));
    const ended = new Map<string, number>();
    const cutOff: number[] = [];
    const wronglyEnded: string[] = [];
    const transferred = new Set<string>();
    let [looks, right] = [0, 0];
    const bus = eventBus({
      random,
      lost: 0.3,
      doubled: 0.3,
      late: () => between(50, random() < 0.1 ? 120_000 : 3_000),
      sleep: time.sleep,
      deliver: async (event) => (await time.during(() => lanes.reaper.invoke(event))) === 'done',
    });
    hooks.take = (event) => {
      const { eventType, initialContactId } = toldBy(event);
      if (eventType === 'DISCONNECTED' && !transferred.has(initialContactId)) {
        ended.set(initialContactId, time.now());
        const life = lives.find(({ contactId }) => contactId === initialContactId);
        if (life && goesOn(life, time.now())) wronglyEnded.push(`${life.name} was ended; ${toldOf(life)}`);
      }
      bus.take(event);
    };
    const decide: Decide = ({ service }) => {
      let left = random();
      for (const [mishap, chance] of chances) {
        left -= chance;
        if (left < 0) return service === 'dynamodb' || !ofDynamoDb.includes(mishap) ? mishap : undefined;
      }
      return undefined;
    };
    for (const { tap } of [...lanes.apis, lanes.reaper]) tap.decide = decide;
    const scene = {
      time,
      random,
      lane: anyOf(lanes.apis, random),
      refused(life: Life, path: string) {
        if (goesOn(life, time.now())) wronglyEnded.push(`${life.name} was refused ${path}; ${toldOf(life)}`);
      },
      async agent(does: 'transfer' | 'end', contactId: string) {
        if (does === 'end') return lanes.connect.control.endContact(contactId);
        transferred.add(contactId);
        await transfer(lanes, contactId);
        transferred.delete(contactId);
      },
    };
    const within = (count * minute) / 8;
    for (const life of lives)
      void time
        .sleep(between(0, within))
        .then(() => live(life, scene))
        .catch((error: unknown) => {
          wronglyEnded.push(`${life.name} has failed: ${String(error)}`);
        });
    const sweeps = Math.ceil((within + 2.5 * chatDuration) / minute);
    for (let number = 1; number <= sweeps; number++)
      void time.sleep(number * minute + between(-2_000, 2_000)).then(async () => {
        if (number % 20 === 0) progress.step(`lives: minute ${number} of ${sweeps}`);
        // The last ones find all that the others have left.
        if (number > sweeps - 10)
          for (const { tap } of [...lanes.apis, lanes.reaper]) tap.decide = () => undefined;
        const before = time.begun;
        const swept = await time.during(() => lanes.reaper.invoke({}));
        if (swept !== 'done') cutOff.push(time.now());
        if (swept !== 'done' || time.begun !== before + 1) return;
        const { counted, rows } = await time.during(() => lanes.counts());
        if (time.begun !== before + 2) return;
        looks++;
        if (counted === rows) right++;
      });
    await time.run();
    return {
      ...judge(lanes, lives, { ended, cutOff, bus, time }),
      lives: count,
      killed: lanes.apis.reduce((sum, { killed }) => sum + killed, 0),
      cutOff: cutOff.length,
      counted: lanes.reaper.told.get('startsUnfound') ?? 0,
      wronglyEnded,
      looks,
      right,
    };
  } finally {
    await lanes.close();
  }
}

async function transfer({ connect }: Lanes, contactId: string): Promise<void> {
  await fetch(`${connect.url}/_simulator/agent/contacts/${contactId}/event`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ Event: 'transfer.succeeded' }),
  });
}

interface Known {
  readonly ended: ReadonlyMap<string, number>;
  readonly cutOff: readonly number[];
  readonly bus: EventBus;
  readonly time: LeapingTime;
}

function judge(
  lanes: Lanes,
  lives: readonly Life[],
  { ended, cutOff, bus, time }: Known,
): Pick<Played, 'contacts' | 'latest' | 'unfound' | 'late' | 'doubled'> {
  const all: readonly ContactSnapshot[] = lanes.connect.contacts.filter(
    ({ InstanceId }) => InstanceId === instanceId,
  );
  const byName = Map.groupBy(all, ({ DisplayName }) => DisplayName);
  const late: string[] = [];
  const doubled: string[] = [];
  let [latest, unfound] = [-Infinity, 0];
  for (const life of lives) {
    const own = byName.get(life.name) ?? [];
    if (own.length > 1) doubled.push(toldOf(life));
    for (const { ContactId, State } of own) {
      const at = State === 'ENDED' ? ended.get(ContactId) : undefined;
      const lateBy = lateness(life, { contactId: ContactId, ended: at }, time.now(), cutOff);
      const isLost = life.bearer === undefined && bus.isUnheard('INITIATED', ContactId);
      if (lateBy > mostLate && isLost) unfound++;
      else latest = Math.max(latest, lateBy);
      if (lateBy > mostLate && !isLost) late.push(`${Math.round(lateBy)} ms, ${at}; ${toldOf(life)}`);
    }
  }
  return { contacts: all.length, latest, unfound, late, doubled };
}

/** For whoever has to find out why. */
function toldOf(life: Life): string {
  return JSON.stringify({ ...life, bearer: life.bearer !== undefined, limit: limitOf(life), clockRest });
}
