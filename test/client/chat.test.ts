import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Chat } from '../../client/src/chat.ts';
import { describeView } from '../../client/src/describe-view.ts';
import { ChatError } from '../../client/src/problem.ts';
import { sendFile } from '../../client/src/send-file.ts';
import { resumeChat, startChat } from '../../client/src/start.ts';
import {
  createBrowser,
  createClock,
  createServer,
  type Answer,
  type Browser,
  type Clock,
  type Fate,
  type Server,
  type Tab,
} from './world.ts';

/** What a chat does in cases that a person would ask about, in a simulated world. */

const endpoint = 'https://api.example.com';

interface Play {
  readonly clock: Clock;
  readonly server: Server;
  readonly browser: Browser;
  readonly tab: Tab;
  readonly chat: Chat;
  readonly network: { fate: () => Fate };
  /** The requests of a path, when they came, in ms since the beginning. */
  readonly asked: (path: string) => readonly number[];
  /** Lets so many milliseconds pass. */
  readonly pass: (milliseconds: number) => Promise<void>;
  /** The visitor's own messages, each with its state. */
  readonly own: (chat?: Chat) => readonly string[];
}

function play(open: 'start' | 'none' = 'start'): Play {
  const clock = createClock();
  const server = createServer(clock);
  const begun = clock.now();
  const asked: { readonly path: string; readonly at: number }[] = [];
  const answer = server.answer.bind(server);
  server.answer = (path, body, bearer) => {
    asked.push({ path, at: clock.now() - begun });
    return answer(path, body, bearer);
  };
  const network = { fate: (): Fate => 'arrive', socketsBlocked: () => false, delay: () => 10 };
  const browser = createBrowser(clock, server, network, () => 0.5);
  const tab = browser.tab();
  const chat =
    open === 'start'
      ? startChat({ endpoint, displayName: 'Ada' }, tab.edges)
      : (undefined as unknown as Chat);
  return {
    clock,
    server,
    browser,
    tab,
    chat,
    network,
    asked: (path) => asked.filter((one) => one.path === path).map(({ at }) => at),
    pass: async (milliseconds) => void (await clock.run(() => false, milliseconds)),
    own: (shown = chat) =>
      shown
        .getSnapshot()
        .messages.filter(({ mine, type }) => mine && type === 'message')
        .map(({ content, state, problem }) => `${content} ${problem?.kind ?? state}`),
  };
}

function refused(status: number, name: string, retryAfter?: number): Answer {
  return {
    status,
    body: { __type: name, message: 'No' },
    headers: {
      'x-amzn-errortype': `${name},${name}`,
      ...(retryAfter && { 'retry-after': String(retryAfter) }),
    },
  };
}

test('a start that is refused has failed, says why, and leaves nothing in the browser', async () => {
  for (const [status, kind] of [
    [400, 'invalid'],
    [403, 'denied'],
    [422, 'mismatch'],
  ] as const) {
    const { server, browser, chat, pass } = play();
    server.override = () => refused(status, 'Exception');
    await pass(1_000);
    assert.equal(chat.getSnapshot().status, 'failed');
    assert.equal(chat.getSnapshot().problem?.kind, kind);
    assert.deepEqual([...browser.kept.keys()], []);
  }
});

test('Retry-After is waited for, whatever the network says in between', async () => {
  const { server, tab, chat, asked, pass } = play();
  server.override = (path) => (path === '/chats' ? refused(429, 'LimitExceededException', 60) : undefined);
  await pass(30_000);
  tab.goOnline();
  await pass(20_000);
  assert.equal(asked('/chats').length, 1);
  assert.equal(chat.getSnapshot().problem?.kind, 'full');
  server.override = undefined;
  await pass(30_000);
  assert.equal(asked('/chats').length, 2);
  assert.equal(chat.getSnapshot().status, 'connected');
});

test('whoever gives up while all chats are busy has ended it, and none is started', async () => {
  const { server, browser, chat, pass } = play();
  server.override = () => refused(429, 'LimitExceededException', 60);
  await pass(1_000);
  void chat.end();
  await pass(120_000);
  assert.equal(chat.getSnapshot().status, 'ended');
  assert.equal(chat.getSnapshot().endedBy, 'visitor');
  assert.deepEqual([...browser.kept.keys()], []);
  assert.deepEqual(server.starts, []);
});

