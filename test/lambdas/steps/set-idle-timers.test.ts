import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EntryPoint } from '../../../lambdas/core/settings.ts';
import { UpstreamError } from '../../../lambdas/core/upstream-failure.ts';
import { budgets } from '../../../lambdas/operations/budgets.ts';
import { setIdleTimers } from '../../../lambdas/steps/set-idle-timers.ts';
import { answerTime, beside } from './connect.ts';

const start = { operation: { budget: budgets.start } };
const taken = { output: {}, requestId: '22222222-2222-4222-8222-222222222222' };
const throttled = new UpstreamError({ kind: 'throttled' });

function entryPoint(idleTimers: EntryPoint['idleTimers']): EntryPoint {
  return { instanceId: 'instance', idleTimers } as EntryPoint;
}

const timed = entryPoint({ customerIdle: 5, agentDisconnect: 10 });

/** Sets them in a request that has asked Connect once before. */
async function set(answers: readonly unknown[], of: EntryPoint = timed) {
  const scene = beside(answers, start);
  const { request, ports } = scene.of;
  const { trace } = request;
  trace.upstreamAttempts = 1;
  trace.upstreamMilliseconds = 100;
  const made = '11111111-1111-4111-8111-111111111111';
  trace.upstreamRequestId = made;
  try {
    await setIdleTimers('contact', of, request, ports);
  } finally {
    assert.equal(trace.upstreamRequestId, made, 'the start’s is the one to look for');
    assert.equal(trace.upstreamAttempts, 1 + scene.sends.length);
    assert.equal(trace.upstreamMilliseconds, 100 + answerTime * scene.sends.length);
    assert.equal(trace.throttles, 0, 'none of the start’s');
  }
  return { sends: scene.sends, failure: trace.idleTimersFailure };
}

test('a new chat gets the timers that its entry point has', async () => {
  const { sends, failure } = await set([taken]);
  assert.deepEqual(sends, [
    {
      command: 'UpdateParticipantRoleConfig',
      input: {
        InstanceId: 'instance',
        ContactId: 'contact',
        ChannelConfiguration: {
          Chat: {
            ParticipantTimerConfigList: [
              {
                ParticipantRole: 'CUSTOMER',
                TimerType: 'IDLE',
                TimerValue: { ParticipantTimerDurationInMinutes: 5 },
              },
              {
                ParticipantRole: 'AGENT',
                TimerType: 'DISCONNECT_NONCUSTOMER',
                TimerValue: { ParticipantTimerDurationInMinutes: 10 },
              },
            ],
          },
        },
      },
      timeout: 2_000,
    },
  ]);
  assert.equal(failure, undefined);
  assert.deepEqual((await set([taken], entryPoint(undefined))).sends, []);
});

test('Connect is asked three times, and the chat goes on without them', async () => {
  const made = await set([throttled, throttled, taken]);
  assert.deepEqual([made.sends.length, made.failure], [3, undefined]);
  const given = await set([throttled]);
  assert.deepEqual([given.sends.length, given.failure], [3, 'throttled']);
});

test('a defect stays one', async () => {
  const defect = new TypeError('ours');
  await assert.rejects(set([defect]), defect);
});
