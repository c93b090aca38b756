import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { leaveGrace } from '../../lambdas/core/lifecycle.ts';
import type { Chat, ChatOptions } from '../../client/src/chat.ts';
import { resumeChat, startChat } from '../../client/src/start.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { createBrowser, createClock, createServer, type Clock, type Server, type Tab } from './world.ts';

/** Which page tells the API that it goes, in a simulated world: the last one that has the chat, and no other. */

const endpoint = 'https://api.example.com/';

/** A tab that was opened so lately is not known to the others yet, in ms. */
const knownAfter = 500;

interface World {
  readonly clock: Clock;
  readonly server: Server;
  /** Opens a tab with the chat, which is started with the first. */
  readonly open: (options?: Partial<ChatOptions>) => OpenTab;
  /** How many tabs were open and known whenever one said that it goes. */
  readonly others: number[];
  readonly alive: () => readonly OpenTab[];
  readonly pass: (milliseconds: number) => Promise<void>;
}

interface OpenTab {
  readonly tab: Tab;
  readonly chat: Chat;
  readonly opened: number;
}

function world(seed = 1, locks = true): World {
  const clock = createClock();
  const server = createServer(clock);
  const random = seededRandom(seed);
  const network = {
    fate: () => 'arrive' as const,
    socketsBlocked: () => false,
    delay: () => 1 + random() * 30,
  };
  const browser = createBrowser(clock, server, network, random, { locks });
  const tabs: OpenTab[] = [];
  const others: number[] = [];
  const alive = (): readonly OpenTab[] => tabs.filter(({ tab }) => tab.alive);
  return {
    clock,
    server,
    others,
    alive,
    pass: async (milliseconds) => void (await clock.run(() => false, milliseconds)),
    open(options = {}) {
      const tab = browser.tab();
      const edges = {
        ...tab.edges,
        sendBeacon(url: string, text: string) {
          const known = alive().filter((one) => clock.now() - one.opened > knownAfter && one.tab !== tab);
          others.push(known.length);
          tab.edges.sendBeacon(url, text);
        },
      };
      const given = { endpoint, ...options };
      const chat = resumeChat(given, edges) ?? startChat({ ...given, displayName: 'Ada' }, edges);
      const opened = { tab, chat, opened: clock.now() };
      tabs.push(opened);
      return opened;
    },
  };
}

test('closing the last tab ends the chat after the grace, and not before', async () => {
  const { server, open, others, pass } = world();
  const { tab } = open();
  await pass(1_000);
  tab.close();
  await pass(leaveGrace - 2_000);
  assert.equal(server.ended, false);
  await pass(3_000);
  assert.equal(server.ended, true);
  assert.deepEqual(others, [0]);
});

test('the same where the tab is closed as soon as it is connected', async () => {
  const { clock, server, open, pass } = world();
  const { tab, chat } = open();
  assert.ok(await clock.run(() => chat.getSnapshot().status === 'connected', 5_000));
  tab.close();
  await pass(leaveGrace + 1_000);
  assert.equal(server.ended, true);
});

test('a reload within the grace goes on, whatever is said or not said after it', async () => {
  for (const away of [0, 30_000, leaveGrace - 5_000]) {
    const { server, open, pass } = world();
    const { tab } = open();
    await pass(1_000);
    tab.close();
    await pass(away);
    const { chat } = open();
    await pass(3_600_000);
    assert.equal(server.ended, false);
    assert.equal(chat.getSnapshot().status, 'connected');
  }
});

test('a beacon that arrives after the page that follows has connected ends nothing', async () => {
  const { server, open, pass } = world();
  const { tab } = open();
  await pass(1_000);
  tab.kill();
  open();
  await pass(5_000);
  server.answer('/session/leave', {}, 'bearer');
  assert.notEqual(server.left, undefined);
  await pass(3_600_000);
  assert.equal(server.ended, false);
});

