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
import type { ConnectChatElement } from '../../client/src/element/index.ts';
import type { Chat } from '../../client/src/index.ts';
import { skipped } from '../clients/journeys/browser.ts';
import { picture } from '../clients/journeys/picture.ts';
import { contactWith, openStage, type Stage } from '../clients/journeys/stage.ts';
import { eventually } from '../support/eventually.ts';
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
      contents: contents.replace(/https:[^']+\/v1/, api),
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
    code: {
      openChat(name: string, show: (lines: readonly string[], state: string) => void): Chat;
      call(path: string, body?: object): Promise<Response>;
      openPrivateChat(endpoint: string, name: string): Promise<Chat>;
      openSession(name: string): Promise<Readonly<Record<string, string>>>;
      leaveWithPage(): void;
    };
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
    stage = await openStage({ COOKIE_ORIGINS: '["http://localhost:*"]' });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    address = `http://localhost:${(server.address() as AddressInfo).port}/`;
  });
  after(async () => {
    server.close();
    server.closeAllConnections();
    await stage.close();
  });

  const chats = [
    ...documents.map((document) => ({ document, with: 'a bearer', option: '' })),
    { document: 'docs/integrate.md', with: 'a cookie', option: ", session: 'cookie'" },
  ] as const;
  for (const { document, with: kept, option } of chats)
    test(`a chat of ${document} with ${kept}, from its start over a reload to its end`, async (t) => {
      const visitor = `Lea ${document} ${kept}`;
      const { page, context } = await stage.page(t);
      const source = blockWith('export function openChat', document);
      const api = `${stage.url.replace('127.0.0.1', 'localhost')}/v1`;
      const code = await script(source.replaceAll('({ endpoint', `$&${option}`), api);
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
      const [cookie] = await context.cookies();
      const stored = await page.evaluate(() => JSON.stringify(Object.entries(localStorage)));
      assert.equal(cookie !== undefined, option !== '');
      assert.equal(/bearer\\*":\\*"[\w-]{43}/.test(stored), option === '');
      assert.ok(cookie === undefined || !stored.includes(cookie.value));
      await open(page);
      await stage.agent(ContactId, 'message', { Content: 'Good day' });
      await page.waitForFunction(() =>
        window.lines.some((line) => /: Good day(?: \(received\))?$/.test(line)),
      );
      // The socket may be ahead of the transcript.
      await page.waitForFunction(() => window.lines.some((line) => line.startsWith('You')));
      assert.equal(
        (await page.evaluate(() => window.lines)).filter((line) => line.startsWith('You')).length,
        1,
      );
      await page.evaluate(() => window.chat.end());
      await page.waitForFunction(() => window.state === 'ended');
      await eventually(async () => (await context.cookies()).length === 0 || undefined, 'no cookie');
    });

  /** As /connect-chat.js. */
  async function serveElement(): Promise<void> {
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
  }

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
    await serveElement();
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

  test('the element with a session in a cookie, from its start over a reload to its end', async (t) => {
    const { page, context } = await stage.page(t);
    await serveElement();
    for (const [name, keeps] of [
      ['/element-with-cookie', ''],
      ['/element-with-cookie-alone', 'storage="memory"'],
    ] as const)
      own.set(name, {
        headers: {},
        body: `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Elsewhere</title><script src="/connect-chat.js"></script>
        <connect-chat endpoint="${stage.url.replace('127.0.0.1', 'localhost')}/v1" session="cookie" ${keeps} open></connect-chat>`,
      });
    await page.goto(`${address}element-with-cookie`);
    await page.locator('#display-name').fill('Cleo');
    await page.keyboard.press('Enter');
    await page.locator('#log').getByText('Hello, I am Robin').waitFor();
    const [cookie] = await context.cookies();
    const stored = await page.evaluate(() => JSON.stringify(Object.entries(localStorage)));
    assert.equal(cookie?.httpOnly, true);
    assert.ok(stored.includes('contactId') && !stored.includes(cookie.value), stored);
    assert.doesNotMatch(stored, /bearer\\*":\\*"[\w-]/);
    await page.reload();
    await page.getByRole('textbox', { name: 'Message' }).fill('Still here');
    await page.keyboard.press('Enter');
    await contactWith(stage, 'Cleo', ({ Items }) => Items.some(({ Content }) => Content === 'Still here'));
    await page.getByText('You said: Still here').waitFor();
    // A page that keeps nothing, in a browser that has nothing else of the chat.
    await page.evaluate(() => localStorage.clear());
    await page.goto(`${address}element-with-cookie-alone`);
    await page.getByText('You said: Still here').waitFor();
    assert.equal(await page.evaluate(() => localStorage.length), 0);
    await page.evaluate(() => document.querySelector<ConnectChatElement>('connect-chat')?.end());
    await eventually(async () => (await context.cookies()).length === 0 || undefined, 'no cookie');
  });

  test('a page that keeps nothing, over a reload to its end', async (t) => {
    const { page } = await stage.page(t);
    const api = `${stage.url.replace('127.0.0.1', 'localhost')}/v1`;
    const code = await script(blockWith('export async function openPrivateChat'), api);
    const open = async (): Promise<void> => {
      await page.goto(address);
      await page.evaluate(code);
      await page.evaluate(async (to) => {
        window.chat = await window.code.openPrivateChat(to, 'Pia');
      }, api);
      await page.waitForFunction(() => window.chat.getSnapshot().status === 'connected');
    };
    await open();
    await page.evaluate(() => window.chat.send('Hello'));
    await contactWith(stage, 'Pia', ({ Items }) => Items.some(({ Content }) => Content === 'Hello'));
    await open();
    await page.waitForFunction(() =>
      window.chat.getSnapshot().messages.some(({ content, mine }) => mine && content === 'Hello'),
    );
    assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length), 0);
    await page.evaluate(() => window.chat.end());
    await contactWith(stage, 'Pia', ({ State }) => State === 'ENDED');
  });

  test('a session in a cookie, from its start over a reload to its end, out of reach of scripts and other sites', async (t) => {
    const { page, context } = await stage.page(t);
    const api = `${stage.url.replace('127.0.0.1', 'localhost')}/v1`;
    const code = await script(blockWith('export async function openSession'), api);
    const open = async (): Promise<Readonly<Record<string, string>>> => {
      await page.goto(address);
      await page.evaluate(code);
      return await page.evaluate(() => window.code.openSession('Mia'));
    };
    const ask = (path: string, body?: object): Promise<readonly [number, string]> =>
      page.evaluate(
        async ([to, sent]) => {
          const response = await window.code.call(to, sent);
          return [response.status, await response.text()] as const;
        },
        [path, body] as const,
      );
    const said = async (): Promise<readonly (string | undefined)[]> =>
      (await stage.contact('Mia')).Items.filter(({ Type }) => Type === 'MESSAGE').map(
        ({ Content }) => Content,
      );

    const { ContactId, ...started } = await open();
    assert.deepEqual(Object.keys(started), ['ParticipantId', 'ParticipantToken']);
    assert.equal((started as { ParticipantToken?: string }).ParticipantToken, 'cookie');
    const [cookie, ...others] = await context.cookies();
    assert.ok(cookie && others.length === 0);
    const { name, domain, path, httpOnly, secure, sameSite, value, expires } = cookie;
    assert.deepEqual(
      { name, domain, path, httpOnly, secure, sameSite },
      {
        name: '__Host-connect-chat',
        domain: 'localhost',
        path: '/',
        httpOnly: true,
        secure: true,
        sameSite: 'Strict',
      },
    );
    const hours = (expires - Date.now() / 1_000) / 3_600;
    assert.ok(hours > 7.5 && hours <= 8, String(hours));
    const kept = await page.evaluate(() => document.cookie + JSON.stringify([localStorage, sessionStorage]));
    assert.equal(kept, '[{},{}]');
    const [connected, connection] = await ask('/participant/connection', {
      Type: ['WEBSOCKET', 'CONNECTION_CREDENTIALS'],
    });
    assert.deepEqual([connected, Object.keys(JSON.parse(connection) as object)], [200, ['Websocket']]);
    assert.ok(!connection.includes(value));
    const message = { ContentType: 'text/plain', Content: 'From my page', ClientToken: 'from-my-page' };
    assert.equal((await ask('/participant/message', message))[0], 200);
    await contactWith(stage, 'Mia', ({ Items }) => Items.some(({ Content }) => Content === 'From my page'));
    const before = await said();

    // The same browser, on a page of another site: what it can send without asking, and what it has to ask for.
    const attacker = await context.newPage();
    await attacker.goto(address.replace('localhost', '127.0.0.1'));
    const reached = await attacker.evaluate(
      async ([to, body]) => {
        const send = async (way: string, init: RequestInit): Promise<string> => {
          const path = init.method === 'POST' ? '/participant/message' : '/session';
          try {
            const { type, status } = await fetch(to + path, { credentials: 'include', ...init });
            return `${way} ${type} ${status}`;
          } catch {
            return `${way} fails`;
          }
        };
        const method = 'POST';
        const answers = [
          await send('text/plain', { method, mode: 'no-cors', body }),
          await send('json', {
            method,
            body,
            headers: { 'content-type': 'application/json', 'x-csrf': '1' },
          }),
          await send('read', { headers: { 'x-csrf': '1' } }),
          `beacon ${navigator.sendBeacon(`${to}/session/leave`)}`,
        ];
        const image = new Image();
        image.src = `${to}/session`;
        await new Promise((resolve) => image.addEventListener('error', resolve));
        document.body.innerHTML = `<iframe name="there"></iframe><form target="there" method="post"
          enctype="text/plain" action="${to}/participant/disconnect"><input name='{"ClientToken":"' value='"}'></form>`;
        document.querySelector('form')?.submit();
        return answers;
      },
      [api, JSON.stringify({ ...message, Content: 'Forged', ClientToken: 'forged' })] as const,
    );
    assert.deepEqual(reached, ['text/plain opaque 0', 'json fails', 'read fails', 'beacon true']);
    await stage.server.says(/"operation":"DisconnectParticipant"[^\n]*"status":403/);
    await stage.server.says(/"operation":"LeaveSession"[^\n]*"reason":"bearer-missing"/);
    await attacker.close();
    assert.deepEqual(await said(), before);

    const again = await open();
    assert.deepEqual([again['ContactId'], again['State']], [ContactId, 'CONNECTED']);
    assert.equal((await ask('/participant/disconnect', { ClientToken: 'the-end' }))[0], 200);
    assert.deepEqual(await context.cookies(), []);
    assert.equal((await ask('/session'))[0], 403);

    const next = await open();
    assert.notEqual(next['ContactId'], ContactId);
    const after = stage.server.stdout().length;
    await page.evaluate(() => window.code.leaveWithPage());
    await page.goto('about:blank');
    const left = await stage.server.says(/"operation":"LeaveSession".*/, () =>
      stage.server.stdout().slice(after),
    );
    assert.doesNotMatch(left[0], /"reason"/);
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
