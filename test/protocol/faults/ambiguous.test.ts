import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { budgets } from '../../../lambdas/operations/budgets.ts';
import type { FaultKind } from '../../../local/simulated-connect/faults.ts';
import { message, newChat, post } from '../../support/api-call.ts';
import { apiFor, callsOf, lastLine, messagesOf, tokensOf } from './simulated.ts';

/** Connect fails so that nobody knows whether it carried the request out, on every attempt of one request. */

const ambiguous: readonly FaultKind[] = [
  'hang',
  'hang-after-accept',
  'reset',
  'reset-after-accept',
  'error',
  'unavailable',
];

test('a request whose every attempt is ambiguous has one effect', { concurrency: true }, async (t) => {
  await Promise.all(
    ambiguous.flatMap((kind) => [
      t.test(`a message that meets "${kind}"`, sends(kind)),
      t.test(`a start that meets "${kind}"`, starts(kind)),
    ]),
  );
});

function sends(kind: FaultKind): (t: TestContext) => Promise<void> {
  return async (t) => {
    const api = await apiFor(t);
    const { bearer, contactId } = await newChat(api.url);
    const { attempts, lease } = budgets.call;
    api.simulator.faults.add({ kind, operation: 'SendMessage', times: attempts });
    const failed = await post(api.url, '/participant/message', message('once'), { bearer });
    assert.equal(failed.status, 500);
    assert.equal(failed.body['__type'], 'InternalServerException');
    assert(Number(lastLine(api, 'SendMessage')['duration']) < lease, 'answered under its lease');
    assert(messagesOf(api, contactId).length <= 1);
    api.simulator.faults.clear();
    const again = await post(api.url, '/participant/message', message('once'), { bearer });
    assert.equal(again.status, 200);
    assert.deepEqual(messagesOf(api, contactId), ['hello']);
    assert.equal(tokensOf(api, 'SendMessage').length, 1);
  };
}

function starts(kind: FaultKind): (t: TestContext) => Promise<void> {
  return async (t) => {
    const api = await apiFor(t);
    const { attempts, lease } = budgets.start;
    const start = {
      ParticipantDetails: { DisplayName: 'Ada' },
      ClientToken: '9c0e1c52-6c2a-4d6b-8a55-0b2f0f1f9a11',
    };
    api.simulator.faults.add({ kind, operation: 'StartChatContact', times: attempts });
    const failed = await post(api.url, '/chats', start);
    assert.equal(failed.status, 500);
    assert.equal(failed.body['__type'], 'InternalServiceException');
    assert(Number(lastLine(api, 'StartChat')['duration']) < lease, 'answered under its lease');
    api.simulator.faults.clear();
    const again = await post(api.url, '/chats', start);
    assert.equal(again.status, 200);
    assert.deepEqual(
      api.simulator.contacts.map(({ ContactId }) => ContactId),
      [again.body['ContactId']],
    );
    assert.equal(tokensOf(api, 'StartChatContact').length, 1);
  };
}

test('after one ambiguous attempt the request succeeds on the next', async (t) => {
  const api = await apiFor(t);
  const { bearer, contactId } = await newChat(api.url);
  api.simulator.faults.add({ kind: 'reset-after-accept', operation: 'SendMessage' });
  const sent = await post(api.url, '/participant/message', message('once'), { bearer });
  assert.equal(sent.status, 200);
  assert.equal(callsOf(api, 'SendMessage').length, 2);
  assert.equal(tokensOf(api, 'SendMessage').length, 1);
  assert.deepEqual(messagesOf(api, contactId), ['hello']);
});

test('after an ambiguous attempt a refusal is not kept', async (t) => {
  const api = await apiFor(t);
  const { bearer, contactId } = await newChat(api.url);
  api.simulator.faults.add({ kind: 'reset-after-accept', operation: 'SendMessage' });
  api.simulator.faults.add({ kind: 'invalid', operation: 'SendMessage', after: 1 });
  const refused = await post(api.url, '/participant/message', message('once'), { bearer });
  assert.equal(refused.status, 409);
  const again = await post(api.url, '/participant/message', message('once'), { bearer });
  assert.equal(again.status, 200);
  assert.deepEqual(messagesOf(api, contactId), ['hello']);
});

test('after an ambiguous attempt, a renewed connection and a refusal, the refusal is not kept', async (t) => {
  const api = await apiFor(t);
  const { bearer, contactId } = await newChat(api.url);
  api.simulator.faults.add({ kind: 'reset-after-accept', operation: 'SendMessage' });
  api.simulator.faults.add({ kind: 'deny', operation: 'SendMessage', after: 1 });
  api.simulator.faults.add({ kind: 'invalid', operation: 'SendMessage', after: 2 });
  const refused = await post(api.url, '/participant/message', message('once'), { bearer });
  assert.equal(refused.status, 409);
  assert.equal((await post(api.url, '/participant/message', message('once'), { bearer })).status, 200);
  assert.deepEqual(messagesOf(api, contactId), ['hello']);
});

test('a refusal of the body alone is kept and answered again, without asking Connect', async (t) => {
  const api = await apiFor(t);
  const { bearer } = await newChat(api.url);
  api.simulator.faults.add({ kind: 'invalid', operation: 'SendMessage' });
  const refused = await post(api.url, '/participant/message', message('once'), { bearer });
  assert.equal(refused.status, 400);
  const again = await post(api.url, '/participant/message', message('once'), { bearer });
  assert.equal(again.status, 400);
  assert.deepEqual(again.body, refused.body);
  assert.equal(again.headers.get('idempotent-replayed'), 'true');
  assert.equal(callsOf(api, 'SendMessage').length, 1);
});

test('a refused connection is not the message’s refusal, and is not kept', async (t) => {
  const api = await apiFor(t);
  const { bearer, contactId } = await newChat(api.url);
  api.simulator.faults.add({ kind: 'invalid', operation: 'CreateParticipantConnection' });
  const failed = await post(api.url, '/participant/message', message('once'), { bearer });
  assert.equal(failed.status, 500);
  assert.equal((await post(api.url, '/participant/message', message('once'), { bearer })).status, 200);
  assert.deepEqual(messagesOf(api, contactId), ['hello']);
});

test('a success with nothing of what it is to have is in doubt: the request is repeated, and has one effect', async (t) => {
  let incomplete = true;
  const api = await apiFor(t, {
    ports: (live) => ({
      ...live,
      upstream: {
        async send(command, input, timeout) {
          const answered = await live.upstream.send(command, input, timeout);
          if (command !== 'SendMessage' || !incomplete) return answered;
          incomplete = false;
          return { ...answered, output: {} as typeof answered.output };
        },
      },
    }),
  });
  const { bearer, contactId } = await newChat(api.url);
  const sent = await post(api.url, '/participant/message', message('once'), { bearer });
  assert.equal(sent.status, 200);
  assert.equal(typeof sent.body['Id'], 'string');
  assert.equal(callsOf(api, 'SendMessage').length, 2);
  assert.equal(tokensOf(api, 'SendMessage').length, 1);
  assert.deepEqual(messagesOf(api, contactId), ['hello']);
});
