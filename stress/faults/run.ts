import { seededRandom } from '../../test/support/seeded-random.ts';
import type { Http } from '../clients/http.ts';
import { judge, type Verdict } from '../judge/history.ts';
import type { Stalls } from '../world/stalls.ts';
import type { FaultCase } from './cases.ts';
import { createStrikes, type Strike } from './fault.ts';
import type { History, Truth } from './history.ts';
import type { Lane } from './lane.ts';
import { play } from './play.ts';
import type { Passage } from './way.ts';

/** What became of one scenario with one seed. */
export interface Run {
  readonly name: string;
  readonly seed: number;
  readonly history: History;
  readonly verdict: Verdict;
  /** How many calls something happened to. */
  readonly struck: number;
}

export interface RunOptions {
  readonly http: Http;
  /** In ms. */
  readonly now: () => number;
  readonly stalls: Stalls;
  readonly signal: AbortSignal;
}

/** Plays a scenario on a lane that nothing else is on. */
export async function runCase(
  lane: Lane,
  { name, faults, acts = {}, make, may = [] }: FaultCase,
  seed: number,
  options: RunOptions,
): Promise<Run> {
  const { now } = options;
  const random = seededRandom(seedOf(name, seed));
  const strikes = createStrikes(faults, random, now);
  const passages: Passage[] = [];
  const visitor = `${name} ${seed}`;
  await lane.prepare(
    { clocks: [0, 0], versions: ['now', 'now'], ...make },
    {
      strike: (way, call) => strikes.next(way, call),
      told: (passage) => passages.push(passage),
      happen: (strike, index) => happen(strike, index, visitor, lane),
    },
  );
  const asked = await play({ name: visitor, acts, urls: lane.urls, random, ...options });
  strikes.calm();
  await lane.settled();
  const history = { asked, truth: truthOf(lane, visitor), passages: [...passages], may };
  return { name, seed, history, verdict: judge(history), struck: strikes.struck };
}

/** Another one for each scenario, too: all of them would strike alike otherwise. */
function seedOf(name: string, seed: number): number {
  let mixed = seed >>> 0;
  for (const letter of name) mixed = (Math.imul(mixed, 31) + (letter.codePointAt(0) ?? 0)) >>> 0;
  return mixed;
}

function happen({ does }: Strike, index: number, visitor: string, lane: Lane): void {
  const { control, contacts } = lane.simulator;
  if (does === 'kill') lane.kill(index);
  if (does === 'expire' || does === 'renounce') control.expireConnectionTokens();
  if (does === 'renounce') control.expireParticipantTokens();
  if (does === 'end')
    for (const contact of contacts)
      if (contact.DisplayName === visitor) control.endContact(contact.ContactId);
}

function truthOf({ simulator }: Lane, visitor: string): Truth {
  const chats = simulator.contacts.filter(({ DisplayName }) => DisplayName === visitor);
  return {
    chats: chats.map(({ DisplayName }) => DisplayName),
    items: chats.flatMap(({ Items }) =>
      Items.filter(({ ParticipantRole }) => ParticipantRole === 'CUSTOMER').flatMap((item) => {
        if (item.Type === 'MESSAGE') return [item.Content ?? ''];
        return item.Type === 'ATTACHMENT' ? [item.Attachments?.[0]?.AttachmentName ?? ''] : [];
      }),
    ),
    ended: chats.every(({ State }) => State === 'ENDED'),
  };
}
