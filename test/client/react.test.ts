import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { createElement, version } from 'react';
import { renderToString } from 'react-dom/server';
import { useConnectChat } from '../../client/src/react.ts';
import { skipped } from '../clients/journeys/browser.ts';
import { contactWith, openStage, type Stage } from '../clients/journeys/stage.ts';
import { optional } from '../support/optional-program.ts';
import { afterwards } from '../support/afterwards.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const oldReact = `${folder}react-18/node_modules`;
const oldest = optional(
  'test/client/react-18',
  existsSync(oldReact) ? oldReact : undefined,
  'npm ci --prefix test/client/react-18',
);

function Page(): ReturnType<typeof createElement> {
  const { status, messages, typing } = useConnectChat({ endpoint: 'https://api.example.com' });
  return createElement('p', {}, `${status} ${messages.length} ${typing ?? 'nobody'}`);
}

test('is nothing yet where a server renders it', () => {
  assert.equal(renderToString(createElement(Page)), '<p>none 0 nobody</p>');
});

/** Serves the page of react-page.ts with the React of a folder. */
async function serve(t: TestContext, api: string, react?: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [`${folder}react-page.ts`],
    bundle: true,
    write: false,
    format: 'iife',
    define: {
      ENDPOINT: JSON.stringify(`${api.replace('127.0.0.1', 'localhost')}/v1`),
      'process.env.NODE_ENV': '"development"',
    },
    ...(react !== undefined && {
      alias: { react: `${react}/react`, 'react-dom': `${react}/react-dom` },
    }),
    logLevel: 'silent',
  });
  const server = createServer((incoming, response) => {
    const isScript = incoming.url === '/page.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(
      isScript
        ? outputFiles[0]?.text
        : '<!doctype html><link rel="icon" href="data:,"><title>React</title><div id="root"></div><script src="/page.js"></script>',
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  afterwards(t, () => {
    server.close();
    server.closeAllConnections();
  });
  return `http://localhost:${(server.address() as AddressInfo).port}/`;
}

describe('in strict mode, in a browser', { skip: skipped }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage({ COOKIE_ORIGINS: '["http://localhost:*"]' });
  });
  after(() => stage.close());

  for (const { name, skip, react } of [
    { name: `React ${version}`, skip: false, react: () => undefined },
    { name: 'React 18', skip: oldest.skip, react: () => oldest.path() },
  ])
    test(`chats with ${name}, goes on after a reload, and shows each message once`, { skip }, async (t) => {
      const { page } = await stage.page(t);
      await page.goto(await serve(t, stage.url, react()));
      await page.getByText('status: none').waitFor();
      await page.getByRole('button', { name: 'Start' }).click();
      await page.getByText('status: connected').waitFor();
      const visitor = (await page.locator('#react').textContent()) ?? '';
      await page.getByRole('textbox').fill('Hello');
      await page.getByRole('button', { name: 'Send' }).click();
      const { ContactId } = await contactWith(stage, visitor, ({ Items }) =>
        Items.some(({ Content }) => Content === 'Hello'),
      );
      await stage.agent(ContactId, 'message', { Content: 'Good day' });
      await page.getByText('Good day (received)').waitFor();
      await page.reload();
      await page.getByText('status: connected').waitFor();
      await page.getByText('Good day (received)').waitFor();
      // The agent may say hello as well by now.
      assert.equal(await page.getByText(/^Hello \(/).count(), 1);
      await page.getByRole('button', { name: 'End', exact: true }).click();
      await page.getByText('status: ended').waitFor();
      await contactWith(stage, visitor, ({ State }) => State === 'ENDED');
      await page.getByRole('button', { name: 'Start' }).click();
      await page.getByText('status: connected').waitFor();
      assert.equal(await page.getByText(/^Hello \(/).count(), 0);
    });

  test('goes on after a reload with a session in a cookie, and nothing else in the browser', async (t) => {
    const { page } = await stage.page(t);
    await page.goto(`${await serve(t, stage.url)}?cookie`);
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByText('status: connected').waitFor();
    await page.getByRole('textbox').fill('Hello');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText(/^Hello \((sent|delivered|read)\)/).waitFor();
    await page.reload();
    await page.getByText('status: connected').waitFor();
    await page.getByText(/^Hello \((sent|delivered|read)\)/).waitFor();
    assert.equal(await page.evaluate(() => localStorage.length), 0);
    await page.getByRole('button', { name: 'End', exact: true }).click();
    await page.getByText('status: ended').waitFor();
  });
});
