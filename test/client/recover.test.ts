import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Chat } from '../../client/src/chat.ts';
import { ChatError } from '../../client/src/problem.ts';
import { recoverChat } from '../../client/src/recover.ts';
import { resumeChat, startChat } from '../../client/src/start.ts';
import { createBrowser, createClock, createServer, type Fate, type Tab } from './world.ts';

/** A chat whose session is in a cookie, in browsers that keep nothing else of it. */

const options = { endpoint: 'https://api.example.com', session: 'cookie' } as const;
const inMemory = { ...options, storage: 'memory' } as const;

interface Play {
  readonly clock: ReturnType<typeof createClock>;
  readonly server: ReturnType<typeof createServer>;
  readonly browser: ReturnType<typeof createBrowser>;
  readonly network: { fate: () => Fate };
  /** The paths asked for so far. */
  readonly asked: readonly string[];
  readonly pass: (milliseconds: number) => Promise<void>;
  /** What a tab finds, with time to ask. */
  readonly recover: (tab: Tab, how?: Parameters<typeof recoverChat>[0]) => Promise<Chat | undefined>;
}

function play(): Play {
  const clock = createClock();
  const server = createServer(clock);
  const asked: string[] = [];
  const answer = server.answer.bind(server);
  server.answer = (path, body, bearer) => {
    asked.push(path);
    return answer(path, body, bearer);
  };
  const network = { fate: (): Fate => 'arrive', socketsBlocked: () => false, delay: () => 10 };
  const pass = async (milliseconds: number): Promise<void> =>
    void (await clock.run(() => false, milliseconds));
  return {
    clock,
    server,
    browser: createBrowser(clock, server, network, () => 0.5),
    network,
    asked,
    pass,
    async recover(tab, how = inMemory) {
      const finding = recoverChat(how, tab.edges);
      finding.catch(() => undefined);
      await pass(1_000);
      return await finding;
    },
  };
}

function told(chat: Chat | undefined): readonly string[] {
  return chat?.getSnapshot().messages.map(({ content, mine }) => `${mine ? 'I' : 'they'}: ${content}`) ?? [];
}

test('a page that keeps nothing goes on with its chat after a reload', async () => {
  const { server, browser, pass, recover } = play();
  const first = browser.tab();
  startChat({ ...inMemory, displayName: 'Ada' }, first.edges).send('Hello');
  await pass(5_000);
  server.agentSays('Good day');
  await pass(1_000);
  first.close();
  await pass(1_000);
  const tab = browser.tab();
  const chat = await recover(tab);
  await pass(1_000);
  assert.deepEqual(told(chat), ['I: Hello', 'they: Good day']);
  assert.equal(chat?.getSnapshot().status, 'connected');
  chat.send('Still here');
  // Nobody has ended it for having been left.
  await pass(300_000);
  assert.equal(server.ended, false);
  assert.deepEqual(told(chat), ['I: Hello', 'they: Good day', 'I: Still here']);
  assert.deepEqual([server.starts.length, browser.kept.size], [1, 0]);
  assert.equal(resumeChat(inMemory, browser.tab().edges), undefined);
});

for (const storage of ['works', 'forbidden'] as const)
  test(`so does one whose storage ${storage === 'works' ? 'has been cleared' : 'is forbidden'}`, async () => {
    const { browser, pass, recover } = play();
    browser.storage = storage;
    const first = browser.tab();
    startChat({ ...options, displayName: 'Ada' }, first.edges).send('Hello');
    await pass(5_000);
    first.close();
    browser.kept.clear();
    const chat = await recover(browser.tab(), options);
    await pass(5_000);
    assert.deepEqual(told(chat), ['I: Hello']);
    assert.equal(resumeChat(options, browser.tab().edges) === undefined, storage === 'forbidden');
    assert.ok([...browser.kept.values()].every((text) => !text.includes('bearer":"b')));
  });

test('what the browser keeps needs no question, and a page without the cookie option asks none', async () => {
  const { browser, asked, pass, recover } = play();
  const first = browser.tab();
  startChat({ ...options, displayName: 'Ada' }, first.edges);
  await pass(5_000);
  first.kill();
  const before = asked.length;
  const tab = browser.tab();
  const found = recoverChat(options, tab.edges);
  assert.equal((await found)?.getSnapshot().contactId, 'contact');
  assert.equal(asked.length, before);
  tab.kill();
  browser.kept.clear();
  assert.equal(await recover(browser.tab(), { endpoint: options.endpoint }), undefined);
  assert.ok(!asked.slice(before).includes('/session'));
});

test('finds nothing where there is no chat, or none that goes on', async () => {
  const { server, browser, pass, recover } = play();
  assert.equal(await recover(browser.tab()), undefined);
  const tab = browser.tab();
  startChat({ ...inMemory, displayName: 'Ada' }, tab.edges);
  await pass(5_000);
  tab.kill();
  server.agentEnds();
  assert.equal(await recover(browser.tab()), undefined);
});

test('says what is wrong where nobody can be asked, and finds it later', async () => {
  const { browser, network, pass, recover } = play();
  const tab = browser.tab();
  startChat({ ...inMemory, displayName: 'Ada' }, tab.edges);
  await pass(5_000);
  tab.kill();
  network.fate = () => 'lost';
  const other = browser.tab();
  await assert.rejects(
    recover(other),
    (error) => error instanceof ChatError && error.problem.kind === 'offline',
  );
  network.fate = () => 'arrive';
  assert.equal((await recover(other))?.getSnapshot().contactId, 'contact');
});

test('a second tab has the same chat: what one says both show, and the first may go', async () => {
  const { server, browser, pass, recover } = play();
  const first = browser.tab();
  const chat = startChat({ ...inMemory, displayName: 'Ada' }, first.edges);
  await pass(5_000);
  const tab = browser.tab();
  const same = await recover(tab);
  await pass(1_000);
  same?.send('From the second');
  await pass(1_000);
  assert.deepEqual(told(chat), ['I: From the second']);
  await pass(60_000);
  first.close();
  await pass(300_000);
  assert.equal(server.ended, false);
  server.agentSays('Good day');
  await pass(20_000);
  assert.deepEqual(told(same), ['I: From the second', 'they: Good day']);
  tab.close();
  await pass(300_000);
  assert.equal(server.ended, true);
});

test('a chat that is started while the API is asked is the one that goes on', async () => {
  const { server, browser, pass } = play();
  const first = browser.tab();
  startChat({ ...options, displayName: 'Ada' }, first.edges);
  await pass(5_000);
  first.kill();
  browser.kept.clear();
  const tab = browser.tab();
  const finding = recoverChat(options, tab.edges);
  const started = startChat({ ...options, displayName: 'Ada' }, tab.edges);
  started.send('Hello');
  await pass(10_000);
  const found = await finding;
  await pass(30_000);
  assert.deepEqual(told(found), ['I: Hello']);
  assert.deepEqual(told(started), ['I: Hello']);
  assert.equal(server.items.length, 1);
});
