import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import type { Chat } from '../../client/src/index.ts';
import { skipped } from '../clients/journeys/browser.ts';
import { picture } from '../clients/journeys/picture.ts';
import { contactWith, openStage, type Stage } from '../clients/journeys/stage.ts';
import { run } from '../support/foreign-app.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** The code of docs/integrate.md and the README, as it stands: compiled, and run against `npm start`. */

const root = fileURLToPath(new URL('../..', import.meta.url));
const documents = ['docs/integrate.md', 'README.md'] as const;
const blocks = documents.flatMap((document) =>
  [...readFileSync(join(root, document), 'utf8').matchAll(/^```(tsx?)\n([\s\S]*?)^```$/gm)]
    .map(([, extension = '', code = '']) => ({ document, extension, code }))
    .filter(({ code }) => document === 'docs/integrate.md' || code.includes('connect-chat-bff-client')),
);
const sources = {
  'connect-chat-bff-client': join(root, 'client/src/index.ts'),
  'connect-chat-bff-client/element': join(root, 'client/src/element/index.ts'),
  'connect-chat-bff-client/react': join(root, 'client/src/react.ts'),
  'connect-chat-bff-client/chatjs': join(root, 'client/src/chatjs.ts'),
};

function blockWith(what: string, from: (typeof documents)[number] = 'docs/integrate.md'): string {
  const found = blocks.find(({ document, code }) => document === from && code.includes(what));
  assert.ok(found, `${from} has code with ${what}`);
  return found.code;
}

test('compiles, as strictly as can be', async () => {
  assert.ok(blocks.length >= 4);
  const folder = temporaryFolder('integrate');
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const [index, { extension, code }] of blocks.entries())
    writeFileSync(join(folder, `block-${index}.${extension}`), code);
  const paths = Object.fromEntries(Object.entries(sources).map(([name, file]) => [name, [file]]));
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        target: 'es2023',
        lib: ['es2023', 'dom', 'dom.iterable'],
        module: 'esnext',
        moduleResolution: 'bundler',
        jsx: 'react-jsx',
        strict: true,
        exactOptionalPropertyTypes: true,
        noEmit: true,
        allowImportingTsExtensions: true,
        skipLibCheck: true,
        types: [],
        paths,
      },
    }),
  );
  await run(folder, 'tsc', []);
});

/** The code as one script, with this API in place of the one that it names; its exports are in `window.code`. */
async function script(contents: string, api: string, loader: 'ts' | 'tsx' = 'ts'): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: contents.replace(/https:[^']+\.amazonaws\.com\/v1/, api),
      resolveDir: root,
      loader,
    },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'code',
    jsx: 'automatic',
    alias: sources,
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent',
  });
  return `${outputFiles[0]?.text}\nwindow.code = code;`;
}

declare global {
  interface Window {
    code: { openChat(name: string, show: (lines: readonly string[], state: string) => void): Chat };
    lines: readonly string[];
    state: string;
  }
}

