import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import type * as Client from '../../client/src/index.ts';

/** A page of somebody else's with the client on it, and a way to the API that can be cut. */

declare global {
  interface Window {
    client: typeof Client;
    endpoint: string;
    chat: Client.Chat;
  }
}

const entry = fileURLToPath(new URL('../../client/src/index.ts', import.meta.url));

/** The client as one script, in `window.client`. */
export async function clientScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'client',
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

/** The way to a server. While it is down, connections are refused, and those that there were are cut. */
export interface Way {
  readonly url: string;
  down(): Promise<void>;
  up(): Promise<void>;
  /** Calls once when the next request for this path has arrived, before it is passed on. */
  onRequest: ((path: string) => void) | undefined;
}

export async function openWay(t: TestContext, to: string): Promise<Way> {
  const server = createServer((incoming, outgoing) => {
    way.onRequest?.(incoming.url ?? '');
    const passed = request(
      to + (incoming.url ?? ''),
      { method: incoming.method ?? 'GET', headers: incoming.headers, agent: false },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      },
    );
    passed.on('error', () => outgoing.destroy());
    outgoing.on('close', () => passed.destroy());
    incoming.pipe(passed);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const way: Way = {
    url: `http://127.0.0.1:${port}`,
    onRequest: undefined,
    async down() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
    async up() {
      await once(server.listen(port, '127.0.0.1'), 'listening');
    },
  };
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return way;
}

/** Serves the page, and answers its address. */
export async function servePage(t: TestContext, api: string): Promise<string> {
  const script = `${await clientScript()}\nwindow.client = client; window.endpoint = '${api}/v1';`;
  const server = createServer((incoming, response) => {
    const isScript = incoming.url === '/client.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(
      isScript
        ? script
        : '<!doctype html><link rel="icon" href="data:,"><title>Elsewhere</title><script src="/client.js"></script>',
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://localhost:${(server.address() as AddressInfo).port}/`;
}

/** Starts a chat, and waits until it is connected. */
export async function begin(page: Page, displayName: string, storage?: 'memory'): Promise<void> {
  await page.evaluate(
    ([name = '', kept]) => {
      window.chat = window.client.startChat({
        endpoint: window.endpoint,
        displayName: name,
        ...(kept === 'memory' && { storage: kept }),
      });
    },
    [displayName, storage ?? ''],
  );
  await status(page, 'connected');
}

/** Goes on with the chat after a reload, or in another tab. */
export async function resume(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const chat = window.client.resumeChat({ endpoint: window.endpoint });
    if (chat !== undefined) window.chat = chat;
    return chat !== undefined;
  });
}

export async function status(page: Page, wanted: Client.Status): Promise<void> {
  await page.waitForFunction((what) => window.chat.getSnapshot().status === what, wanted);
}

export async function send(page: Page, ...texts: readonly string[]): Promise<void> {
  await page.evaluate((all) => {
    for (const text of all) window.chat.send(text);
  }, texts);
}

/** What the page shows of the visitor's own messages, each with its state. */
export async function shown(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    window.chat
      .getSnapshot()
      .messages.filter(({ type, mine }) => type === 'message' && mine)
      .map(({ content, state }) => `${content} ${state}`),
  );
}

/** Waits until the page shows a message in this state. */
export async function shows(page: Page, content: string, ...states: readonly string[]): Promise<void> {
  await page.waitForFunction(
    ([text, wanted]) =>
      window.chat
        .getSnapshot()
        .messages.some((message) => message.content === text && wanted.includes(message.state)),
    [content, states] as const,
  );
}
