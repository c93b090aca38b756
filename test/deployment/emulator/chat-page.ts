import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { openBrowser } from '../../clients/journeys/browser.ts';
import { eventually } from '../../support/eventually.ts';
import { readmePageScript } from '../../support/readme-page.ts';
import type { Account } from './account.ts';
import { pageOrigin } from './readme-settings.ts';

/** A page with the README's code and a chat on it, by unmodified chatjs in Chromium. */
export interface ChatPage {
  readonly contactId: string;
  /** Of the session. */
  readonly bearer: string;
  /** Sends a message by chatjs, and returns the message's id. */
  say(message: string, clientToken?: string): Promise<string>;
  /** Waits until the page has heard this from the agent. */
  hears(message: string): Promise<void>;
  /** What the page has complained of: uncaught errors, and errors on its console. */
  readonly troubles: readonly string[];
}

const page = '<!doctype html><link rel="icon" href="data:,"><title>A page of somebody’s</title>';

/** Opens the page at its origin, in a browser that takes the emulator for AWS, and waits until its chat has begun. */
export async function openChatPage(t: TestContext, { emulator }: Account, api: string): Promise<ChatPage> {
  const { certificate, port } = emulator;
  const server = createServer(
    { cert: certificate.pem, key: readFileSync(certificate.key) },
    (_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(page);
    },
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port: pagePort } = server.address() as AddressInfo;
  const rules = [
    `MAP ${new URL(pageOrigin).hostname}:443 127.0.0.1:${pagePort}`,
    `MAP ${new URL(api).hostname}:443 127.0.0.1:${port}`,
  ];
  const browser = await openBrowser([`--host-resolver-rules=${rules.join(', ')}`]);
  t.after(() => browser.close());
  const tab = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();
  const said: string[] = [];
  const troubles: string[] = [];
  tab.on('pageerror', ({ message }) => troubles.push(message));
  tab.on('console', (message) => (message.type() === 'error' ? troubles : said).push(message.text()));
  let subscribed = false;
  tab.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => (subscribed ||= String(payload).includes('aws/subscribe'))),
  );
  await tab.goto(pageOrigin);
  try {
    const starting = tab.waitForResponse((response) => response.url() === `${api}/chats`);
    await tab.evaluate(await readmePageScript(api));
    await tab.evaluate(
      `frontEnd.startChat('Ada', crypto.randomUUID(), (line) => console.log(line)).then((send) => send('Hello', crypto.randomUUID()).then(() => { window.send = send; }))`,
    );
    const started = (await (await starting).json()) as { ContactId: string; ParticipantToken: string };
    await tab.waitForFunction('window.send');
    // chatjs can send before its socket carries; what an agent says until then comes to nobody.
    await eventually(async () => (subscribed ? true : undefined), 'the page’s socket to be subscribed');
    return {
      contactId: started.ContactId,
      bearer: started.ParticipantToken,
      say: async (message, clientToken = randomUUID()) =>
        tab.evaluate<string>(
          `send(${JSON.stringify(message)}, ${JSON.stringify(clientToken)}).then(({ data }) => data.Id)`,
        ),
      hears: async (message) => {
        const heard = async (): Promise<true | undefined> =>
          said.some((line) => line.endsWith(`: ${message}`)) ? true : undefined;
        await eventually(heard, `the page to hear "${message}"`).catch((error: unknown) => {
          throw new Error(`It heard: ${said.join(', ')}. Troubles: ${troubles.join(', ')}`, { cause: error });
        });
      },
      troubles,
    };
  } catch (error) {
    throw new Error(`${troubles.join('\n')}\n${emulator.log()}`, { cause: error });
  }
}

/** What the agent's console does for a contact of the simulated Connect: `join`, `message`, … */
export async function agent(
  { simulator }: Account,
  contactId: string,
  action: string,
  body: object = {},
): Promise<void> {
  const response = await fetch(`${simulator.url}/_simulator/agent/contacts/${contactId}/${action}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${action}: ${response.status} ${await response.text()}`);
}
