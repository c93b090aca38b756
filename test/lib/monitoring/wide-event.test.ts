import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { judgedMetric, metrics, namespaceOf } from '../../../lambdas/core/metrics.ts';
import { traceIdOf } from '../../../lambdas/core/trace-id.ts';
import { operations } from '../../../lambdas/operations/operations.ts';
import { ask } from '../../support/api-request.ts';
import { type ApiAnswer, message, newChat, post } from '../../support/api-call.ts';
import { samplesOf } from './embedded-metrics.ts';
import { chat, freshToken, send, startScene, traceId, type Scene } from './misbehaviour.ts';

/** Most bytes of the line of a request that went well. */
const most = 700;

/** As a deployment of the usual name tells its functions. */
const origin = { namespace: namespaceOf('connect-chat-bff'), version: '12' };

type Line = Readonly<Record<string, unknown>>;

suite('The line of a request', () => {
  let scene: Scene;
  before(async () => {
    scene = await startScene(origin);
  });
  after(() => scene.api.close());

  function lines(): Line[] {
    return scene.api.log.map((line) => JSON.parse(line) as Line);
  }

  test('it is CloudWatch metrics: by service and by operation, in the deployment’s namespace, with nothing but declared names', async () => {
    const played = await scene.play(() => chat(scene));
    const names = new Set<string>(metrics.map(({ name }) => name));
    for (const line of played)
      for (const { namespace, name, dimensions } of samplesOf(line)) {
        assert.equal(namespace, origin.namespace);
        assert(names.has(name), name);
        const [[dimension, value] = ['', '']] = Object.entries(dimensions);
        assert.equal(Object.keys(dimensions).length, 1);
        assert(
          dimension === 'service'
            ? ['participant', 'connect'].includes(value)
            : operations.some((operation) => operation.name === value),
        );
      }
  });

  test('a success lists the counters that count, and no others', async () => {
    const [started = '', connected = '', sent = ''] = await scene.play(() => chat(scene));
    const always = ['requests', 'duration', 'own', 'upstream'];
    assert.deepEqual(namesOf(started), [...always, 'chatsStarted']);
    assert.deepEqual(namesOf(connected), always);
    assert.deepEqual(namesOf(sent), always);
  });

  test(`a success has at most ${most} bytes, also when cold, throttled, renewed, replayed or taken over`, async () => {
    const { api } = scene;
    const { bearer } = await newChat(api.url);
    for (let connection = 0; connection < 2; connection++) {
      api.simulator.faults.add({ kind: 'throttle', operation: 'CreateParticipantConnection', times: 3 });
      await send(scene, bearer, '/participant/connection', { Type: ['CONNECTION_CREDENTIALS'] });
    }
    const again = message(freshToken());
    api.simulator.faults.add({ kind: 'error', operation: 'SendMessage', times: 3 });
    for (const status of [500, 200, 200])
      assert.equal((await send(scene, bearer, '/participant/message', again)).status, status);
    api.simulator.faults.add({ kind: 'throttle', operation: 'CancelParticipantAuthentication', times: 2 });
    const sessionId = 'x'.repeat(36);
    await send(scene, bearer, '/participant/cancel-authentication', { SessionId: sessionId });
    const { log } = api;
    const successes = log.filter((line) => (JSON.parse(line) as Line)['status'] === 200);
    for (const line of successes)
      assert(Buffer.byteLength(line) <= most, `${Buffer.byteLength(line)}: ${line}`);
    for (const field of ['cold', 'absorbed', 'pauses', 'renewals', 'replays', 'takeovers'])
      assert(
        successes.some((line) => field in (JSON.parse(line) as Line)),
        field,
      );
  });

  test('only what failed by our own fault is told of its version too; no other line has a word of it', async () => {
    const own = await scene.play(async () => {
      await fail(scene, 'claim');
      await fail(scene, 'session');
    });
    const others = await scene.play(async () => {
      await chat(scene);
      scene.api.simulator.faults.add({ kind: 'error', times: 1_000 });
      assert.equal((await start(scene)).status, 500);
      scene.api.simulator.faults.clear();
      assert.equal((await start(scene, { 'content-type': 'text/plain' })).status, 400);
    });
    const failed = own.filter((line) => (JSON.parse(line) as Line)['status'] === 500);
    assert.deepEqual(
      failed.map((line) => (JSON.parse(line) as Line)['service']),
      ['connect', 'participant'],
    );
    for (const line of failed) {
      const { service } = JSON.parse(line) as Line;
      const versioned = samplesOf(line).filter(({ dimensions }) => 'version' in dimensions);
      assert.deepEqual(
        versioned.map(({ namespace, name, dimensions, value }) => ({ namespace, name, dimensions, value })),
        [
          {
            namespace: origin.namespace,
            name: judgedMetric,
            dimensions: { service, version: '12' },
            value: 1,
          },
        ],
      );
    }
    for (const line of [...others, ...own.filter((line) => !failed.includes(line))])
      assert.doesNotMatch(line, /version/i);
  });

  test('every request of an operation carries the trace id that Lambda or API Gateway gave it', async () => {
    await scene.play(() => chat(scene));
    assert.equal(lines().at(-1)?.['traceId'], traceId);
    assert.equal(traceIdOf(`Root=${traceId};Parent=53995c3f42cd8ad8;Sampled=1`), traceId);
    for (const text of [
      undefined,
      '',
      'Root=bearer',
      `Root=${traceId}0`,
      `Root= ${traceId}`,
      `xRoot=${traceId}`,
    ])
      assert.equal(traceIdOf(text), undefined, text);
  });

  test('only the first request of a function counts as cold', () => {
    const cold = lines().filter((line) => line['cold'] === true);
    assert.deepEqual(new Set(cold.map((line) => line['service'])), new Set(['connect', 'participant']));
    assert.equal(cold.length, 2);
  });

  test('a refused start names the origin it came from, and nothing that only looks like one', async () => {
    const start = operations.find(({ name }) => name === 'StartChat');
    assert(start);
    const input = { ParticipantDetails: { DisplayName: 'Ada' } };
    for (const [origin, named] of [
      ['https://stranger.example', 'https://stranger.example'],
      ['https://stranger.example/path?secret', undefined],
      ['null', undefined],
    ] as const) {
      await ask(scene.api.url, start, { input, headers: { origin } });
      assert.equal(lines().at(-1)?.['reason'], 'origin-not-allowed');
      assert.equal(lines().at(-1)?.['origin'], named);
    }
    const { bearer } = await newChat(scene.api.url);
    await post(
      scene.api.url,
      '/participant/transcript',
      {},
      {
        bearer,
        headers: { origin: 'https://stranger.example' },
      },
    );
    assert.equal(lines().at(-1)?.['origin'], undefined, 'starts alone');
  });
});

function namesOf(line: string): string[] {
  return [...new Set(samplesOf(line).map(({ name }) => name))];
}

async function start(scene: Scene, headers: Readonly<Record<string, string>> = {}): Promise<ApiAnswer> {
  const body = { ParticipantDetails: { DisplayName: 'Ada' }, ClientToken: crypto.randomUUID() };
  return await post(scene.api.url, '/chats', body, { headers });
}

/** A request that fails for the table's sake: a start without its claim, a message without its session. */
async function fail(scene: Scene, what: 'claim' | 'session'): Promise<void> {
  const { bearer } = await newChat(scene.api.url);
  scene.storeFails(what);
  const { status } =
    what === 'claim'
      ? await start(scene)
      : await send(scene, bearer, '/participant/message', message(freshToken()));
  scene.storeFails(undefined);
  assert.equal(status, 500);
}
