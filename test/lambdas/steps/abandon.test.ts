import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newUpstreamToken } from '../../../lambdas/core/tokens.ts';
import { UpstreamError, type UpstreamFailure } from '../../../lambdas/core/upstream-failure.ts';
import { budgets } from '../../../lambdas/operations/budgets.ts';
import { abandon } from '../../../lambdas/steps/abandon.ts';
import { answerTime, beside } from './connect.ts';

const start = { operation: { budget: budgets.start } };
const connected = {
  output: { ConnectionCredentials: { ConnectionToken: 'connection' } },
  requestId: undefined,
};
const ended = { output: {}, requestId: undefined };

function refusal(failure: UpstreamFailure): UpstreamError {
  return new UpstreamError(failure);
}

test('a participant that nobody has a bearer for is connected by its own token, and leaves', async () => {
  const { of, sends } = beside([connected, ended], start);
  assert.equal(await abandon('participant', of), 'ended');
  assert.deepEqual(sends, [
    {
      command: 'CreateParticipantConnection',
      input: {
        Type: ['CONNECTION_CREDENTIALS'],
        ConnectParticipant: true,
        ParticipantToken: 'participant',
      },
      timeout: 1_500,
    },
    {
      command: 'DisconnectParticipant',
      input: { ConnectionToken: 'connection', ClientToken: newUpstreamToken(of.ports.random) },
      timeout: 1_500,
    },
  ]);
});

test('without a connection’s token it stays', async () => {
  for (const output of [{}, { ConnectionCredentials: {} }]) {
    const { of, sends } = beside([{ output, requestId: undefined }], start);
    assert.equal(await abandon('participant', of), 'left');
    assert.equal(sends.length, 1);
  }
});

test('it is asked as far as the deadline, and again where the rate was refused', async () => {
  const throttled = refusal({ kind: 'throttled' });
  const { of, sends } = beside([throttled, connected, ended], start);
  assert.equal(await abandon('participant', of), 'ended');
  assert.equal(sends.length, 3);
  const late = beside([connected, ended], start, { elapsed: budgets.start.deadline - 500 });
  assert.equal(await abandon('participant', late.of), 'ended');
  assert.deepEqual(
    late.sends.map(({ timeout }) => timeout),
    [500, 500 - answerTime],
  );
});

test('one whose tokens Connect refuses is gone; of any other refusal nobody knows', async () => {
  const asked = async (failure: UpstreamFailure): Promise<string> =>
    await abandon('participant', beside([connected, refusal(failure)], start).of);
  assert.equal(await asked({ kind: 'denied', certain: true }), 'ended');
  assert.equal(await asked({ kind: 'denied', certain: false }), 'left');
  assert.equal(await asked({ kind: 'ambiguous', detail: 'timeout' }), 'left');
  const defect = new TypeError('ours');
  await assert.rejects(abandon('participant', beside([defect], start).of), defect);
});

test('the log names the call that made the participant', async () => {
  const made = '11111111-1111-4111-8111-111111111111';
  const later = '22222222-2222-4222-8222-222222222222';
  const named = [
    { ...connected, requestId: later },
    { ...ended, requestId: later },
  ];
  const { of } = beside(named, start);
  await abandon('participant', of);
  assert.equal(of.request.trace.upstreamRequestId, later);
  of.request.trace.upstreamRequestId = made;
  await abandon('participant', of);
  assert.equal(of.request.trace.upstreamRequestId, made);
});
