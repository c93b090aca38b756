import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from '../../local/simulated-connect/faults.ts';
import { openBrowser } from '../../test/clients/journeys/browser.ts';
import type { ApiLane } from '../lanes/api-lane.ts';
import { startLanes } from '../lanes/lanes.ts';
import type { Stage } from '../scenario.ts';
import {
  comeBack,
  lookEveryMs,
  doWithout,
  openParty,
  say,
  watched,
  weather,
  type Notes,
  type Party,
  type Scene,
} from './party.ts';
import { createSitePages, openSite, type DeadEnd } from './site.ts';
import { judge, type Account, type Verdict } from './verdict.ts';

export interface OutageSize {
  /** Visitors of each of the two API processes. */
  readonly visitors: number;
  /** How often both processes are killed. */
  readonly rounds: number;
  /** How long nobody answers then, in ms. */
  readonly downMs: number;
  /** How long each storm after that lasts, in ms; 0 for none. */
  readonly stormMs: number;
}

export interface OutageResult extends Verdict, Readonly<Notes> {
  readonly visitors: number;
  readonly said: number;
  readonly agentSaid: number;
  /** Processes killed when Connect did not have the message yet, and when it had. */
  readonly killed: number;
  readonly killedAfter: number;
  /** Calls of Connect that storms have struck. */
  readonly struck: number;
}

/** What stands before each process, and when it is killed in the first round; in the next one the other way round. */
const deadEnds: readonly DeadEnd[] = ['nothing', '502'];
const kills = ['killed', 'killed-after'] as const;

/** What Connect does in each storm, to any of its operations, until the storm is over. Nothing here ends a chat. */
const storms: Readonly<Record<string, Fault>> = {
  throttles: { kind: 'throttle', probability: 0.8 },
  fails: { kind: 'unavailable', probability: 0.8 },
  'breaks off': { kind: 'reset-after-accept', probability: 0.8 },
};

/** More often than any storm strikes. */
const manyTimes = 1_000_000;

/** How long pages have to come back by themselves, in ms. */
export const patienceMs = 90_000;

/** After that, what comes late has had its effect, in ms. */
const lateMs = 5_000;

/**
 * Visitors with pages in Chromium, whose API is killed in the middle of a message and stays away. They write on; half of
 * them load their pages anew, and half lose their sockets as well. Then Connect has its storms.
 */
export async function playOutage(
  { random, signal, progress }: Stage,
  { visitors, rounds, downMs, stormMs }: OutageSize,
): Promise<OutageResult> {
  const ending = new AbortController();
  const either = AbortSignal.any([signal, ending.signal]);
  const sleep = (milliseconds: number): Promise<void> => delay(milliseconds, undefined, { signal: either });
  const closing: (() => Promise<unknown>)[] = [];
  try {
    const lanes = await startLanes({
      apis: deadEnds.length,
      away: () => sleep(downMs).catch(() => {}),
      contactEvents: () => {},
    });
    closing.push(() => lanes.close());
    const { connect, apis } = lanes;
    const scene: Scene = { connect, random, sleep, patienceMs, notes: newNotes() };
    const browser = await openBrowser();
    closing.push(() => browser.close());
    const pages = await createSitePages(connect.url);
    const byLane: (readonly Party[])[] = [];
    for (const [index, { url }] of apis.entries()) {
      const site = await openSite(pages, url, deadEnds[index] ?? 'nothing');
      closing.push(() => site.close());
      const own = Array.from({ length: visitors }, (_, at) => index * visitors + at);
      byLane.push(await Promise.all(own.map((at) => openParty(scene, browser, site.origin, at))));
    }
    const parties = byLane.flat();
    const allBack = (): Promise<unknown> => Promise.all(parties.map((party) => comeBack(scene, party)));
    await allBack();
    const killed = { killed: 0, 'killed-after': 0 };

    for (let round = 0; round < rounds; round++) {
      progress.step(`outage: the API is killed in the middle of messages, and away for ${downMs / 1_000} s`);
      await watched(scene, parties, async () => {
        const outage = apis.map(async (lane, index) => {
          const own = byLane[index] ?? [];
          const kill = kills[(index + round) % kills.length] ?? 'killed';
          await killMidMessage(scene, lane, own, kill, `first of ${round}`);
          killed[kill]++;
          await Promise.all(own.map((party) => doWithout(scene, party, round, downMs)));
          await lane.ready();
        });
        await Promise.all(outage);
      });
      await allBack();
    }
    let struck = 0;
    for (const [name, fault] of Object.entries(stormMs > 0 ? storms : {})) {
      progress.step(`outage: for ${stormMs / 1_000} s, Connect ${name}`);
      connect.faults.add({ times: manyTimes, ...fault });
      await watched(scene, parties, () =>
        Promise.all(parties.map((party) => weather(scene, party, name, stormMs))),
      );
      struck += manyTimes - (connect.faults.list()[0]?.times ?? 0);
      connect.faults.clear();
      await allBack();
    }
    await sleep(Math.min(lateMs, downMs));
    const accounts = await Promise.all(parties.map((party) => accountOf(scene, party)));
    const sum = (count: (account: Account) => number): number =>
      accounts.reduce((total, account) => total + count(account), 0);
    return {
      ...judge(accounts),
      ...scene.notes,
      visitors: parties.length,
      said: sum(({ said }) => said.length),
      agentSaid: sum(({ agentSaid }) => agentSaid.length),
      killed: killed.killed,
      killedAfter: killed['killed-after'],
      struck,
    };
  } finally {
    ending.abort();
    for (const end of closing.toReversed()) await end();
  }
}

function newNotes(): Notes {
  return {
    reloads: 0,
    looks: 0,
    withoutComposer: [],
    drafts: 0,
    draftsLost: [],
    returns: 0,
    notBack: [],
    latestMs: 0,
  };
}

/** All say something at once, and the process is killed at one of these calls of Connect; half of the sockets break. */
async function killMidMessage(
  { random, sleep }: Scene,
  lane: ApiLane,
  parties: readonly Party[],
  kill: 'killed' | 'killed-after',
  text: string,
): Promise<void> {
  let calls = Math.floor(random() * parties.length);
  const before = lane.killed;
  lane.tap.decide = ({ operation }) => {
    if (operation !== 'POST /participant/message' || calls-- > 0) return undefined;
    lane.tap.decide = () => undefined;
    return kill;
  };
  await Promise.all(parties.map((party) => say(party, text)));
  while (lane.killed === before) await sleep(lookEveryMs);
  await Promise.all(parties.filter((party) => party.random() < 0.5).map(({ visitor }) => visitor.cut()));
}

async function accountOf({ connect }: Scene, { visitor, said, agentSaid }: Party): Promise<Account> {
  const { name } = visitor;
  const own = connect.contacts.filter(({ DisplayName }) => DisplayName === name);
  const arrived = own.flatMap(({ Items }) =>
    Items.filter(({ Type, ParticipantRole }) => Type === 'MESSAGE' && ParticipantRole === 'CUSTOMER').map(
      ({ Content = '' }) => Content,
    ),
  );
  return { name, said, agentSaid, arrived, contacts: own.length, shown: await visitor.look() };
}
