import assert from 'node:assert/strict';
import { connectWithin } from '../../../lambdas/core/lifecycle.ts';
import type { MetricOrigin } from '../../../lambdas/core/metrics.ts';
import type { Ports } from '../../../lambdas/core/ports.ts';
import { StoreError } from '../../../lambdas/core/ports.ts';
import { message, newChat, post, type ApiAnswer } from '../../support/api-call.ts';
import { functionDefaults } from '../../../local/settings.ts';
import { startLocalApi, type LocalApi } from '../../support/local-api.ts';
import { localReaper } from '../../support/local-reaper.ts';

/** Real log lines of the API, of good days and of each kind of bad one, by the simulated Connect and a store that fails. */

export const traceId = '1-67891233-abcdef012345678912345678';
const entryPoints = JSON.parse(functionDefaults['ENTRY_POINTS'] ?? '{}') as { readonly default: object };
const traced = { 'x-amzn-trace-id': `Self=1-67891233-12456789abcdef012345678;Root=${traceId}` };

export interface Scene {
  readonly api: LocalApi;
  /** Runs what happens, and answers the lines it left. */
  play(happen: () => Promise<unknown>): Promise<readonly string[]>;
  /** Runs the function that ends chats, as every minute does, and answers the lines it left. */
  sweep(): Promise<readonly string[]>;
  /** All that it has logged. */
  readonly swept: readonly string[];
  /** The next writes of the ledger, reads of sessions or places on the quotas' rows fail. */
  storeFails(what: 'claim' | 'complete' | 'session' | 'rows' | undefined): void;
  /** What is sealed in a session's row does not open from now on, or does again. */
  tamper(tampered: boolean): void;
  /** All chats are open, nobody can be asked whether, or visitors are verified by a provider that fails. */
  admission(what: 'full' | 'failing' | 'unverified' | undefined): void;
  /** Sets the clock of the functions forward, in milliseconds. */
  forward(milliseconds: number): void;
}

const verification = {
  provider: 'turnstile',
  secretArn: 'arn',
  hostname: 'www.example.com',
  action: 'chat',
  onFailure: 'admit',
} as const;