test('whoever gives up while nobody knows whether there is a chat leaves none behind', async () => {
  const { server, network, chat, pass } = play();
  network.fate = () => 'answer-lost';
  await pass(500);
  void chat.end();
  await pass(100);
  network.fate = () => 'arrive';
  await pass(60_000);
  assert.equal(server.starts.length, 1);
  assert.ok(server.ended);
  assert.equal(chat.getSnapshot().endedBy, 'visitor');
});

test('it never gives up: after a day without the API, what was written arrives', async () => {
  const { server, browser, chat, network, own, pass } = play();
  await pass(1_000);
  network.fate = () => 'lost';
  for (const socket of server.sockets) socket.drop();
  chat.send('one');
  await pass(12 * 3_600_000);
  chat.send('two');
  assert.deepEqual(own(), ['one sending', 'two sending']);
  assert.ok(browser.kept.size > 2);
  await pass(11 * 3_600_000);
  network.fate = () => 'arrive';
  await pass(60_000);
  assert.deepEqual(own(), ['one sent', 'two sent']);
});

test('what was tried longer ago than the API remembers is not sent again, but looked up', async () => {
  for (const [fate, state] of [
    ['answer-lost', 'sent'],
    ['lost', 'unknown'],
  ] as const) {
    const { server, chat, network, own, pass } = play();
    await pass(1_000);
    network.fate = () => fate;
    for (const socket of server.sockets) socket.open = false;
    chat.send('one');
    await pass(25 * 3_600_000);
    network.fate = () => 'arrive';
    await pass(60_000);
    assert.deepEqual(own(), [`one ${state}`]);
    assert.ok(server.items.filter(({ Content }) => Content === 'one').length <= 1);
  }
});

test('a refused message stays where it was written, and does not hold up the next', async () => {
  const { server, chat, own, pass } = play();
  await pass(1_000);
  server.override = (_, body) =>
    body['Content'] === 'bad' ? refused(400, 'ValidationException') : undefined;
  chat.send('bad');
  chat.send('good');
  await pass(1_000);
  server.agentSays('hello');
  await pass(1_000);
  assert.deepEqual(own(), ['bad invalid', 'good sent']);
  const key = chat.getSnapshot().messages.find(({ content }) => content === 'bad')?.key ?? '';
  server.override = undefined;
  chat.retry(key);
  await pass(1_000);
  assert.deepEqual(own(), ['good sent', 'bad sent']);
});

test('a message of which nobody knows is looked up in the transcript, and is not sent twice', async () => {
  for (const arrives of [true, false]) {
    const { server, chat, own, pass } = play();
    await pass(1_000);
    chat.send('ok');
    await pass(1_000);
    const answer = server.answer.bind(server);
    server.override = (path, body) => {
      if (path !== '/participant/message') return undefined;
      server.override = undefined;
      if (arrives) answer(path, body, 'bearer');
      return refused(409, 'ConflictException');
    };
    chat.send('ok');
    await pass(2_000);
    assert.deepEqual(own(), ['ok sent', arrives ? 'ok sent' : 'ok unknown']);
  }
});

test('when the agent ends the chat, what was under way is asked for once more and the rest is not sent', async () => {
  for (const arrived of [true, false]) {
    const { server, browser, chat, network, own, pass } = play();
    await pass(1_000);
    network.fate = () => (arrived ? 'answer-lost' : 'lost');
    chat.send('under way');
    chat.send('not tried');
    await pass(200);
    server.agentEnds();
    network.fate = () => 'arrive';
    await pass(60_000);
    assert.deepEqual(
      own().toSorted(),
      ['not tried over', arrived ? 'under way sent' : 'under way over'].toSorted(),
    );
    assert.equal(chat.getSnapshot().endedBy, 'other');
    assert.deepEqual([...browser.kept.keys()], []);
  }
});

test('what is sent before the end of a visitor arrives before it', async () => {
  const { server, chat, pass } = play();
  await pass(1_000);
  chat.send('thanks');
  chat.send('bye');
  void chat.end();
  await pass(5_000);
  assert.deepEqual(
    server.items.map(({ Content, ContentType }) => Content ?? ContentType.replace(/^.*event\./, '')),
    ['thanks', 'bye', 'chat.ended'],
  );
  assert.equal(chat.getSnapshot().endedBy, 'visitor');
});

