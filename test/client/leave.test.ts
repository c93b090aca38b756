import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test, type TestContext } from 'node:test';
import { transform } from 'esbuild';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { leaveGrace } from '../../lambdas/core/lifecycle.ts';
import { openBrowser, skipped } from '../clients/journeys/browser.ts';
import { openForeignPage } from '../clients/journeys/stage.ts';
import { world, type World } from '../protocol/lives/world.ts';
import { eventually } from '../support/eventually.ts';
import { begin, resume, servePage, status } from './page.ts';
import { afterwards } from '../support/afterwards.ts';

/** What becomes of a chat when a browser's pages go away: with the function that ends chats, by a clock that leaps. */

declare global {
  interface Window {
    leaveWithPage: (endpoint: string, bearer: string) => void;
  }
}

const margin = 5_000;

/** Minutes after which a chat that was left is over: what a sweep could not end, the next one does. */
const untilEnded = 2;

/** The lines of docs/integrate.md for unchanged chatjs. */
const [, lines = ''] =
  /^```ts\n(export function leaveWithPage[^]*?)^```$/m.exec(
    readFileSync(new URL('../../docs/integrate.md', import.meta.url), 'utf8'),
  ) ?? [];

interface Scene extends World {
  readonly context: BrowserContext;
  readonly page: Page;
  /** The API without its stage. */
  readonly origin: string;
  /** Waits until pages have connected so often. */
  readonly connected: (times: number) => Promise<void>;
  /** Waits until pages have told so often that they go, and no more. */
  readonly left: (times: number) => Promise<void>;
  /** Whether the only chat goes on after so many minutes, with a run of the function that ends chats in each. */
  readonly goesOn: (minutes: number) => Promise<boolean>;
}

describe('pages that go away', { skip: skipped }, () => {
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());

  async function scene(t: TestContext): Promise<Scene> {
    const made = await world(t);
    const context = await browser.newContext();
    afterwards(t, () => context.close());
    const answered = (operation: string): number =>
      made.api.log.filter((line) => line.includes(`"${operation}"`)).length;
    const leaves = (): number => answered('LeaveSession');
    return {
      ...made,
      context,
      page: await context.newPage(),
      origin: made.api.url.replace(/\/v1$/, ''),
      async connected(times) {
        const enough = (): true | undefined => answered('CreateParticipantConnection') >= times || undefined;
        await eventually(() => Promise.resolve(enough()), 'a page to connect');
      },
      async left(times) {
        await eventually(async () => leaves() >= times || undefined, 'a page to say that it goes');
        assert.equal(leaves(), times);
      },
      async goesOn(minutes) {
        for (let minute = 0; minute < minutes; minute++) {
          made.forward(leaveGrace + margin);
          await made.sweep();
        }
        const [contact, ...more] = made.api.simulator.contacts;
        assert.ok(contact);
        assert.deepEqual(more, []);
        return contact.State !== 'ENDED';
      },
    };
  }

  test('a reload within a minute never ends the chat, and closing the tab does', async (t) => {
    const { page, origin, forward, sweep, left, goesOn } = await scene(t);
    await page.goto(await servePage(t, origin));
    await begin(page, 'Ada');
    for (const times of [1, 2]) {
      await page.reload();
      await left(times);
      forward(leaveGrace - margin);
      await sweep();
      assert.ok(await resume(page));
      await status(page, 'connected');
      assert.ok(await goesOn(3));
    }
    await page.close();
    await left(3);
    assert.equal(await goesOn(untilEnded), false);
  });

  test('neither a second tab that is closed ends it, nor the first one, but the last one does', async (t) => {
    const { context, page: first, origin, connected, left, goesOn } = await scene(t);
    const address = await servePage(t, origin);
    await first.goto(address);
    await begin(first, 'Ben');
    const open = async (): Promise<Page> => {
      const page = await context.newPage();
      await page.goto(address);
      assert.ok(await resume(page));
      await status(page, 'connected');
      await waits(page);
      return page;
    };
    const second = await open();
    await second.close();
    assert.ok(await goesOn(3));
    const third = await open();
    await first.close();
    await leads(third);
    // Its own connection takes an earlier leaving back, and is not to be under way when it goes.
    await connected(2);
    assert.ok(await goesOn(3));
    await left(0);
    await third.close();
    await left(1);
    assert.equal(await goesOn(untilEnded), false);
  });

  test('whoever goes to another page, and back, finds it going on', async (t) => {
    const { page, origin, left, goesOn } = await scene(t);
    await page.goto(await servePage(t, origin));
    await begin(page, 'Cyd');
    await page.goto(`${await servePage(t, origin)}elsewhere`);
    await left(1);
    await page.goBack();
    // It is loaded anew, unless the browser has kept it.
    if (await page.evaluate(() => (window.chat as unknown) === undefined)) assert.ok(await resume(page));
    await status(page, 'connected');
    assert.ok(await goesOn(3));
  });

  test('with unchanged chatjs, and the lines for it, a reload goes on and the end of the page ends it', async (t) => {
    const { api, page, left, goesOn } = await scene(t);
    await openForeignPage(t, page);
    const chat = await connectWithChatJs(page, api.url);
    await page.reload();
    await left(1);
    await connectWithChatJs(page, api.url, chat);
    assert.ok(await goesOn(3));
    await page.close();
    await left(2);
    assert.equal(await goesOn(untilEnded), false);
  });
});

/** Until a tab that follows stands in line before the one that leads, which is not the last one from then on. */
async function waits(page: Page): Promise<void> {
  await untilLocks(page, ({ held = [] }) => {
    const line = held.find(({ name }) => name?.endsWith(' last'));
    const lead = held.find(({ name }) => name !== line?.name);
    return line !== undefined && lead !== undefined && line.clientId !== lead.clientId;
  });
}

/** Until the only tab that is left leads, and is the last one. */
async function leads(page: Page): Promise<void> {
  await untilLocks(page, ({ held = [], pending = [] }) => held.length === 2 && pending.length === 0);
  await status(page, 'connected');
}

/** A page's own waiting takes a promise for an answer. */
async function untilLocks(page: Page, stand: (locks: LockManagerSnapshot) => boolean): Promise<void> {
  await eventually(
    async () => stand(await page.evaluate(() => navigator.locks.query())) || undefined,
    'the locks to stand so',
  );
}

/** Starts a chat, or goes on with one, with what docs/integrate.md says. Resolves with the answer of its start. */
async function connectWithChatJs(page: Page, endpoint: string, chat?: object): Promise<object> {
  const { code } = await transform(lines.replace('export ', ''), { loader: 'ts' });
  await page.addScriptTag({ content: code });
  return page.evaluate(
    async ({ url, kept }) => {
      const started =
        kept ??
        ((await (
          await fetch(`${url}/chats`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ ParticipantDetails: { DisplayName: 'Dan' } }),
          })
        ).json()) as object);
      const { ContactId, ParticipantId, ParticipantToken } = started as Record<string, string>;
      const config: connect.ChatGlobalConfig & { readonly endpoint: string } = {
        endpoint: url,
        region: 'us-east-1',
      };
      connect.ChatSession.setGlobalConfig(config);
      const session = connect.ChatSession.create({
        chatDetails: {
          contactId: String(ContactId),
          participantId: String(ParticipantId),
          participantToken: String(ParticipantToken),
        },
        type: 'CUSTOMER',
        disableCSM: true,
      });
      await session.connect();
      window.leaveWithPage(url, String(ParticipantToken));
      return started;
    },
    { url: endpoint, kept: chat },
  );
}
