import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Connect } from '../clients/journeys/stage.ts';
import { arrived } from './arrived.ts';
import { answered, begin, resume, send, servePage, shown, shows, type Driven } from './page.ts';
import { openWay } from './way.ts';

interface Tab extends Driven {
  goto(url: string): Promise<unknown>;
  reload(): Promise<unknown>;
}

/** Twenty messages written without a network, with a reload in between, arrive once and in order. */
export async function writtenOffline(
  t: TestContext,
  page: Tab,
  server: string,
  connect: Connect,
): Promise<void> {
  const way = await openWay(t, server);
  await page.goto(await servePage(t, way.url));
  await begin(page, 'Ben');
  await send(page, 'before');
  await arrived(connect, 'Ben', 1);
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
  assert.deepEqual(await arrived(connect, 'Ben', 21), ['before', ...texts]);
  await page.waitForFunction(() =>
    window.chat.getSnapshot().messages.every(({ state }) => state !== 'sending'),
  );
  assert.deepEqual(
    (await shown(page)).map((line) => line.replace(/ \w+$/, '')),
    ['before', ...texts],
  );
}