/** The functions of a deployment, as far as their lines tell of it. */
export async function startScene({ namespace, version }: MetricOrigin): Promise<Scene> {
  let failing: 'claim' | 'complete' | 'session' | 'rows' | undefined;
  let ahead = 0;
  let admission: Parameters<Scene['admission']>[0];
  let tampered = false;
  const store = async <T>(what: typeof failing, ask: () => Promise<T>): Promise<T> => {
    if (failing === what) throw new StoreError('InternalServerError');
    return await ask();
  };
  const api = await startLocalApi({
    environment: {
      METRIC_NAMESPACE: namespace,
      AWS_LAMBDA_FUNCTION_VERSION: version ?? '',
      ENTRY_POINTS: JSON.stringify({
        ...entryPoints,
        timed: { ...entryPoints.default, idleTimers: { agentIdle: 5 } },
      }),
    },
    rows: (live) => ({ ...live, updated: (...given) => store('rows', () => live.updated(...given)) }),
    ports: (live: Ports): Ports => ({
      ...live,
      get settings() {
        return admission === 'unverified' ? { ...live.settings, verification } : live.settings;
      },
      verifyVisitor: () => Promise.resolve('unknown'),
      openChats: {
        ...live.openChats,
        opened: async (instanceId, most, trace) => {
          if (admission === 'failing') throw new StoreError('InternalServerError');
          return admission !== 'full' && (await live.openChats.opened(instanceId, most, trace));
        },
      },
      now: () => live.now() + ahead,
      sleep: (milliseconds) => {
        ahead += milliseconds;
        return Promise.resolve();
      },
      sessions: {
        ...live.sessions,
        async read(id, trace) {
          const session = await store('session', () => live.sessions.read(id, trace));
          return session && tampered ? { ...session, participantToken: new Uint8Array(64) } : session;
        },
      },
      ledger: {
        ...live.ledger,
        claim: (record, now, trace) => store('claim', () => live.ledger.claim(record, now, trace)),
        complete: (record, done, trace) => store('complete', () => live.ledger.complete(record, done, trace)),
      },
    }),
  });
  const swept: string[] = [];
  const reaper = localReaper(api, {
    log: (line) => swept.push(line),
    now: () => Date.now() + ahead,
    // As in a deployment, whose alarm waits for a line a minute.
    environment: { METRIC_NAMESPACE: namespace, AWS_LAMBDA_FUNCTION_VERSION: '1' },
  });
  return {
    api,
    swept,
    async sweep() {
      const before = swept.length;
      await reaper({});
      const lines = swept.slice(before);
      assert(lines.length > 0);
      return lines;
    },
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
    admission(what) {
      admission = what;
    },
    tamper(now) {
      tampered = now;
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

const start = { ParticipantDetails: { DisplayName: 'Ada' } };

/** Starts a chat that nobody connects to, so that it is due; the chats of before have been ended. */
async function abandoned(scene: Scene, statusOfStart: number): Promise<void> {
  const afterIts = connectWithin + 60_000;
  scene.forward(afterIts);
  await scene.sweep();
  assert.equal((await post(scene.api.url, '/chats', start)).status, statusOfStart);
  scene.forward(afterIts);
}

/** Lines of every kind of bad day, by what happened; each metric stands in some of them. */
export async function badDays(scene: Scene): Promise<Readonly<Record<BadDay, readonly string[]>>> {
  const { api } = scene;
  const { faults } = api.simulator;
  const { bearer } = await newChat(api.url);
  const path = '/participant/message';
  const sendOne = (token = freshToken()): Promise<ApiAnswer> => send(scene, bearer, path, message(token));
  const startOne = (more: object = {}, headers: Readonly<Record<string, string>> = {}): Promise<ApiAnswer> =>
    post(api.url, '/chats', { ...start, ...more }, { headers });
  await send(scene, bearer, '/participant/connection', { Type: ['CONNECTION_CREDENTIALS'] });
  const both = async (
    kind: 'error' | 'throttle' | 'limit',
    statuses: readonly [number, number],
  ): Promise<readonly string[]> =>
    await scene.play(async () => {
      faults.add({ kind, times: 1_000 });
      assert.deepEqual([(await startOne()).status, (await sendOne()).status], statuses);
      faults.clear();
    });
  return {
    outage: await both('error', [500, 500]),
    throttled: await both('throttle', [429, 429]),
    full: await both('limit', [429, 200]),
    shed: await scene.play(async () => {
      faults.add({ kind: 'throttle', operation: 'SendEvent', times: 1_000 });
      for (let times = 0; times < 10; times++) {
        const typing = { ContentType: 'application/vnd.amazonaws.connect.event.typing' };
        assert.equal((await send(scene, bearer, '/participant/event', typing)).status, 200);
      }
      faults.clear();
    }),
    slow: await scene.play(async () => {
      faults.add({ kind: 'slow', operation: 'SendMessage', delayMs: 900 });
      await sendOne();
      faults.clear();
    }),
    tampered: await scene.play(async () => {
      const chatOf = await newChat(api.url);
      scene.tamper(true);
      const answer = await send(scene, chatOf.bearer, '/participant/connection', { Type: ['WEBSOCKET'] });
      assert.equal(answer.status, 500);
      scene.tamper(false);
    }),
    unwritten: await scene.play(async () => {
      scene.storeFails('complete');
      assert.equal((await sendOne()).status, 200);
      scene.storeFails('claim');
      assert.equal((await sendOne()).status, 200);
      assert.equal((await startOne({ ClientToken: crypto.randomUUID() })).status, 500);
      scene.storeFails(undefined);
    }),
    unplaced: await scene.play(async () => {
      scene.storeFails('rows');
      assert.equal((await send(scene, bearer, '/participant/transcript', {})).status, 200);
      scene.storeFails(undefined);
      scene.forward(1_000);
    }),
    unread: await scene.play(async () => {
      faults.add({ kind: 'error', operation: 'GetContactMetrics', times: 1_000 });
      const { bearer: waiting } = await newChat(api.url);
      for (let time = 0; time < 2; time++) {
        const headers = { 'x-amz-bearer': waiting, ...traced };
        assert.equal((await fetch(`${api.url}/session/queue`, { headers })).status, 200);
        scene.forward(10_000);
      }
      faults.clear();
    }),
    untimed: await scene.play(async () => {
      faults.add({ kind: 'deny', operation: 'UpdateParticipantRoleConfig', times: 1 });
      assert.equal((await startOne({ EntryPoint: 'timed' })).status, 200);
      faults.clear();
    }),
    tooLate: await scene.play(async () => {
      const token = freshToken();
      faults.add({ kind: 'error', operation: 'SendMessage', times: 3 });
      assert.equal((await sendOne(token)).status, 500);
      scene.forward(11 * 60_000);
      assert.equal((await sendOne(token)).status, 409);
    }),
    repeated: await scene.play(async () => {
      const token = freshToken();
      faults.add({ kind: 'slow', operation: 'SendMessage', delayMs: 300 });
      await Promise.all([sendOne(token), sendOne(token)]);
      await sendOne(token);
      await send(scene, bearer, path, message(token, 'something else'));
      const again = freshToken();
      faults.add({ kind: 'error', operation: 'SendMessage', times: 3 });
      await sendOne(again);
      assert.equal((await sendOne(again)).status, 200);
      const ClientToken = crypto.randomUUID();
      faults.add({ kind: 'slow', operation: 'StartChatContact', delayMs: 300 });
      await Promise.all([startOne({ ClientToken }), startOne({ ClientToken })]);
      faults.add({ kind: 'throttle', operation: 'SendMessage', times: 1 });
      await sendOne();
      await send(scene, bearer, '/participant/connection', { Type: ['CONNECTION_CREDENTIALS'] });
    }),
    limited: await scene.play(async () => {
      scene.admission('full');
      assert.equal((await startOne()).status, 429);
      scene.admission('failing');
      assert.equal((await startOne()).status, 200);
      scene.admission(undefined);
    }),
    unverified: await scene.play(async () => {
      scene.admission('unverified');
      assert.equal((await startOne({ VerificationToken: 'a' })).status, 200);
      scene.admission(undefined);
    }),
    strangers: await scene.play(async () => {
      await startOne({}, { origin: 'https://stranger.example' });
      await startOne({ Stranger: 1 });
    }),
    unreaped: await (async () => {
      await abandoned(scene, 200);
      faults.add({ kind: 'error', operation: 'StopContact', times: 1_000 });
      const lines = await scene.sweep();
      faults.clear();
      await scene.sweep();
      return lines;
    })(),
    unfound: await (async () => {
      faults.add({ kind: 'error', operation: 'StartChatContact', times: 1_000 });
      await abandoned(scene, 500);
      faults.clear();
      return await scene.sweep();
    })(),
  };
}

export type BadDay =
  | 'outage'
  | 'throttled'
  | 'shed'
  | 'full'
  | 'slow'
  | 'tampered'
  | 'unwritten'
  | 'unplaced'
  | 'unread'
  | 'untimed'
  | 'tooLate'
  | 'repeated'
  | 'strangers'
  | 'limited'
  | 'unverified'
  | 'unreaped'
  | 'unfound';
