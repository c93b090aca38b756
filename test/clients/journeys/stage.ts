import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { TestContext } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Call } from '../../../local/simulated-connect/calls.ts';
import type { ContactSnapshot } from '../../../local/simulated-connect/contact-snapshot.ts';
import type { Fault } from '../../../local/simulated-connect/faults.ts';
import { startServer, type Server } from '../../support/server.ts';
import { openBrowser } from './browser.ts';
import { eventually } from '../../support/eventually.ts';
import { afterwards } from '../../support/afterwards.ts';

/** The simulated Connect of a server. */
export interface Connect {
  calls(): Promise<readonly Call[]>;
  /** The newest contact of this name; a page's click may be ahead of its request, so it waits for the first one. */
  contact(displayName: string): Promise<ContactSnapshot>;
  agent(contactId: string, action: string, body?: object): Promise<void>;
  fault(fault: Fault): Promise<void>;
  clearFaults(): Promise<void>;
}

/** `npm start` and a browser, with the simulated Connect within reach. */
export interface Stage extends Connect {
  readonly url: string;
  readonly server: Server;
  readonly browser: Browser;
  /** A page of a profile of its own, whose troubles fail the test at its end. */
  page(t: TestContext): Promise<WatchedPage>;
  close(): Promise<void>;
}

export interface WatchedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Console errors, uncaught errors and violations of the Content-Security-Policy. */
  readonly troubles: string[];
}

export async function openStage(environment: Readonly<Record<string, string>> = {}): Promise<Stage> {
  const [server, browser] = await bothOrNeither(startServer(environment), openBrowser());

  return {
    url: server.url,
    server,
    browser,
    ...connectOf(server),
    async page(t) {
      const context = await browser.newContext({ acceptDownloads: true });
      const page = await context.newPage();
      const troubles: string[] = [];
      page.on('pageerror', ({ message }) => troubles.push(message));
      page.on('console', (message) => {
        // What the server answers on purpose, Chromium logs as an error; a test that provokes it asserts it.
        const answered = message.text().startsWith('Failed to load resource: the server responded');
        if (message.type() === 'error' && !answered) troubles.push(message.text());
      });
      afterwards(t, async () => {
        await context.close();
        assert.deepEqual(troubles, []);
      });
      return { page, context, troubles };
    },
    async close() {
      await Promise.all([browser.close(), server.stop()]);
    },
  };
}

/** Reaches the simulated Connect of a server that runs. */
export function connectOf(server: Server): Connect {
  const simulator = /Amazon Connect \((http:[^)]+)\)/.exec(server.output())?.[1] ?? '';

  async function control(path: string, init: RequestInit = {}): Promise<unknown> {
    const response = await fetch(`${simulator}/_simulator${path}`, init);
    assert.equal(response.status, 200, path);
    return response.json();
  }

  return {
    async calls() {
      return ((await control('/calls')) as { calls: Call[] }).calls;
    },
    async contact(displayName) {
      return eventually(async () => {
        const { contacts } = (await control('/contacts')) as { contacts: ContactSnapshot[] };
        return contacts.findLast((contact) => contact.DisplayName === displayName);
      }, `a contact of ${displayName}`);
    },
    async agent(contactId, action, body = {}) {
      await control(`/agent/contacts/${contactId}/${action}`, { method: 'POST', body: JSON.stringify(body) });
    },
    async fault(fault) {
      await control('/faults', { method: 'POST', body: JSON.stringify(fault) });
    },
    async clearFaults() {
      await control('/faults', { method: 'DELETE' });
    },
  };
}

/** A server that outlives a browser that would not start would keep the test run alive for ever. */
async function bothOrNeither(
  starting: Promise<Server>,
  opening: Promise<Browser>,
): Promise<readonly [Server, Browser]> {
  try {
    return await Promise.all([starting, opening]);
  } catch (error) {
    const [server, browser] = await Promise.allSettled([starting, opening]);
    if (server.status === 'fulfilled') await server.value.stop();
    if (browser.status === 'fulfilled') await browser.value.close();
    throw error;
  }
}

/** Starts a chat on the chat page and waits until the visitor can write. */
export async function startOnPage(stage: Stage, page: Page, displayName: string): Promise<ContactSnapshot> {
  await page.goto(`${stage.url}/`);
  await page.getByLabel('Your name').fill(displayName);
  await page.getByRole('button', { name: 'Start chat' }).click();
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  return stage.contact(displayName);
}

export async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
}

/** Waits until the contact is as it should be. */
export async function contactWith(
  stage: Pick<Connect, 'contact'>,
  displayName: string,
  fits: (contact: ContactSnapshot) => boolean,
): Promise<ContactSnapshot> {
  return eventually(async () => {
    const contact = await stage.contact(displayName);
    return fits(contact) ? contact : undefined;
  }, `the contact of ${displayName} to change`);
}

/** An empty page with chatjs on an origin of its own. */
export async function openForeignPage(t: TestContext, page: Page): Promise<{ readonly origin: string }> {
  const chatjs = await readFile(fileURLToPath(import.meta.resolve('amazon-connect-chatjs')));
  const server = createServer((request, response) => {
    const isScript = request.url === '/chatjs.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(
      isScript
        ? chatjs
        : '<!doctype html><link rel="icon" href="data:,"><title>Elsewhere</title><script src="/chatjs.js"></script>',
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  afterwards(t, () => {
    server.close();
    server.closeAllConnections();
  });
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  await page.goto(origin);
  return { origin };
}
