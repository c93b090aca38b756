import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Chat } from '../../client/src/chat.ts';
import { resumeChat, startChat } from '../../client/src/start.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { createBrowser, createClock, createServer, type Fate, type StorageMode, type Tab } from './world.ts';

/** Whatever the network, the browser and its user do: each message arrives once, in order, and is shown once. */

const endpoint = 'https://api.example.com';

const fates: readonly Fate[] = [
  'lost',
  'answer-lost',
  'doubled',
  'late',
  'throttled',
  'failed',
  'failed-after-effect',
  'underway',
];

/** What happens, and how long after what happened before, in ms. */
const happening = fc.record({
  after: fc.nat(20_000),
  what: fc.oneof(
    { weight: 8, arbitrary: fc.constant('say' as const) },
    { weight: 4, arbitrary: fc.constant('agent' as const) },
    { weight: 2, arbitrary: fc.constant('reload' as const) },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        'open' as const,
        'close' as const,
        'socket' as const,
        'silence' as const,
        'sleep' as const,
        'clock' as const,
        'online' as const,
        'flood' as const,
      ),
    },
  ),
  /** Which tab, which text. */
  which: fc.nat(3),
});

const story = fc.record({
  seed: fc.integer(),
  faults: fc.constantFrom(0, 0.2, 0.6),
  socketsBlocked: fc.constantFrom(0, 0, 0.5, 1),
  locks: fc.boolean(),
  storage: fc.constantFrom<StorageMode>('works', 'works', 'full', 'forbidden'),
  happenings: fc.array(happening, { maxLength: 25, size: 'max' }),
});

/** A second tab of a browser without locks is closed before its message is sent, and the first has nothing to do. */
const leftBehind: typeof story extends fc.Arbitrary<infer Story> ? Story : never = {
  seed: 0,
  faults: 0,
  socketsBlocked: 0,
  locks: false,
  storage: 'works',
  happenings: [
    { after: 199, what: 'open', which: 0 },
    { after: 0, what: 'say', which: 1 },
    { after: 0, what: 'close', which: 3 },
  ],
};

