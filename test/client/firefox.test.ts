import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { connectOf, type Connect } from '../clients/journeys/stage.ts';
import { startServer, type Server } from '../support/server.ts';
import { arrived } from './arrived.ts';
import { openFirefox, skip, type Firefox } from './firefox.ts';
import { begin, resume, send, servePage, shows, status } from './page.ts';
import { writtenOffline } from './written-offline.ts';

const own = ['sent', 'delivered', 'read'];

describe('the client in Firefox, at `npm start`', { skip }, () => {
  let server: Server;
  let connect: Connect;
  let firefox: Firefox;
  before(async () => {
    server = await startServer();
    connect = connectOf(server);
    firefox = await openFirefox();
  });
  after(async () => {
    await firefox?.close();
    await server?.stop();
  });

  test('twenty messages written without a network, with a reload in between, arrive once and in order', async (t) => {
    const page = await firefox.page();
    await writtenOffline(t, page, server.url, connect);
    await page.close();
  });

  test('tabs share one chat, go on when one is closed, and end together', async (t) => {
    const address = await servePage(t, server.url);
    const [first, second] = [await firefox.page(), await firefox.page()];
    await first.goto(address);
    await begin(first, 'Eve');
    await second.goto(address);
    assert.ok(await resume(second));
    await status(second, 'connected');
    await send(second, 'from the second');
    await shows(first, 'from the second', ...own);
    await first.close();
    await send(second, 'after the first');
    await shows(second, 'after the first', ...own);
    assert.deepEqual(await arrived(connect, 'Eve', 2), ['from the second', 'after the first']);
    const { ContactId } = await connect.contact('Eve');
    const third = await firefox.page();
    await third.goto(address);
    assert.ok(await resume(third));
    await connect.agent(ContactId, 'message', { Content: 'Still there?' });
    for (const page of [second, third]) await shows(page, 'Still there?', 'received');
    await third.evaluate(() => window.chat.end());
    await status(second, 'ended');
    await second.reload();
    assert.ok(!(await resume(second)));
    await second.close();
    await third.close();
  });

  test('goes on after a reload, hears what was said meanwhile, and reads the transcript', async (t) => {
    const page = await firefox.page();
    const address = await servePage(t, server.url);
    await page.goto(address);
    await begin(page, 'Ada');
    await send(page, 'Hello');
    await shows(page, 'Hello', ...own);
    await page.goto('about:blank');
    const { ContactId } = await connect.contact('Ada');
    await connect.agent(ContactId, 'join');
    await connect.agent(ContactId, 'message', { Content: 'Good day' });
    await page.goto(address);
    assert.ok(await resume(page));
    await shows(page, 'Good day', 'received');
    await shows(page, 'Hello', ...own);
    await connect.agent(ContactId, 'end');
    await status(page, 'ended');
    assert.equal(await page.evaluate(() => localStorage.length), 0);
    await page.close();
  });
});