test('an end is carried out after a reload, too', async () => {
  const { server, browser, tab, chat, network, pass } = play();
  await pass(1_000);
  network.fate = () => 'lost';
  void chat.end();
  await pass(1_000);
  tab.kill();
  network.fate = () => 'arrive';
  const next = resumeChat({ endpoint }, browser.tab().edges);
  assert.equal(next?.getSnapshot().status, 'ending');
  await pass(30_000);
  assert.ok(server.ended);
  assert.equal(next.getSnapshot().endedBy, 'visitor');
});

test('typing is told once in 10 s, and receipts are gathered', async () => {
  const { server, chat, pass } = play();
  await pass(1_000);
  for (let second = 0; second < 25; second += 1) {
    chat.typing();
    await pass(1_000);
  }
  assert.equal(server.events.filter(({ type }) => type === 'typing').length, 3);
  for (const text of ['a', 'b', 'c']) server.agentSays(text);
  await pass(2_000);
  assert.equal(server.events.filter(({ type }) => type === 'message.delivered').length, 1);
  chat.read();
  chat.read();
  await pass(5_000);
  chat.read();
  await pass(5_000);
  assert.equal(server.events.filter(({ type }) => type === 'message.read').length, 1);
});

test('a socket that says nothing is given up within 20 s', async () => {
  const { server, chat, asked, pass } = play();
  await pass(1_000);
  for (const socket of server.sockets) socket.open = false;
  server.agentSays('unheard');
  await pass(25_000);
  assert.equal(asked('/participant/connection').length, 2);
  assert.ok(chat.getSnapshot().messages.some(({ content }) => content === 'unheard'));
});

test('what nobody has looked at for a day is forgotten', async () => {
  const { browser, tab, pass } = play();
  await pass(1_000);
  tab.kill();
  await pass(25 * 3_600_000);
  assert.equal(resumeChat({ endpoint }, browser.tab().edges), undefined);
  assert.deepEqual([...browser.kept.keys()], []);
});

test('in memory, nothing is kept, and another tab knows of no chat', async () => {
  const { browser, server, pass } = play('none');
  const chat = startChat({ endpoint, displayName: 'Ada', storage: 'memory' }, browser.tab().edges);
  chat.send('one');
  await pass(2_000);
  assert.equal(server.items.length, 1);
  assert.deepEqual([...browser.kept.keys()], []);
  assert.equal(resumeChat({ endpoint }, browser.tab().edges), undefined);
});

test('an aborted signal ends the part of this tab, and not the chat', async () => {
  const { browser, server, asked, pass } = play('none');
  const stop = new AbortController();
  startChat({ endpoint, displayName: 'Ada', signal: stop.signal }, browser.tab().edges);
  await pass(2_000);
  stop.abort();
  const before = asked('/participant/connection').length;
  await pass(60_000);
  assert.equal(asked('/participant/connection').length, before);
  const again = resumeChat({ endpoint }, browser.tab().edges);
  await pass(2_000);
  assert.equal(again?.getSnapshot().status, 'connected');
  assert.ok(!server.ended);
});

test('with another name, it is another start', async () => {
  const { browser, server, tab, pass } = play();
  server.override = () => refused(500, 'InternalServiceException', 1);
  await pass(500);
  tab.kill();
  const tokens: unknown[] = [];
  server.override = (path, body) => {
    if (path === '/chats') tokens.push(body['ClientToken']);
    return undefined;
  };
  startChat({ endpoint, displayName: 'Grace' }, browser.tab().edges);
  await pass(2_000);
  assert.equal(server.starts.length, 1);
  assert.deepEqual(server.starts, tokens);
});

