import assert from 'node:assert/strict';
import { once } from 'node:events';
import { cpSync, existsSync, globSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, extname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Locator } from 'playwright-core';
import { skipped } from '../clients/journeys/browser.ts';
import { contactWith, openStage, say, type Stage } from '../clients/journeys/stage.ts';
import { eventually } from '../support/eventually.ts';
import { run } from '../support/foreign-app.ts';
import { optional } from '../support/optional-program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Each of `examples`, with the client as npm packs it: built by its own command, and driven from start to end. */

const root = fileURLToPath(new URL('../..', import.meta.url));
const installed = join(root, 'examples/node_modules');
const packages = optional(
  'examples',
  existsSync(installed) ? installed : undefined,
  'npm ci --prefix examples',
);

function isSource(path: string): boolean {
  return !['node_modules', 'dist'].includes(basename(path));
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

const servers: Server[] = [];

/** Serves a folder on an origin of its own, and answers its address. */
async function serve(folder: string): Promise<string> {
  const server = createServer((incoming, response) => {
    const path = incoming.url === '/' ? '/index.html' : (incoming.url ?? '');
    response.setHeader('content-type', types[extname(path)] ?? 'text/plain');
    response.end(readFileSync(join(folder, path)));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  servers.push(server);
  return `http://localhost:${(server.address() as AddressInfo).port}/`;
}

describe('the examples', { skip: packages.skip || skipped }, () => {
  const folder = temporaryFolder('examples');
  let stage: Stage;
  before(async () => {
    cpSync(join(root, 'examples'), folder, {
      recursive: true,
      filter: isSource,
    });
    // In a copy: whoever else packs the client at the moment builds in its own folder.
    for (const name of ['client', 'tsconfig.json'])
      cpSync(join(root, name), join(folder, 'repository', name), { recursive: true, filter: isSource });
    symlinkSync(join(root, 'node_modules'), join(folder, 'repository/node_modules'));
    await run(join(folder, 'repository/client'), 'npm', ['pack', '--pack-destination', folder]);
    const [packed = ''] = globSync('*.tgz', { cwd: folder });
    // What it adds stands in a folder above, where what the examples have in common is looked for.
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    const offline = ['--offline', '--legacy-peer-deps', '--no-audit', '--no-fund'];
    await run(folder, 'npm', ['install', ...offline, join(folder, packed)]);
    for (const name of readdirSync(packages.path()))
      if (name !== '.package-lock.json')
        symlinkSync(join(installed, name), join(folder, 'node_modules', name));
    stage = await openStage();
  });
  after(async () => {
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
    await stage?.close();
  });

  /** Makes the example, with the endpoint in the place that its README names, and answers its address. */
  async function address(name: string): Promise<string> {
    const own = join(folder, name);
    const place = join(own, name === 'html' ? 'index.html' : '.env');
    const text = readFileSync(place, 'utf8');
    assert.ok(text.includes('http://localhost:3000/v1'));
    writeFileSync(place, text.replace('http://localhost:3000', stage.url));
    if (name !== 'html') await run(own, 'npm', ['run', 'build']);
    else
      cpSync(
        join(folder, 'node_modules/connect-chat-bff-client/dist/connect-chat.js'),
        join(own, 'connect-chat.js'),
      );
    return serve(name === 'html' ? own : join(own, 'dist'));
  }

  for (const name of ['html', 'vite-typescript', 'react', 'chatjs'] as const)
    test(`${name}: a chat, without a network for a while, over a reload, to its end`, async (t) => {
      const { page, context, troubles } = await stage.page(t);
      await page.goto(await address(name));
      if (name === 'html') await page.getByRole('button', { name: 'Chat with us' }).click();
      await page.getByLabel('Your name').fill(name);
      await page.getByRole('button', { name: 'Start chat' }).click();
      await page.getByRole('textbox', { name: 'Message' }).waitFor();
      const { ContactId } = await stage.contact(name);
      await say(page, 'Apples, please');
      await contactWith(stage, name, ({ Items }) =>
        Items.some(({ Content }) => Content === 'Apples, please'),
      );
      await stage.agent(ContactId, 'join');
      await stage.agent(ContactId, 'message', { Content: 'Good day' });
      await page.getByText('Good day').waitFor();

      await context.setOffline(true);
      await say(page, 'Still there?');
      const again = page.getByRole('button', { name: 'Try again' });
      if (name === 'chatjs') await again.waitFor();
      else await page.getByText('We cannot be reached').waitFor();
      await context.setOffline(false);
      if (name === 'chatjs') await again.click();
      await contactWith(stage, name, ({ Items }) => Items.some(({ Content }) => Content === 'Still there?'));
      await shownOnce(page.getByText('Still there?'));

      await page.reload();
      for (const text of ['Apples, please', 'Good day', 'Still there?'])
        await page.getByRole('log').getByText(text).waitFor();
      await say(page, 'And after a reload');
      const { Items } = await contactWith(stage, name, (contact) =>
        contact.Items.some(({ Content }) => Content === 'And after a reload'),
      );
      const said = Items.filter(
        ({ ParticipantRole, Type }) => ParticipantRole === 'CUSTOMER' && Type === 'MESSAGE',
      );
      const texts = ['Apples, please', 'Still there?', 'And after a reload'];
      assert.deepEqual(
        said.map(({ Content }) => Content),
        texts,
      );
      for (const text of texts) await shownOnce(page.getByRole('log').getByText(text));

      await page.getByRole('button', { name: 'End chat' }).first().click();
      const dialog = page.getByRole('dialog').getByRole('button', { name: 'End chat' });
      if (name === 'html') await dialog.click();
      await contactWith(stage, name, ({ State }) => State === 'ENDED');
      await (
        name === 'html'
          ? page.getByRole('button', { name: 'Start a new chat' })
          : page.getByText('The chat has ended')
      ).waitFor();
      // What finds no network is an error in Chromium's console.
      const own = troubles.splice(0).filter((text) => !text.includes('ERR_INTERNET_DISCONNECTED'));
      assert.deepEqual(own, []);
    });
});

/** Until it is there once: the socket may be faster than the answer, whose message then takes its place. */
async function shownOnce(found: Locator): Promise<void> {
  await eventually(async () => (await found.count()) === 1 || undefined, 'a message to be shown once');
}
