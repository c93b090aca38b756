import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, suite, test } from 'node:test';
import { forwardTo } from '../../local/instances/forward.ts';
import { nextAfter } from '../../stress/clients/attempts.ts';
import { openChatjsPages, type ChatjsPages } from '../../stress/clients/chatjs-pages.ts';
import { skipped } from '../clients/journeys/browser.ts';
import { eventually } from '../support/eventually.ts';
import { startLocalApi, type LocalApi } from '../support/local-api.ts';

/** What the client is answered when it reconnects. */
type Script = readonly number[];

const scripts: readonly Script[] = [
  [200],
  [429, 429, 200],
  [500, 503, 200],
  [429, 500, 429, 200],
  [504, 502, 504, 200],
  [403, 200],
  [409, 200],
  [400, 200],
];

/** A server before the API that answers reconnects as the script has it; 200 is left to the API. */
interface Front {
  readonly server: Server;
  readonly url: string;
  begin(): void;
  /** Since then. */
  readonly attempts: number;
}

async function frontOf(api: string, script: Script): Promise<Front> {
  const forwarding = forwardTo(api.replace('/v1', ''));
  let attempts = 0;
  let hasBegun = false;
  const server = createServer((request, response) => {
    const isAttempt = hasBegun && request.method === 'POST' && request.url === '/v1/participant/connection';
    const answer = isAttempt ? script[attempts++] : 200;
    if (answer === undefined || answer === 200) void forwarding.answer(request, response);
    else {
      request.resume();
      response.writeHead(answer, {
        'access-control-allow-origin': String(request.headers.origin),
        'access-control-expose-headers': 'x-amzn-errortype,retry-after',
        'content-type': 'application/json',
        'x-amzn-errortype': 'SomeException',
        // It does not wait so long.
        'retry-after': '60',
      });
      response.end('{"message":"Refused"}');
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    server,
    url,
    begin: () => (hasBegun = true),
    get attempts() {
      return attempts;
    },
  };
}

/** What the model says of a script: how it ends, and after how many attempts. */
function expected(script: Script): { readonly state: string; readonly attempts: number } {
  for (const [index, answer] of script.entries()) {
    const next = nextAfter(index + 1, answer, 0);
    if (next.kind !== 'again') return { state: next.kind, attempts: index + 1 };
  }
  throw new Error('The script has no end');
}

suite('The model of the official client is amazon-connect-chatjs', { skip: skipped }, () => {
  let api: LocalApi;
  let pages: ChatjsPages;
  const fronts: Front[] = [];

  before(async () => {
    api = await startLocalApi();
    for (const script of scripts) fronts.push(await frontOf(api.url, script));
    let next = 0;
    pages = await openChatjsPages(scripts.length, () => (fronts[next++] as Front).url);
    for (const front of fronts) front.begin();
    await pages.cut();
  });
  after(async () => {
    await pages.close();
    for (const { server } of fronts) {
      server.close();
      server.closeAllConnections();
    }
    await api.close();
  });

  for (const [index, script] of scripts.entries()) {
    test(`when it is answered ${script.join(', ')}`, async () => {
      const { state, attempts } = expected(script);
      const reached = await eventually(async () => {
        const now = (await pages.states())[index];
        return now === 'lost' ? undefined : now;
      }, 'the client to make up its mind');
      assert.equal(reached, state);
      assert.equal(fronts[index]?.attempts, attempts);
    });
  }
});