test('an upload goes on until it has arrived, with a new URL where the old one is refused', async () => {
  const { server, tab, chat, pass } = play();
  await pass(1_000);
  const starts = new Set<unknown>();
  server.override = (path, body) => {
    if (path === '/participant/start-attachment-upload') {
      starts.add(body['ClientToken']);
      return {
        status: 200,
        body: {
          AttachmentId: `a${starts.size}`,
          UploadMetadata: { Url: 'https://s3', HeadersToInclude: {} },
        },
      };
    }
    return path === '/participant/complete-attachment-upload' ? { status: 200, body: {} } : undefined;
  };
  const statuses = [503, 403, 200];
  const shown: (number | undefined)[] = [];
  chat.subscribe(() => {
    shown.push(
      ...chat
        .getSnapshot()
        .messages.filter(({ type }) => type === 'attachment')
        .map((one) => one.progress),
    );
  });
  sendFile(chat, new File(['12345678'], 'a.pdf'), {
    ...tab.edges,
    upload({ onProgress }) {
      onProgress(4);
      const status = statuses.shift();
      return status === undefined ? Promise.reject(new Error('no')) : Promise.resolve(status);
    },
  });
  await pass(30_000);
  assert.equal(starts.size, 2);
  assert.ok(shown.includes(0.5));
  assert.deepEqual(chat.getSnapshot().messages, []);
});

test('what is written in one tab while the tab that leads dies is sent by a third, even where nothing is kept', async () => {
  const { server, browser, own, pass } = play('none');
  browser.storage = 'full';
  const tabs = [browser.tab(), browser.tab(), browser.tab()];
  const chats: Chat[] = [];
  for (const tab of tabs) {
    chats.push(startChat({ endpoint, displayName: 'Ada' }, tab.edges));
    await pass(2_000);
  }
  tabs[0]?.kill();
  chats[2]?.send('one');
  await pass(5_000);
  assert.equal(server.starts.length, 1);
  for (const chat of chats.slice(1)) assert.deepEqual(own(chat), ['one sent']);
});

test('what waits is sent in the order in which it was written, after a reload and from any tab', async () => {
  const { server, browser, network, own, pass } = play('none');
  const [first, second] = [browser.tab(), browser.tab()];
  const leader = startChat({ endpoint, displayName: 'Ada' }, first.edges);
  await pass(2_000);
  const follower = resumeChat({ endpoint }, second.edges);
  await pass(2_000);
  network.fate = () => 'lost';
  for (const text of ['a', 'b', 'c']) leader.send(text);
  await pass(1_000);
  // The one that leads hears of it after its own next one.
  follower?.send('d');
  await pass(1);
  leader.send('e');
  await pass(5_000);
  for (const chat of [leader, follower])
    assert.deepEqual(
      own(chat),
      ['a', 'b', 'c', 'd', 'e'].map((text) => `${text} sending`),
    );
  first.kill();
  second.kill();
  network.fate = () => 'arrive';
  const again = resumeChat({ endpoint }, browser.tab().edges);
  assert.deepEqual(
    own(again),
    ['a', 'b', 'c', 'd', 'e'].map((text) => `${text} sending`),
  );
  await pass(60_000);
  assert.deepEqual(
    server.items.map(({ Content }) => Content),
    ['a', 'b', 'c', 'd', 'e'],
  );
});

test('where storage is shared, two tabs that start at once start one chat', async () => {
  const { server, browser, pass } = play('none');
  const chats = [0, 1].map(() => startChat({ endpoint, displayName: 'Ada' }, browser.tab().edges));
  await pass(3_000);
  assert.equal(server.starts.length, 1);
  for (const chat of chats) assert.equal(chat.getSnapshot().status, 'connected');
});

test('a view is asked for by a token that has slashes, and a refusal is a ChatError', async () => {
  const { server, chat, asked, pass } = play();
  await pass(1_000);
  server.override = (path) =>
    path.includes('/views/') ? { status: 200, body: { View: { Name: 'form' } } } : undefined;
  const view = describeView(chat, 'a/b+c=');
  await pass(1_000);
  assert.equal((await view).View?.Name, 'form');
  assert.equal(asked('/participant/views/a%2Fb%2Bc%3D').length, 1);
  server.override = (path) =>
    path.includes('/views/') ? refused(404, 'ResourceNotFoundException') : undefined;
  const missing = describeView(chat, 'none').catch((error: unknown) => error);
  await pass(1_000);
  const error = await missing;
  assert.ok(error instanceof ChatError);
  assert.equal(error.problem.kind, 'missing');
});
