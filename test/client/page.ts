import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import type * as Client from '../../client/src/index.ts';

/** A page of somebody else's with the client on it. */

declare global {
  interface Window {
    client: typeof Client;
    endpoint: string;
    chat: Client.Chat;
  }
}

/** Chromium's, or another browser's. */
export type Driven = Pick<Page, 'evaluate' | 'waitForFunction'>;

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
  // Of the hooks of a test, those behind one that fails are not run.
  server.unref();
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://localhost:${(server.address() as AddressInfo).port}/`;
}

/** Starts a chat, and waits until it is connected. */
export async function begin(page: Driven, displayName: string, storage?: 'memory'): Promise<void> {
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
export async function resume(page: Driven): Promise<boolean> {
  return page.evaluate(() => {
    const chat = window.client.resumeChat({ endpoint: window.endpoint });
    if (chat !== undefined) window.chat = chat;
    return chat !== undefined;
  });
}

export async function status(page: Driven, wanted: Client.Status): Promise<void> {
  await page.waitForFunction((what) => window.chat.getSnapshot().status === what, wanted);
}

export async function send(page: Driven, ...texts: readonly string[]): Promise<void> {
  await page.evaluate((all) => {
    for (const text of all) window.chat.send(text);
  }, texts);
}

/** Waits until each message has its answer: that it is shown as sent, the socket may have told. */
export async function answered(page: Driven): Promise<void> {
  await page.waitForFunction(() => Object.keys(localStorage).every((key) => !key.includes(' out:')));
}

/** What the page shows of the visitor's own messages, each with its state. */
export async function shown(page: Driven): Promise<readonly string[]> {
  return page.evaluate(() =>
    window.chat
      .getSnapshot()
      .messages.filter(({ type, mine }) => type === 'message' && mine)
      .map(({ content, state }) => `${content} ${state}`),
  );
}

/** Waits until the page shows a message in this state. */
export async function shows(page: Driven, content: string, ...states: readonly string[]): Promise<void> {
  await page.waitForFunction(
    ([text, wanted]) =>
      window.chat
        .getSnapshot()
        .messages.some((message) => message.content === text && wanted.includes(message.state)),
    [content, states] as const,
  );
}
