import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { connectOf, contactWith, type Connect } from '../clients/journeys/stage.ts';
import { startServer, type Server } from '../support/server.ts';
import { openFirefox, skip, type Firefox } from './firefox.ts';
import { answered, begin, resume, send, servePage, shown, shows, status } from './page.ts';
import { openWay } from './way.ts';

const own = ['sent', 'delivered', 'read'];

/** The visitor's messages, in Connect's order. */
function said({ Items }: Awaited<ReturnType<Connect['contact']>>): readonly string[] {
  return Items.filter(
    ({ Type, ParticipantRole }) => Type === 'MESSAGE' && ParticipantRole === 'CUSTOMER',
  ).map(({ Content = '' }) => Content);
}

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

  /** What has arrived at Connect of a visitor, in its order, as soon as it is so much. */
  async function arrived(name: string, count: number): Promise<readonly string[]> {
    return said(await contactWith(connect, name, (contact) => said(contact).length >= count));
  }

  test('twenty messages written without a network, with a reload in between, arrive once and in order', async (t) => {
    const way = await openWay(t, server.url);
    const page = await firefox.page();
    await page.goto(await servePage(t, way.url));
    await begin(page, 'Ben');
    await send(page, 'before');
    await answered(page);
    await way.down();
    const texts = Array.from({ length: 20 }, (_, index) => `message ${index % 7}`);
    await send(page, ...texts.slice(0, 12));
    await shows(page, 'message 3', 'sending');
    await page.reload();
    assert.ok(await resume(page));
    assert.equal((await shown(page)).filter((line) => line.endsWith('sending')).length, 12);
    await send(page, ...texts.slice(12));
    await way.up();
    assert.deepEqual(await arrived('Ben', 21), ['before', ...texts]);
    await page.waitForFunction(() =>
      window.chat.getSnapshot().messages.every(({ state }) => state !== 'sending'),
    );
    assert.deepEqual(
      (await shown(page)).map((line) => line.replace(/ \w+$/, '')),
      ['before', ...texts],
    );
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
    assert.deepEqual(await arrived('Eve', 2), ['from the second', 'after the first']);
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
