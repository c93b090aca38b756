import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { skipped } from '../clients/journeys/browser.ts';
import { contactWith, openStage, type Stage } from '../clients/journeys/stage.ts';
import { eventually } from '../support/eventually.ts';
import { arrived } from './arrived.ts';
import { begin, resume, send, servePage, shown, shows, status } from './page.ts';
import { openWay } from './way.ts';
import { writtenOffline } from './written-offline.ts';

const own = ['sent', 'delivered', 'read'];
/** Between two attempts, in ms. */
const longestPauseMs = 30_000;

function unheeded(troubles: string[]): void {
  // A request that finds nobody is an error in Chromium's console, and so is a socket that does.
  const rest = troubles
    .splice(0)
    .filter((text) => !/Failed to load resource|WebSocket connection|CORS policy/.test(text));
  assert.deepEqual(rest, []);
}

function kept(page: Page): Promise<number> {
  return page.evaluate(() => localStorage.length);
}

describe('the client in a browser, at `npm start`', { skip: skipped }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage.close());

  test('starts a chat, and hears and is heard', async (t) => {
    const { page } = await stage.page(t);
    await page.goto(await servePage(t, stage.url));
    await begin(page, 'Ada');
    const { ContactId } = await stage.contact('Ada');
    await stage.agent(ContactId, 'join');
    await send(page, 'Hello');
    await stage.agent(ContactId, 'message', { Content: 'Good day' });
    await shows(page, 'Good day', 'received');
    await shows(page, 'Hello', ...own);
    await page.evaluate(() => {
      window.chat.typing();
      window.chat.typing();
      window.chat.read();
    });
    await contactWith(
      stage,
      'Ada',
      ({ CustomerTyping, Items }) =>
        CustomerTyping &&
        Items.some(({ MessageMetadata }) =>
          MessageMetadata?.Receipts.some((one) => one.ReadTimestamp !== undefined),
        ),
    );
    await stage.agent(ContactId, 'typing');
    await page.waitForFunction(() => window.chat.getSnapshot().typing !== undefined);
    const typed = (await stage.calls()).filter(
      ({ operation, contactId, body }) =>
        operation === 'SendEvent' && contactId === ContactId && JSON.stringify(body).includes('.typing'),
    );
    assert.equal(typed.length, 1);
  });

  test('twenty messages written without a network, with a reload in between, arrive once and in order', async (t) => {
    const { page, troubles } = await stage.page(t);
    await writtenOffline(t, page, stage.url, stage);
    unheeded(troubles);
  });

  test('a server that is gone for a minute in the middle of a message has it once when it is back', async (t) => {
    const way = await openWay(t, stage.url);
    const { page, troubles } = await stage.page(t);
    await page.clock.install();
    await page.goto(await servePage(t, way.url));
    await begin(page, 'Cyd');
    await stage.fault({ kind: 'slow', operation: 'SendMessage', delayMs: 600 });
    const gone = new Promise<void>((resolve) => {
      way.onRequest = (path) => {
        if (!path.endsWith('/participant/message')) return;
        way.onRequest = undefined;
        setTimeout(() => void way.down().then(resolve), 300);
      };
    });
    await send(page, 'one', 'two');
    await gone;
    await page.waitForFunction(() => window.chat.getSnapshot().problem?.kind === 'offline');
    // The page's clock: each second has its attempts, which fail at once.
    for (let second = 0; second < 60; second += 1) await page.clock.runFor(1_000);
    // The first has reached Connect, and the socket may have said so.
    assert.ok((await shown(page)).includes('two sending'));
    await way.up();
    // A pause may begin at any moment, and time is given to what is under way.
    await eventually(async () => {
      await page.clock.runFor(longestPauseMs / 3);
      await delay(1_000);
      return (await arrived(stage, 'Cyd')).length >= 2 || undefined;
    }, 'both messages');
    await shows(page, 'two', ...own);
    assert.deepEqual(await arrived(stage, 'Cyd'), ['one', 'two']);
    assert.deepEqual((await shown(page)).length, 2);
    unheeded(troubles);
  });

  test('after an hour asleep, it hears what was said meanwhile, and sends once what was written before', async (t) => {
    const { page, context, troubles } = await stage.page(t);
    await page.clock.install();
    await page.goto(await servePage(t, stage.url));
    await begin(page, 'Kim');
    const { ContactId } = await stage.contact('Kim');
    await stage.agent(ContactId, 'join');
    await context.setOffline(true);
    await send(page, 'before');
    await stage.agent(ContactId, 'message', { Content: 'Are you there?' });
    await page.clock.fastForward(3_600_000);
    await context.setOffline(false);
    await shows(page, 'Are you there?', 'received');
    await shows(page, 'before', ...own);
    await send(page, 'after');
    await shows(page, 'after', ...own);
    assert.deepEqual(await arrived(stage, 'Kim'), ['before', 'after']);
    assert.deepEqual(
      (await shown(page)).map((line) => line.replace(/ \w+$/, '')),
      ['before', 'after'],
    );
    unheeded(troubles);
  });

  test('storms of 429 and 500 pass, and what is lost on the way is sent once', async (t) => {
    const { page } = await stage.page(t);
    await page.goto(await servePage(t, stage.url));
    for (const kind of ['throttle', 'limit'] as const)
      await stage.fault({ kind, operation: 'StartChatContact' });
    await page.evaluate(() => {
      window.chat = window.client.startChat({ endpoint: window.endpoint, displayName: 'Dan' });
      window.chat.send('written before it has started');
    });
    await page.waitForFunction(() => window.chat.getSnapshot().problem?.kind === 'full');
    await page.evaluate(() => window.chat.close());
    await page.reload();
    await stage.clearFaults();
    assert.ok(await resume(page));
    await status(page, 'connected');
    for (const kind of ['throttle', 'error', 'reset-after-accept'] as const)
      await stage.fault({ kind, operation: 'SendMessage', times: 4 });
    await send(page, 'one', 'two');
    await shows(page, 'two', ...own);
    assert.deepEqual(await arrived(stage, 'Dan'), ['written before it has started', 'one', 'two']);
    await stage.clearFaults();
  });

  test('tabs share one chat and one socket, and go on when one is closed', async (t) => {
    const { page: first, context } = await stage.page(t);
    const address = await servePage(t, stage.url);
    await first.goto(address);
    await begin(first, 'Eve');
    const connections = async (): Promise<number> => {
      const { ContactId } = await stage.contact('Eve');
      return (await stage.calls()).filter(
        ({ operation, contactId }) => operation === 'CreateParticipantConnection' && contactId === ContactId,
      ).length;
    };
    // As a browser duplicates a tab: with what the first one keeps for itself.
    const [second] = await Promise.all([
      context.waitForEvent('page'),
      first.evaluate(() => void window.open(location.href)),
    ]);
    await second.waitForFunction(() => 'client' in window);
    assert.ok(await resume(second));
    await status(second, 'connected');
    const third = await context.newPage();
    await third.goto(address);
    await third.evaluate(() => {
      window.chat = window.client.startChat({ endpoint: window.endpoint, displayName: 'Eve, once more' });
    });
    await status(third, 'connected');
    await send(second, 'from the second');
    await send(first, 'from the first');
    for (const page of [first, second, third]) {
      await shows(page, 'from the second', ...own);
      await shows(page, 'from the first', ...own);
    }
    // The server opens one by itself for the first thing that is asked; the socket is another.
    assert.ok((await connections()) <= 2);
    const { ContactId } = await stage.contact('Eve');
    await first.close();
    await send(second, 'after the first');
    await shows(third, 'after the first', ...own);
    await stage.agent(ContactId, 'message', { Content: 'Still there?' });
    for (const page of [second, third]) {
      await shows(page, 'Still there?', 'received');
      assert.equal((await shown(page)).length, 3);
    }
    assert.equal((await arrived(stage, 'Eve')).length, 3);
    await third.evaluate(() => window.chat.end());
    await status(second, 'ended');
    await contactWith(stage, 'Eve', ({ State }) => State === 'ENDED');
    await second.reload();
    assert.ok(!(await resume(second)));
  });

  test('reads the transcript where sockets are blocked', async (t) => {
    const { page, troubles } = await stage.page(t);
    await page.routeWebSocket(/\/socket/, (socket) => socket.close());
    await page.goto(await servePage(t, stage.url));
    await begin(page, 'Fay');
    const { ContactId } = await stage.contact('Fay');
    await stage.agent(ContactId, 'join');
    await stage.agent(ContactId, 'message', { Content: 'Can you hear me?' });
    await shows(page, 'Can you hear me?', 'received');
    await send(page, 'Yes');
    await shows(page, 'Yes', ...own);
    await stage.agent(ContactId, 'end');
    await status(page, 'ended');
    unheeded(troubles);
  });

  for (const [what, script] of [
    [
      'full',
      "Storage.prototype.setItem = () => { throw new DOMException('no room', 'QuotaExceededError'); }",
    ],
    [
      'forbidden',
      "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })",
    ],
  ] as const)
    test(`chats where the storage is ${what}`, async (t) => {
      const name = `Gus, ${what}`;
      const { page } = await stage.page(t);
      await page.addInitScript(script);
      await page.goto(await servePage(t, stage.url));
      await begin(page, name);
      await send(page, 'one', 'two');
      await shows(page, 'two', ...own);
      assert.deepEqual(await arrived(stage, name), ['one', 'two']);
    });

  test('keeps nothing in the browser where it is told so, or once the agent has ended the chat', async (t) => {
    const { page } = await stage.page(t);
    await page.goto(await servePage(t, stage.url));
    await begin(page, 'Hal', 'memory');
    await send(page, 'one');
    await shows(page, 'one', ...own);
    assert.equal(await kept(page), 0);
    await page.evaluate(() => window.chat.end());
    await begin(page, 'Hal again');
    assert.ok((await kept(page)) > 0);
    const { ContactId } = await stage.contact('Hal again');
    await stage.agent(ContactId, 'join');
    await stage.agent(ContactId, 'end');
    await status(page, 'ended');
    assert.equal(await kept(page), 0);
    await send(page, 'too late');
    await shows(page, 'too late', 'failed');
    assert.equal(await page.evaluate(() => window.chat.getSnapshot().endedBy), 'other');
  });

  test('sends files by what their names end in, and none that no chat takes', async (t) => {
    const { page } = await stage.page(t);
    await page.goto(await servePage(t, stage.url));
    await begin(page, 'Ida');
    const files = await page.evaluate(() => {
      const { client, chat } = window;
      // As Chromium has it: without a type.
      for (const [name, bytes] of [
        ['a.heic', 300_000],
        ['b.exe', 10],
        ['c.pdf', 0],
      ] as const)
        client.sendFile(chat, new File([new Uint8Array(bytes)], name));
      return chat
        .getSnapshot()
        .messages.filter(({ type }) => type === 'attachment')
        .map(({ content, problem }) => [content, problem?.kind]);
    });
    // What has failed stays where it was; what is on its way comes last.
    assert.deepEqual(files, [
      ['b.exe', 'file-type'],
      ['c.pdf', 'file-size'],
      ['a.heic', undefined],
    ]);
    const { Items } = await contactWith(stage, 'Ida', (contact) =>
      contact.Items.some(({ Attachments }) => Attachments?.length === 1),
    );
    const [attachment] = Items.flatMap(({ Attachments = [] }) => Attachments);
    assert.equal(attachment?.ContentType, 'image/heic');
    await page.waitForFunction(() =>
      window.chat.getSnapshot().messages.some(({ attachments }) => attachments.length === 1),
    );
    const size = await page.evaluate(
      async (id) => (await window.client.downloadFile(window.chat, id)).size,
      attachment.AttachmentId,
    );
    assert.equal(size, 300_000);
  });

  test('an upload that is refused on the way is made again, and one that is taken back is not made', async (t) => {
    const { page } = await stage.page(t);
    let refused = 0;
    await page.route(/\/attachments\//, async (route) => {
      if (route.request().method() === 'PUT' && refused++ === 0)
        await route.fulfill({ status: 403, headers: { 'access-control-allow-origin': '*' } });
      else await route.continue();
    });
    await page.goto(await servePage(t, stage.url));
    await begin(page, 'Jim');
    await page.evaluate(() => {
      const { client, chat } = window;
      client.sendFile(chat, new File(['some text'], 'note.txt'));
      chat.discard(client.sendFile(chat, new File(['never'], 'never.txt')));
    });
    await contactWith(stage, 'Jim', ({ Items }) =>
      Items.some(({ Attachments }) => Attachments?.length === 1),
    );
    assert.ok(refused >= 2);
    await page.waitForFunction(() =>
      window.chat
        .getSnapshot()
        .messages.every(({ type, state }) => type !== 'attachment' || state !== 'sending'),
    );
    const { Items } = await stage.contact('Jim');
    assert.deepEqual(
      Items.flatMap(({ Attachments = [] }) => Attachments).map(({ AttachmentName }) => AttachmentName),
      ['note.txt'],
    );
  });
});
