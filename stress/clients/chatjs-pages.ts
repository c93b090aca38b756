import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Page, WebSocketRoute } from 'playwright-core';
import { openBrowser, skipped } from '../../test/clients/journeys/browser.ts';

/** Pages in Chromium, each with an unmodified amazon-connect-chatjs and a chat. */
export interface ChatjsPages {
  /** Breaks off every socket at once. */
  cut(): Promise<void>;
  /** What each client says of its connection. */
  states(): Promise<readonly ChatjsState[]>;
  close(): Promise<void>;
}

export type ChatjsState = 'new' | 'connected' | 'lost' | 'dead' | 'ended';

interface OpenPage {
  readonly page: Page;
  socket: WebSocketRoute | undefined;
}

/** Why there are no pages here; undefined where there is a Chromium. */
export function chatjsMissing(): string | undefined {
  return skipped === false ? undefined : skipped;
}

/** Opens so many pages, each with a chat at one of the API processes, and waits until all are connected. */
export async function openChatjsPages(count: number, url: () => string): Promise<ChatjsPages> {
  const server = createServer((request, response) => void serve(request.url ?? '/', response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const browser = await openBrowser();
  const open: OpenPage[] = [];
  const close = async (): Promise<void> => {
    await browser.close();
    server.close();
    server.closeAllConnections();
  };
  const states = (): Promise<ChatjsState[]> =>
    Promise.all(open.map(({ page }) => page.evaluate<ChatjsState>('window.state')));
  try {
    await Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const asked = JSON.stringify([`${url()}/v1`, `Browser ${index}`]);
        // A profile each: pages of one profile share six connections to a server.
        const page = await (await browser.newContext()).newPage();
        const one: OpenPage = { page, socket: undefined };
        open[index] = one;
        await page.routeWebSocket(/\/socket/, (socket) => {
          socket.connectToServer();
          one.socket = socket;
        });
        await page.goto(origin);
        await page.evaluate(`window.chatOf(...${asked})`);
        await page.waitForFunction(`window.state === 'connected'`);
      }),
    );
    return {
      async cut() {
        // The state may otherwise still be that of before.
        await Promise.all(open.map(({ page }) => page.evaluate(`window.state = 'lost'`)));
        const reason = 'The network is gone';
        for (const { socket } of open) void socket?.close({ code: 3001, reason });
      },
      states,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function serve(
  path: string,
  response: { setHeader(name: string, value: string): unknown; end(body: Buffer): unknown },
): Promise<void> {
  const isScript = path === '/chatjs.js';
  const file = fileURLToPath(
    isScript ? import.meta.resolve('amazon-connect-chatjs') : new URL('chatjs-page.html', import.meta.url),
  );
  response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
  response.end(await readFile(file));
}
