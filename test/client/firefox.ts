import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Page } from 'playwright-core';
import { WebSocket } from 'ws';
import { eventually } from '../support/eventually.ts';
import { systemProgram } from '../support/optional-program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Debian's Firefox, over WebDriver BiDi (https://w3c.github.io/webdriver-bidi/), of which it needs six commands. */

const program = systemProgram('firefox-esr');
export const { skip } = program;

/** As much of Playwright's page as tests of the client use. */
export type FirefoxPage = Pick<Page, 'goto' | 'reload' | 'evaluate' | 'waitForFunction' | 'close'>;

export interface Firefox {
  page(): Promise<FirefoxPage>;
  close(): Promise<void>;
}

/** Nothing of its own is asked of the network. */
const preferences = {
  'app.normandy.enabled': false,
  'app.update.disabledForTesting': true,
  'browser.safebrowsing.provider.mozilla.updateURL': '',
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,',
  'toolkit.telemetry.server': 'data:,',
} as const;

type Send = (method: string, params: object) => Promise<Readonly<Record<string, unknown>>>;

export async function openFirefox(): Promise<Firefox> {
  const profile = temporaryFolder('firefox');
  const lines = Object.entries(preferences).map(
    ([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});`,
  );
  writeFileSync(join(profile, 'user.js'), lines.join('\n'));
  const child = spawn(
    program.path(),
    ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0', 'about:blank'],
    { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, HOME: profile } },
  );
  const ended = once(child, 'exit');
  const listening = new Promise<string>((resolve, reject) => {
    createInterface(child.stderr).on('line', (line) => {
      const [, address] = /WebDriver BiDi listening on (ws:\S+)/.exec(line) ?? [];
      if (address !== undefined) resolve(address);
    });
    child.once('exit', (code) => reject(new Error(`Firefox has ended with ${code}`)));
  });
  const end = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  try {
    const { send, socket } = await connect(`${await listening}/session`);
    await send('session.new', { capabilities: {} });
    return {
      async page() {
        const { context } = await send('browsingContext.create', { type: 'tab' });
        return pageOf(send, String(context));
      },
      async close() {
        socket.terminate();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

interface Answer {
  readonly id?: number;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: string;
  readonly message?: string;
}

async function connect(url: string): Promise<{ readonly send: Send; readonly socket: WebSocket }> {
  const socket = new WebSocket(url);
  await once(socket, 'open');
  const waiting = new Map<number, (answer: Answer) => void>();
  socket.on('message', (data: Buffer) => {
    const answer = JSON.parse(data.toString()) as Answer;
    waiting.get(answer.id ?? -1)?.(answer);
    waiting.delete(answer.id ?? -1);
  });
  let last = 0;
  return {
    socket,
    async send(method, params) {
      const id = (last += 1);
      const answered = new Promise<Answer>((resolve) => waiting.set(id, resolve));
      socket.send(JSON.stringify({ id, method, params }));
      const { result, error, message } = await answered;
      if (result === undefined) throw new Error(`Firefox: ${method}: ${error} ${message}`);
      return result;
    },
  };
}

/** What a page does comes and goes as JSON. */
function pageOf(send: Send, context: string): FirefoxPage {
  async function evaluate(what: unknown, argument?: unknown): Promise<unknown> {
    const { result, exceptionDetails } = await send('script.callFunction', {
      functionDeclaration: `async (given) => JSON.stringify(await (${String(what)})(JSON.parse(given))) ?? 'null'`,
      arguments: [{ type: 'string', value: JSON.stringify(argument ?? null) }],
      awaitPromise: true,
      target: { context },
    });
    if (exceptionDetails) throw new Error(`Firefox: ${(exceptionDetails as { readonly text: string }).text}`);
    return JSON.parse((result as { readonly value: string }).value) as unknown;
  }
  return {
    goto: (url: string) => send('browsingContext.navigate', { context, url, wait: 'complete' }),
    reload: () => send('browsingContext.reload', { context, wait: 'complete' }),
    close: () => send('browsingContext.close', { context }),
    evaluate,
    waitForFunction: (what: unknown, argument: unknown) =>
      eventually(async () => ((await evaluate(what, argument)) === true ? true : undefined), String(what)),
  } as unknown as FirefoxPage;
}
