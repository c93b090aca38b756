import assert from 'node:assert/strict';
import { suite, test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { leaveGrace, leaveOverlap } from '../../lambdas/core/lifecycle.ts';
import { getSession } from '../../lambdas/operations/get-session.ts';
import { leaveSession } from '../../lambdas/operations/leave-session.ts';
import type { Ports } from '../../lambdas/core/ports.ts';
import { clock, lastLine } from '../protocol/faults/simulated.ts';
import { message, post } from '../support/api-call.ts';
import { anyText } from '../support/arbitrary-input.ts';
import { ask } from '../support/api-request.ts';
import { startChat, type Chat } from '../support/chat.ts';
import { startLocalApi, type LocalApi } from '../support/local-api.ts';
import { operationTest } from './operation-test.ts';

operationTest(leaveSession, { asked: {}, answers: {} });

interface World {
  readonly api: LocalApi;
  readonly forward: (milliseconds: number) => void;
  /** The row of the chat, as far as it tells of leaving. */
  readonly row: (chat: Chat) => Promise<{ readonly left: boolean; readonly due: number }>;
}

async function world(t: TestContext): Promise<World> {
  const time = clock();
  const api = await startLocalApi({ ports: (live: Ports) => time.ports(live) });
  t.after(() => api.close());
  return {
    api,
    forward: (milliseconds) => time.forward(milliseconds),
    async row({ contactId }) {
      const items = await api.items();
      const item = items.find(
        ({ pk, contactId: of }) => pk?.S?.startsWith('session#') && of?.S === contactId,
      );
      return { left: item?.['left'] !== undefined, due: Number(item?.['due']?.N) * 1_000 - time.now() };
    },
  };
}

async function beacon(
  { url }: LocalApi,
  body: string,
  headers: Record<string, string> = {},
): Promise<number> {
  const answer = await fetch(`${url}/session/leave`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'text/plain;charset=UTF-8', ...headers },
  });
  assert.equal(await answer.text(), '');
  return answer.status;
}

suite('LeaveSession, as navigator.sendBeacon sends it', () => {
  test('has the chat due in a minute, and a second one changes nothing', async (t) => {
    const { api, forward, row } = await world(t);
    const chat = await startChat(api);
    assert.equal(await beacon(api, chat.bearer), 204);
    const { left, due } = await row(chat);
    assert.ok(left && due > leaveGrace - 5_000 && due <= leaveGrace + 1_000, String(due));
    forward(20_000);
    assert.equal(await beacon(api, chat.bearer), 204);
    assert.ok((await row(chat)).due <= leaveGrace - 19_000);
  });

  test('is taken back by the next connection', async (t) => {
    const { api, row } = await world(t);
    const chat = await startChat(api);
    await beacon(api, chat.bearer);
    const connect = { Type: ['CONNECTION_CREDENTIALS'] };
    assert.equal((await post(api.url, '/participant/connection', connect, chat)).status, 200);
    assert.equal((await row(chat)).left, false);
    assert.ok((await row(chat)).due > 3_600_000);
  });

  test('is not taken back by what was sent before it and arrives after, but by a later use', async (t) => {
    const { api, forward, row } = await world(t);
    const chat = await startChat(api);
    await post(api.url, '/participant/message', message('one'), chat);
    await beacon(api, chat.bearer);
    await post(api.url, '/participant/message', message('two'), chat);
    assert.equal((await row(chat)).left, true);
    forward(leaveOverlap + 1);
    for (const use of [
      () => post(api.url, '/participant/message', message('three'), chat),
      () => ask(api.url, getSession, { bearer: chat.bearer }),
    ]) {
      await use();
      assert.equal((await row(chat)).left, false);
      await beacon(api, chat.bearer);
      forward(leaveOverlap + 1);
      assert.equal((await row(chat)).left, true);
    }
  });

  test('answers 204 and changes nothing, whatever else is sent', async (t) => {
    const { api, row } = await world(t);
    const chat = await startChat(api, { origin: 'http://localhost:4000' });
    const before = JSON.stringify(await api.items());
    const here = { origin: 'http://localhost:4000' };
    await fc.assert(
      fc.asyncProperty(anyText, async (body) => {
        assert.equal(await beacon(api, body, here), 204);
      }),
      { numRuns: 40 },
    );
    assert.equal(await beacon(api, `{"bearer":"${chat.bearer}"}`, here), 204);
    assert.equal(await beacon(api, 'x'.repeat(100_000), here), 204);
    assert.equal(await beacon(api, '', { ...here, 'x-amz-bearer': chat.bearer }), 204);
    assert.equal(await beacon(api, 'A'.repeat(43), here), 204);
    assert.equal(await beacon(api, chat.bearer, { origin: 'https://evil.example' }), 204);
    assert.equal(lastLine(api, 'LeaveSession')['reason'], 'origin-not-allowed');
    assert.equal(await beacon(api, chat.bearer, { origin: 'http://localhost:5000' }), 204);
    assert.equal(JSON.stringify(await api.items()), before);
    assert.equal(await beacon(api, chat.bearer, here), 204);
    assert.equal((await row(chat)).left, true);
    assert.doesNotMatch(api.log.join(''), new RegExp(chat.bearer));
  });

  test('asks Connect nothing', async (t) => {
    const { api } = await world(t);
    const chat = await startChat(api);
    const calls = api.simulator.calls.length;
    await beacon(api, chat.bearer);
    assert.equal(api.simulator.calls.length, calls);
  });
});
