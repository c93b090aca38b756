import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatRows } from '../../lambdas/core/chat-rows.ts';
import { serve } from '../../lambdas/reaper/serve.ts';
import { UpstreamError } from '../../lambdas/core/upstream-failure.ts';

const instanceId = '11111111-1111-4111-8111-111111111111';

const never = (): never => assert.fail('nothing is due');

/** A table in which nothing is due, unless it is said otherwise. */
function reaper(watched: boolean, chats: Partial<ChatRows> = {}) {
  const log: string[] = [];
  const handler = serve({
    instanceIds: [instanceId],
    namespace: 'ConnectChatBff/chat',
    watched,
    log: (line) => log.push(line),
    ports: {
      chats: {
        due: () => Promise.resolve([]),
        count: () => Promise.resolve(0),
        read: never,
        ofContact: () => Promise.resolve([]),
        close: never,
        postpone: never,
        settle: never,
        found: never,
        ...chats,
      },
      sessions: { end: never },
      openChats: {
        read: () => Promise.resolve({ count: 0 }),
        correct: never,
      } as unknown as Parameters<typeof serve>[0]['ports']['openChats'],
      contacts: { stop: never, chat: never, reference: () => Promise.resolve(undefined) },
      now: () => 1_800_000_000_000,
      sleep: () => Promise.resolve(),
    },
  });
  return { handler, log };
}

test('where an alarm waits for it, a sweep with nothing to do tells that it was one; elsewhere it says nothing', async () => {
  const deployed = reaper(true);
  await deployed.handler({});
  const [line = ''] = deployed.log;
  assert.equal(deployed.log.length, 1);
  const { _aws, ...fields } = JSON.parse(line) as { readonly _aws: object };
  assert.deepEqual(fields, { service: 'reaper', operation: 'Sweep', sweeps: 1 });
  assert.ok(line.length <= 250, `${line.length}`);
  const local = reaper(false);
  await local.handler({});
  assert.deepEqual(local.log, []);
});

test('what is no sweep, or does not come to its end, is not counted as one', async () => {
  const detail = {
    eventType: 'DISCONNECTED',
    channel: 'CHAT',
    contactId: 'c',
    instanceArn: `arn:aws:connect:eu-central-1:123456789012:instance/${instanceId}`,
  };
  const heard = reaper(true);
  await heard.handler({ source: 'aws.connect', detail });
  assert.deepEqual(heard.log, []);
  const failing = reaper(true, { due: () => Promise.reject(new Error('InternalServerError')) });
  await assert.rejects(failing.handler({}));
  assert.deepEqual(failing.log, []);
});

test('a sweep that could not end a chat says why in one word, and not in Connect’s', async () => {
  for (const [failure, reason] of [
    [{ kind: 'throttled' }, 'connect: throttled'],
    [{ kind: 'denied', certain: true }, 'connect: denied'],
    [{ kind: 'ambiguous', detail: '503' }, 'connect: 503'],
    [
      { kind: 'rejected', status: 400, name: 'ValidationException', message: 'Ada is wrong' },
      'connect: ValidationException',
    ],
  ] as const) {
    const { handler, log } = reaper(true, {
      due: () => Promise.resolve(['a']),
      read: () => Promise.reject(new UpstreamError(failure)),
    });
    await handler({});
    const line = JSON.parse(log.join('')) as Record<string, unknown>;
    assert.equal(line['reason'], reason);
    assert.equal(line['reapsFailed'], 1);
    assert.doesNotMatch(log.join(''), /Ada/);
  }
});
