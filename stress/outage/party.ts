import type { Browser } from 'playwright-core';
import type { SimulatedConnect } from '../../local/simulated-connect/simulated-connect.ts';
import { seededRandom } from '../../test/support/seeded-random.ts';
import { openPageVisitor, type Look, type PageVisitor } from './page-visitor.ts';
import { isBack } from './verdict.ts';

/** A visitor and the agent in its chat, and what both have said. */
export interface Party {
  readonly visitor: PageVisitor;
  /** Its own, so that a seed has everybody do the same again. */
  readonly random: () => number;
  readonly said: string[];
  readonly agentSaid: string[];
  /** What the visitor has written and not sent. */
  draft: string;
  /** Its page is being loaded anew, and shows nothing. */
  isLoading: boolean;
}

/** What is noted of all of them. */
export interface Notes {
  reloads: number;
  /** Looks at pages that had no server, or a bad one; and those at which there was nothing to write in. */
  looks: number;
  readonly withoutComposer: string[];
  /** Half-written messages that were looked for when all was well again, and those not found. */
  drafts: number;
  readonly draftsLost: string[];
  /** How often a page had to come back, when it did not in time, and the longest that it took, in ms. */
  returns: number;
  readonly notBack: string[];
  latestMs: number;
}

export interface Scene {
  readonly connect: SimulatedConnect;
  readonly random: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly notes: Notes;
  /** How long pages have to come back by themselves, in ms. */
  readonly patienceMs: number;
}

/** From one look at a page to the next, in ms. */
export const lookEveryMs = 500;

/** Comes to the site, and is greeted. Every second one uses the client without the element. */
export async function openParty(
  scene: Scene,
  browser: Browser,
  origin: string,
  index: number,
): Promise<Party> {
  const kind = index % 2 === 0 ? 'element' : 'client';
  const random = seededRandom(Math.floor(scene.random() * 2 ** 31));
  const visitor = await openPageVisitor(browser, origin, `Visitor ${index}`, kind);
  await visitor.come();
  const party = { visitor, random, said: [], agentSaid: [], draft: '', isLoading: false };
  await agentSays(scene, party, 'Good day');
  return party;
}

export async function say(party: Party, text: string): Promise<void> {
  party.said.push(text);
  party.draft = '';
  await party.visitor.say(text);
}

async function agentSays({ connect, sleep }: Scene, party: Party, text: string): Promise<void> {
  const { name } = party.visitor;
  // A page that can be written in may not have its chat yet.
  let contact;
  while (!(contact = connect.contacts.find(({ DisplayName }) => DisplayName === name)))
    await sleep(lookEveryMs);
  party.agentSaid.push(text);
  const { status } = await fetch(`${connect.url}/_simulator/agent/contacts/${contact.ContactId}/message`, {
    method: 'POST',
    body: JSON.stringify({ Content: text }),
  });
  if (status !== 200) throw new Error(`The agent cannot say anything to ${name}: ${status}`);
}

/** What a visitor does while nobody answers, in about as many ms. Half of them load their pages anew. */
export async function doWithout(scene: Scene, party: Party, round: number, time: number): Promise<void> {
  const { visitor, random } = party;
  const pause = (): Promise<void> => scene.sleep((time / 5) * (0.5 + random()));
  await pause();
  await say(party, `second of ${round}`);
  await agentSays(scene, party, `while you are away, ${round}`);
  await pause();
  await write(party, `half of a message, ${round}`);
  if (random() < 0.5) {
    party.isLoading = true;
    await visitor.reload();
    party.isLoading = false;
    scene.notes.reloads++;
    await findDraft(scene.notes, party);
  }
  await pause();
  await say(party, `third of ${round}`);
  await say(party, `fourth of ${round}`);
  await write(party, `half of another message, ${round}`);
}

/** What a visitor does in a storm, in as many ms at most. */
export async function weather(scene: Scene, party: Party, storm: string, time: number): Promise<void> {
  const messages = 3;
  for (let number = 1; number <= messages; number++) {
    await scene.sleep((time / messages) * party.random());
    await say(party, `${number} while Connect ${storm}`);
  }
  await agentSays(scene, party, `while Connect ${storm}`);
  await write(party, `half of a message while Connect ${storm}`);
}

async function write(party: Party, text: string): Promise<void> {
  await party.visitor.write(text);
  if (party.visitor.kind === 'element') party.draft = text;
}

async function findDraft(notes: Notes, { visitor, draft }: Party): Promise<void> {
  if (visitor.kind !== 'element') return;
  notes.drafts++;
  const { draft: found } = await visitor.look();
  if (found !== draft) notes.draftsLost.push(`${visitor.name} wrote "${draft}" and has "${found}"`);
}

/** Waits until the page shows everything and says that all is well, without anybody's doing. */
export async function comeBack({ notes, sleep, patienceMs }: Scene, party: Party): Promise<void> {
  const began = performance.now();
  const took = (): number => performance.now() - began;
  notes.returns++;
  let look: Look;
  while (!isBack(party, (look = await party.visitor.look()))) {
    if (took() > patienceMs) {
      notes.notBack.push(`${party.visitor.name} after ${patienceMs / 1_000} s: ${JSON.stringify(look)}`);
      return;
    }
    await sleep(lookEveryMs);
  }
  notes.latestMs = Math.max(notes.latestMs, took());
  await findDraft(notes, party);
}

/** Looks at every page again and again while something happens. */
export async function watched(
  { notes, sleep }: Scene,
  parties: readonly Party[],
  happening: () => Promise<unknown>,
): Promise<void> {
  const done = new AbortController();
  const watch = async (party: Party): Promise<void> => {
    for (; !done.signal.aborted; await sleep(lookEveryMs)) {
      if (party.isLoading) continue;
      const look = await party.visitor.look().catch(() => undefined);
      // A page that has just been left has nothing to show.
      if (look === undefined || party.isLoading) continue;
      notes.looks++;
      if (!look.composer) notes.withoutComposer.push(party.visitor.name);
    }
  };
  await Promise.all([happening().finally(() => done.abort()), ...parties.map(watch)]);
}
