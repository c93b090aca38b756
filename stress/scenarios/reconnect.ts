import { setTimeout as delay } from 'node:timers/promises';
import { chatjsMissing, openChatjsPages, type ChatjsPages } from '../clients/chatjs-pages.ts';
import { anyOf, gather } from '../clients/crowd.ts';
import { createHttp } from '../clients/http.ts';
import type { Connected } from '../clients/visitor.ts';
import type { Claim, Figure, Scenario, Stage } from '../scenario.ts';
import { toldOf } from '../world/request-lines.ts';
import { startWorld } from '../world/world.ts';

/** How long the visitors have to come back, in ms. */
const within = 90_000;

type Name = 'one' | 'oneChromium' | 'eight' | 'eightChromium';

function claims(processes: string): readonly [Claim, Claim] {
  return [
    { text: `Back within 90 s, over ${processes}`, required: 'all, none dead' },
    { text: '– of them unmodified chatjs in Chromium', required: 'all, none dead' },
  ];
}

const [one, oneChromium] = claims('one API process');
const [eight, eightChromium] = claims('eight API processes');

/** Every visitor of a full instance loses the network at once, and comes back as the official client does. */
export const reconnect: Scenario<Name> = {
  name: 'reconnect',
  about: '500 visitors lose their sockets at once and come back as the official client does',
  minutes: 8,
  claims: { one, oneChromium, eight, eightChromium },
  async run(stage) {
    const [first, firstPages] = await storm(stage, 1);
    const [second, secondPages] = await storm(stage, 8);
    return { one: first, oneChromium: firstPages, eight: second, eightChromium: secondPages };
  },
};

type State = Connected['state'] | 'coming';

async function storm(stage: Stage, instances: number): Promise<readonly [Figure, Figure]> {
  const { progress, random, signal } = stage;
  const missing = chatjsMissing();
  const inBrowser = missing === undefined ? (stage.quick ? 2 : 5) : 0;
  const count = (stage.quick ? 60 : 500) - inBrowser;
  progress.step(`reconnect: ${count + inBrowser} visitors connect, over ${instances} API process(es)`);
  const world = await startWorld({ instances, environment: wholeInstance, signal });
  const http = createHttp(() => performance.now());
  let pages: ChatjsPages | undefined;
  try {
    const visitors = await gather({ stage, world, http }, count);
    if (inBrowser > 0) pages = await openChatjsPages(inBrowser, anyOf(world.urls, random));
    progress.step('reconnect: all sockets are cut');
    const states: State[] = visitors.map(() => 'coming');
    for (const visitor of visitors) visitor.cut();
    await pages?.cut();
    const cutAt = performance.now();
    let lastBack = 0;
    const reasons = new Map<string, number>();
    const coming = visitors.map(async (visitor, index) => {
      const { state, by } = await visitor.connect();
      states[index] = state;
      if (state !== 'connected') reasons.set(by, (reasons.get(by) ?? 0) + 1);
      if (state === 'connected') lastBack = performance.now() - cutAt;
    });
    await Promise.race([Promise.allSettled(coming), delay(within, undefined, { signal })]);
    // The browser's own clients have the rest of the time.
    let inPages = (await pages?.states()) ?? [];
    while (inPages.includes('lost') && performance.now() - cutAt < within) {
      await delay(500, undefined, { signal });
      inPages = (await pages?.states()) ?? [];
    }
    const all = [...states, ...inPages];
    const back = all.filter((state) => state === 'connected').length;
    const dead = all.filter((state) => state === 'dead' || state === 'ended').length;
    const pagesBack = inPages.filter((state) => state === 'connected').length;
    return [
      {
        measured: `${back} of ${all.length}, ${dead} dead${because(reasons)}; the last after ${Math.round(lastBack / 1_000)} s`,
        holds: back === all.length,
      },
      missing === undefined
        ? { measured: `${pagesBack} of ${inPages.length}`, holds: pagesBack === inPages.length }
        : { measured: missing, holds: undefined },
    ];
  } finally {
    await pages?.close();
    http.close();
    progress.step(`reconnect: ${toldOf(world.lines)}`);
    await world.close();
  }
}

/** What the dead were told last. */
function because(reasons: ReadonlyMap<string, number>): string {
  if (reasons.size === 0) return '';
  return ` (${Array.from(reasons, ([by, count]) => `${by} × ${count}`).join(', ')})`;
}

/** The storm is that of all chats that an instance can have: none of them is kept free here. */
const wholeInstance = { ADMISSION: JSON.stringify({ share: 100 }) };
