import assert from 'node:assert/strict';
import type { Ports } from '../../lambdas/handlers/ports.ts';
import { StoreError } from '../../lambdas/handlers/ports.ts';
import { message, newChat, post, type ApiAnswer } from '../harness/api-call.ts';
import { startLocalApi, type LocalApi } from '../harness/local-api.ts';

/** Real log lines of the API, of good days and of each kind of bad one, by the simulated Connect and a store that fails. */

export const traceId = '1-67891233-abcdef012345678912345678';
const traced = { 'x-amzn-trace-id': `Self=1-67891233-12456789abcdef012345678;Root=${traceId}` };

export interface Scene {
  readonly api: LocalApi;
  /** Runs what happens, and answers the lines it left. */
  play(happen: () => Promise<unknown>): Promise<readonly string[]>;
  /** The next writes of the ledger fail. */
  storeFails(what: 'claim' | 'complete' | 'session' | undefined): void;
  /** Sets the clock of the functions forward, in milliseconds. */
  forward(milliseconds: number): void;
}

export async function startScene(): Promise<Scene> {
  let failing: 'claim' | 'complete' | 'session' | undefined;
  let ahead = 0;
  const store = async <T>(what: typeof failing, ask: () => Promise<T>): Promise<T> => {
    if (failing === what) throw new StoreError('InternalServerError');
    return await ask();
  };
  const api = await startLocalApi({
    ports: (live: Ports): Ports => ({
      ...live,
      now: () => live.now() + ahead,
      sleep: (milliseconds) => {
        ahead += milliseconds;
        return Promise.resolve();
      },
      sessions: {
        ...live.sessions,
        read: (id, trace) => store('session', () => live.sessions.read(id, trace)),
      },
      ledger: {
        ...live.ledger,
        claim: (record, now, trace) => store('claim', () => live.ledger.claim(record, now, trace)),
        complete: (record, done, trace) => store('complete', () => live.ledger.complete(record, done, trace)),
      },
    }),
  });
  return {
    api,
    async play(happen) {
      const before = api.log.length;
      await happen();
      const lines = api.log.slice(before);
      assert(lines.length > 0);
      return lines;
    },
    storeFails(what) {
      failing = what;
    },
    forward(milliseconds) {
      ahead += milliseconds;
    },
  };
}

export async function send({ api }: Scene, bearer: string, path: string, body: object): Promise<ApiAnswer> {
  return await post(api.url, path, body, { bearer, headers: traced });
}

let tokens = 0;

export function freshToken(): string {
  return `token-${tokens++}`;
}

/** A visitor's whole chat: start, connect, write, read, end. */
export async function chat(scene: Scene): Promise<void> {
  const { bearer } = await newChat(scene.api.url, { ClientToken: crypto.randomUUID() });
  for (const [path, body] of [
    ['/participant/connection', { Type: ['WEBSOCKET', 'CONNECTION_CREDENTIALS'] }],
    ['/participant/message', message(freshToken())],
    ['/participant/event', { ContentType: 'application/vnd.amazonaws.connect.event.typing' }],
    ['/participant/transcript', {}],
    ['/participant/disconnect', { ClientToken: freshToken() }],
  ] as const)
    assert.equal((await send(scene, bearer, path, body)).status, 200, path);
}