test('a page that the browser has kept, and shows again, takes back that it has left', async () => {
  const { server, open, pass } = world();
  const { tab, chat } = open();
  await pass(1_000);
  tab.hide();
  // Browsers close the sockets of pages that they keep.
  for (const socket of server.sockets) socket.drop();
  await pass(3_600_000);
  assert.equal(server.ended, false);
  assert.equal(chat.getSnapshot().status, 'connected');
});

test('with the storage in memory, the page that goes is the last one', async () => {
  for (const locks of [true, false]) {
    const { server, open, pass } = world(1, locks);
    const { tab } = open({ storage: 'memory' });
    await pass(1_000);
    tab.close();
    await pass(leaveGrace + 1_000);
    assert.equal(server.ended, true);
  }
});

test('nothing is said where the browser cannot know, where the page wants it so, or where the part is over', async () => {
  const without = world(1, false);
  const keeping = world();
  const closed = world();
  for (const [{ open, pass, server, others }, options] of [
    [without, {}],
    [keeping, { keepOpen: true }],
    [closed, {}],
  ] as const) {
    const { tab, chat } = open(options);
    await pass(1_000);
    if (others === closed.others) chat.close();
    tab.close();
    await pass(3_600_000);
    assert.deepEqual(others, []);
    assert.equal(server.ended, false);
  }
});

test('nothing is said of a chat that is over, or has not begun', async () => {
  const over = world();
  const { tab } = over.open();
  await over.pass(1_000);
  over.server.agentEnds();
  await over.pass(1_000);
  tab.close();
  const starting = world();
  starting.open().tab.close();
  assert.deepEqual([...over.others, ...starting.others], []);
});

test('several chats of one page go together', async () => {
  const { server, open, others, pass } = world();
  const { tab } = open();
  await pass(1_000);
  // Two more components of the page use the chat, and there was another tab meanwhile.
  const other = open();
  await pass(1_000);
  for (const _ of [1, 2]) resumeChat({ endpoint }, tab.edges);
  await pass(1_000);
  other.tab.close();
  await pass(1_000);
  tab.close();
  assert.deepEqual(others, [0]);
  await pass(leaveGrace + 1_000);
  assert.equal(server.ended, true);
});

test('the same where another tab has led before', async () => {
  const { open, others, pass } = world();
  const first = open();
  await pass(1_000);
  const { tab } = open();
  resumeChat({ endpoint }, tab.edges);
  await pass(1_000);
  first.tab.close();
  await pass(1_000);
  assert.deepEqual(others, []);
  tab.close();
  assert.equal(others.length, 1);
});

test('whatever is opened, closed, loaded anew and killed: the last one tells it, and no other', async () => {
  const step = fc.record({
    what: fc.constantFrom(
      'open' as const,
      'open' as const,
      'close' as const,
      'crash' as const,
      'reload' as const,
    ),
    which: fc.nat(3),
    after: fc.constantFrom(0, 20, 600, 3_000, 40_000),
  });
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.array(step, { maxLength: 15 }), async (seed, steps) => {
      const { server, open, others, alive, pass } = world(seed);
      open();
      await pass(1_000);
      for (const { what, which, after } of steps) {
        const one = alive()[which % alive().length];
        if (what === 'open' && alive().length < 4) open();
        else if (what === 'reload') {
          one?.tab.close();
          open();
        } else if (alive().length > 1 && what === 'close') one?.tab.close();
        else if (alive().length > 1 && what === 'crash') one?.tab.kill();
        await pass(after);
        assert.equal(server.ended, false);
      }
      await pass(leaveGrace);
      assert.equal(server.ended, false);
      for (const { tab } of alive()) {
        assert.equal(server.left, undefined);
        tab.close();
        await pass(1_000);
      }
      assert.ok(
        others.every((known) => known === 0),
        'another page has the chat',
      );
      await pass(leaveGrace);
      assert.equal(server.ended, true);
    }),
    { numRuns: 200 },
  );
});