test('each message arrives once and in order, and is shown once, in every tab', async () => {
  await fc.assert(
    fc.asyncProperty(story, async ({ seed, faults, socketsBlocked, locks, storage, happenings }) => {
      const random = seededRandom(seed);
      const clock = createClock();
      const server = createServer(clock);
      let calm = false;
      const browser = createBrowser(
        clock,
        server,
        {
          fate: () =>
            !calm && random() < faults ? (fates[Math.floor(random() * fates.length)] ?? 'lost') : 'arrive',
          socketsBlocked: () => random() < (calm && socketsBlocked < 1 ? 0 : socketsBlocked),
          delay: () => 1 + random() * 300,
        },
        random,
        { locks },
      );
      browser.storage = storage;
      // Without storage, what a tab has not sent goes with it, and another tab knows of no chat.
      const isShared = storage === 'works';
      const tabs: { readonly tab: Tab; chat: Chat; readonly name: string; sent: string[] }[] = [];
      let wrong: unknown;
      let severalTabs = false;
      const said: { readonly tab: string; readonly content: string }[] = [];
      const open = (starts: boolean): void => {
        const tab = browser.tab();
        const chat = starts
          ? startChat({ endpoint, displayName: 'Ada' }, tab.edges)
          : resumeChat({ endpoint }, tab.edges);
        if (chat === undefined) return;
        const one = { tab, chat, name: `t${tabs.length}`, sent: [] as string[] };
        tabs.push(one);
        chat.subscribe(() => {
          try {
            shownOnce(one.chat);
          } catch (error) {
            wrong ??= error;
          }
        });
      };
      const shownOnce = (chat: Chat): void => {
        const { messages } = chat.getSnapshot();
        const ids = messages.map(({ id }) => id).filter((id) => id !== undefined);
        assert.equal(new Set(ids).size, ids.length, 'an item is shown twice');
        const keys = messages.map(({ key }) => key);
        assert.equal(new Set(keys).size, keys.length, 'a key is there twice');
        // Tabs that cannot agree on one to send learn from the API that another has sent.
        if (!locks && severalTabs) return;
        for (const content of new Set(messages.filter(({ mine }) => mine).map((one) => one.content)))
          assert.ok(
            messages.filter((one) => one.mine && one.content === content).length <= sayings(content),
            'a message is shown twice',
          );
        const times = messages.filter(({ id }) => id !== undefined).map(({ time }) => time);
        assert.deepEqual(
          times,
          times.toSorted((a, b) => a - b),
          'the order is not that of time',
        );
      };
      const sayings = (content: string): number => said.filter((one) => one.content === content).length;
      const alive = (): typeof tabs => tabs.filter(({ tab }) => tab.alive);

      open(true);
      for (const { after, what, which } of happenings) {
        await clock.run(() => false, after);
        const one = alive()[which % Math.max(1, alive().length)];
        switch (what) {
          case 'say':
            if (one) {
              // Two that are the same are two.
              const content = `${one.name} ${which % 2 === 0 ? 'ok' : said.length}`;
              said.push({ tab: one.name, content });
              one.chat.send(content);
            }
            break;
          case 'agent':
            server.agentSays(`agent ${server.items.length}`);
            break;
          case 'reload':
            if (one && isShared) {
              one.tab.kill();
              open(false);
            }
            break;
          case 'open':
            // Where the browser keeps nothing, a tab that starts a chat finds the one of the other tabs.
            if (
              (isShared || locks) &&
              alive().length < 3 &&
              alive().every(({ chat }) => chat.getSnapshot().contactId)
            ) {
              severalTabs = true;
              open(!isShared);
            }
            break;
          case 'close':
            if (one && alive().length > 1 && alive().every(({ chat }) => chat.getSnapshot().contactId)) {
              await clock.run(() => false, 10);
              one.tab.kill();
            }
            break;
          case 'socket':
            for (const socket of server.sockets) socket.drop();
            break;
          case 'silence':
            // Nothing arrives, and nobody is told.
            for (const socket of server.sockets) socket.open = false;
            break;
          case 'sleep':
            browser.asleepUntil = clock.now() + 3_600_000;
            break;
          case 'clock':
            browser.skew += which % 2 === 0 ? 3_600_000 : -3_600_000;
            break;
          case 'flood':
            // More than a page of the transcript.
            for (let index = 0; index < 130; index += 1) server.agentSays(`flood ${index}`);
            break;
          case 'online':
            one?.tab.goOnline();
            break;
        }
      }
      calm = true;
      if (alive().length === 0) open(false);
      const views = (): readonly (readonly string[])[] =>
        alive().map(({ chat }) =>
          chat
            .getSnapshot()
            .messages.map(
              ({ content, state }) => `${state === 'sending' || state === 'failed' ? state : ''}${content}`,
            ),
        );
      const arrived = (): readonly string[] => server.items.map(({ Content = '' }) => Content);
      const isDone = (): boolean =>
        server.starts.length === 1 &&
        server.items.filter(({ ParticipantId }) => ParticipantId === 'visitor').length >= said.length &&
        views().every((view) => JSON.stringify(view) === JSON.stringify(arrived()));
      // Whoever scrolls up reads what was said before.
      const scrolling = new Set<Chat>();
      const scroll = (): boolean => {
        for (const { chat } of alive())
          if (chat.getSnapshot().hasEarlier && !scrolling.has(chat)) {
            scrolling.add(chat);
            void chat.loadEarlier().finally(() => scrolling.delete(chat));
          }
        return isDone();
      };
      const done = await clock.run(scroll, 3 * 3_600_000);
      // And it stays so: what came late has no effect.
      await clock.run(() => false, 200_000);
      const own = server.items.filter(({ ParticipantId }) => ParticipantId === 'visitor');
      for (const name of new Set(said.map(({ tab }) => tab)))
        assert.deepEqual(
          own.map(({ Content }) => Content).filter((content) => content?.startsWith(`${name} `)),
          said.filter(({ tab }) => tab === name).map(({ content }) => content),
        );
      if (wrong !== undefined) throw wrong;
      assert.equal(server.starts.length, 1);
      for (const view of views()) assert.deepEqual(view, arrived());
      assert.ok(done);
    }),
    { numRuns: 150, examples: [[leftBehind]] },
  );
});