describe('runs in a browser', { skip: skipped }, () => {
  let stage: Stage;
  let address: string;
  const own = new Map<
    string,
    { readonly headers: Readonly<Record<string, string>>; readonly body: string }
  >();
  const server = createServer((request, response) => {
    const { headers, body } = own.get(request.url ?? '') ?? {};
    response.writeHead(200, { 'content-type': 'text/html', ...headers });
    response.end(
      body ?? '<!doctype html><link rel="icon" href="data:,"><title>Elsewhere</title><div id="root"></div>',
    );
  });
  before(async () => {
    stage = await openStage();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    address = `http://localhost:${(server.address() as AddressInfo).port}/`;
  });
  after(async () => {
    server.close();
    server.closeAllConnections();
    await stage.close();
  });

  for (const document of documents)
    test(`a chat of ${document}, from its start over a reload to its end`, async (t) => {
      const visitor = `Lea ${document}`;
      const { page } = await stage.page(t);
      const code = await script(blockWith('export function openChat', document), `${stage.url}/v1`);
      const open = async (one: Page): Promise<void> => {
        await one.goto(address);
        await one.evaluate(code);
        await one.evaluate((name) => {
          window.chat = window.code.openChat(name, (lines, state) => {
            window.lines = lines;
            window.state = state;
          });
        }, visitor);
        await one.waitForFunction(() => window.state === 'connected');
      };
      await open(page);
      await page.evaluate(() => window.chat.send('Hello'));
      await page.waitForFunction(() =>
        window.lines.some((line) => /^You: Hello(?: \((sent|delivered|read)\))?$/.test(line)),
      );
      const { ContactId } = await stage.contact(visitor);
      await open(page);
      await stage.agent(ContactId, 'message', { Content: 'Good day' });
      await page.waitForFunction(() =>
        window.lines.some((line) => /: Good day(?: \(received\))?$/.test(line)),
      );
      assert.equal(
        (await page.evaluate(() => window.lines)).filter((line) => line.startsWith('You')).length,
        1,
      );
      await page.evaluate(() => window.chat.end());
      await page.waitForFunction(() => window.state === 'ended');
    });

  test('the element, on a page whose policy allows nothing that it need not', async (t) => {
    const { page } = await stage.page(t);
    const [, tags = ''] =
      /^```html\n([^]*?)^```$/m.exec(readFileSync(join(root, 'docs/integrate.md'), 'utf8')) ?? [];
    const simulator = /Amazon Connect \((http:[^)]+)\)/.exec(stage.server.output())?.[1] ?? '';
    const policy = [
      "default-src 'none'; script-src 'self'; img-src data: blob:; base-uri 'none'; form-action 'none'",
      `connect-src ${stage.url} ${simulator} ${simulator.replace('http', 'ws')}`,
      "require-trusted-types-for 'script'; trusted-types 'none'",
    ].join('; ');
    const { outputFiles } = await build({
      entryPoints: [sources['connect-chat-bff-client/element']],
      bundle: true,
      minify: true,
      write: false,
      format: 'iife',
    });
    own.set('/connect-chat.js', {
      headers: { 'content-type': 'text/javascript' },
      body: outputFiles[0]?.text ?? '',
    });
    own.set('/element', {
      headers: { 'content-security-policy': policy },
      body: `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Elsewhere</title>${tags.replace(/https:[^"]+/, `${stage.url}/v1`)}`,
    });
    await page.goto(`${address}element`);
    await page.getByRole('button', { name: 'Chat with us' }).click();
    await page.locator('#display-name:focus').waitFor();
    await page.keyboard.type('Csp');
    await page.keyboard.press('Enter');
    await page.locator('#log').getByText('Hello, I am Robin').waitFor();
    await page.locator('#file').setInputFiles(picture);
    await page.locator('#log .preview').waitFor();
    const { ContactId } = await stage.contact('Csp');
    await stage.agent(ContactId, 'view', { View: 'fields' });
    await page.getByLabel('Number of the order').waitFor();
    await page.getByRole('textbox', { name: 'Message' }).fill('Hello');
    await page.keyboard.press('Enter');
    await contactWith(stage, 'Csp', ({ Items }) => Items.some(({ Content }) => Content === 'Hello'));
  });

  test('the React component', async (t) => {
    const { page } = await stage.page(t);
    const render = `
      import { createRoot } from 'react-dom/client';
      createRoot(document.querySelector('#root')!).render(<Support endpoint="${stage.url}/v1" name="Max" />);`;
    const code = await script(blockWith('useConnectChat') + render, `${stage.url}/v1`, 'tsx');
    await page.goto(address);
    await page.evaluate(code);
    await page.getByRole('button', { name: 'Chat with us' }).click();
    await page.getByLabel('Message').fill('Hello');
    await page.getByRole('button', { name: 'Send' }).click();
    await contactWith(stage, 'Max', ({ Items }) => Items.some(({ Content }) => Content === 'Hello'));
    await page.getByText('You: Hello').waitFor();
    await page.getByRole('button', { name: 'End', exact: true }).click();
    await page.getByRole('button', { name: 'Chat with us' }).waitFor();
  });
});

test('gives chatjs a client of its class', async () => {
  const code = blockWith('customChatClient').replace("import 'amazon-connect-chatjs';", '');
  class ChatClient {
    readonly isOfChatJs = true;
  }
  const given: { readonly customChatClient?: unknown }[] = [];
  const connect = {
    ChatSession: { ChatClient, setGlobalConfig: (config: object): unknown => given.push(config) },
  };
  // eslint-disable-next-line no-new-func, typescript/no-implied-eval -- what a script of a page is
  const play = new Function('connect', 'window', await script(code, 'https://api.example.com')) as (
    connect: object,
    window: object,
  ) => void;
  play(connect, {});
  assert.ok(given[0]?.customChatClient instanceof ChatClient);
});
