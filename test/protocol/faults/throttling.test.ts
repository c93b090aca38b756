import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classify, UpstreamError } from '../../../lambdas/core/upstream-failure.ts';
import { budgets } from '../../../lambdas/operations/budgets.ts';
import { message, newChat, post, type ApiCall } from '../../support/api-call.ts';
import { sigV4 } from '../../support/api-request.ts';
import { apiFor, callsOf, clock, lastLine, messagesOf, tokensOf } from './simulated.ts';

const connect = { Type: ['WEBSOCKET', 'CONNECTION_CREDENTIALS'] };

test('a throttled message is tried a bounded number of times and then answers 429 with Retry-After', async (t) => {
  const api = await apiFor(t);
  const { bearer, contactId } = await newChat(api.url);
  api.simulator.faults.add({ kind: 'throttle', operation: 'SendMessage', times: 1_000 });
  const throttled = await post(api.url, '/participant/message', message('once'), { bearer });
  assert.equal(throttled.status, 429);
  assert.equal(throttled.body['__type'], 'ThrottlingException');
  assert.equal(throttled.retryAfter, 1);
  assert.equal(callsOf(api, 'SendMessage').length, budgets.call.attempts);

  api.simulator.faults.clear();
  const sent = await post(api.url, '/participant/message', message('once'), { bearer });
  assert.equal(sent.status, 200);
  assert.deepEqual(messagesOf(api, contactId), ['hello']);
  assert.equal(tokensOf(api, 'SendMessage').length, 1);
});

test('a throttle that passes is not seen by the caller', async (t) => {
  const api = await apiFor(t);
  const { bearer } = await newChat(api.url);
  api.simulator.faults.add({ kind: 'throttle', operation: 'SendMessage', times: 2 });
  assert.equal((await post(api.url, '/participant/message', message('once'), { bearer })).status, 200);
  assert.equal(lastLine(api, 'SendMessage')['absorbed'], 2);
});

test('a start that Connect throttles is asked for once, answers 429, and goes through later', async (t) => {
  const api = await apiFor(t);
  const voice = await newChat(api.url, { Attributes: { simulatedChannel: 'VOICE' } });
  const chat = await newChat(api.url);
  const before = callsOf(api, 'StartChatContact').length;
  const ada = { ParticipantDetails: { DisplayName: 'Ada' } };
  const bot = { ParticipantDetails: { DisplayName: 'Bot', ParticipantRole: 'CUSTOM_BOT' } };
  const backEnd: ApiCall = { headers: { authorization: sigV4 } };
  const starts = [
    ['/chats', ada, {}, 'StartChatContact'],
    ['/contacts', ada, backEnd, 'StartChatContact'],
    ['/participants', ada, { bearer: voice.bearer }, 'CreateParticipant'],
    [`/contacts/${chat.contactId}/participants`, bot, backEnd, 'CreateParticipant'],
  ] as const;
  for (const [index, [path, body, call, operation]] of starts.entries()) {
    const ClientToken = `9c0e1c52-6c2a-4d6b-8a55-0b2f0f1f9a1${index}`;
    const asked = callsOf(api, operation).length;
    api.simulator.faults.add({ kind: 'throttle', operation, times: 1_000 });
    const throttled = await post(api.url, path, { ...body, ClientToken }, call);
    assert.equal(throttled.status, 429);
    assert.equal(throttled.body['__type'], 'ThrottlingException');
    assert.equal(throttled.retryAfter, 1);
    assert.equal(callsOf(api, operation).length, asked + 1, path);
    api.simulator.faults.clear();
    assert.equal((await post(api.url, path, { ...body, ClientToken }, call)).status, 200, path);
  }
  assert.equal(callsOf(api, 'StartChatContact').length, before + 4);
  assert.equal(api.simulator.contacts.length, 4);
});

test('a start that is throttled after an attempt in doubt is in doubt, and the same contact later', async (t) => {
  const api = await apiFor(t);
  const start = {
    ParticipantDetails: { DisplayName: 'Ada' },
    ClientToken: '9c0e1c52-6c2a-4d6b-8a55-0b2f0f1f9a11',
  };
  api.simulator.faults.add({ kind: 'reset-after-accept', operation: 'StartChatContact' });
  api.simulator.faults.add({ kind: 'throttle', operation: 'StartChatContact', after: 1 });
  assert.equal((await post(api.url, '/chats', start)).status, 429);
  assert.equal((await post(api.url, '/chats', start)).status, 200);
  assert.equal(api.simulator.contacts.length, 1);
});

test('a start in a full instance makes one call, is answered as busy, and succeeds later', async (t) => {
  const api = await apiFor(t);
  const start = {
    ParticipantDetails: { DisplayName: 'Ada' },
    ClientToken: '9c0e1c52-6c2a-4d6b-8a55-0b2f0f1f9a11',
  };
  api.simulator.faults.add({ kind: 'limit', operation: 'StartChatContact' });
  const full = await post(api.url, '/chats', start);
  assert.equal(full.status, 429);
  assert.equal(full.body['__type'], 'LimitExceededException');
  assert.match(String(full.body['message']), /busy/);
  assert.equal(full.retryAfter, 60);
  assert.equal(callsOf(api, 'StartChatContact').length, 1);
  assert.equal((await post(api.url, '/chats', start)).status, 200);
  assert.equal(api.simulator.contacts.length, 1);
});

test('a connection waits until Connect stops throttling', async (t) => {
  const api = await apiFor(t, { ports: clock().ports });
  const { bearer } = await newChat(api.url);
  api.simulator.faults.add({ kind: 'throttle', operation: 'CreateParticipantConnection', times: 7 });
  const connected = await post(api.url, '/participant/connection', connect, { bearer });
  assert.equal(connected.status, 200);
  assert.equal(callsOf(api, 'CreateParticipantConnection').length, 8);
  assert.equal(lastLine(api, 'CreateParticipantConnection')['absorbed'], 7);
});

test('a connection also waits while a limit holds whose name is not one of the chat quotas', async (t) => {
  let refusals = 3;
  const time = clock();
  const api = await apiFor(t, {
    ports: (live) => ({
      ...time.ports(live),
      upstream: {
        send: async (command, ...call) => {
          if (command === 'CreateParticipantConnection' && refusals-- > 0)
            throw new UpstreamError(classify({ status: 429, name: 'LimitExceededException' }));
          return await live.upstream.send(command, ...call);
        },
      },
    }),
  });
  const { bearer } = await newChat(api.url);
  assert.equal((await post(api.url, '/participant/connection', connect, { bearer })).status, 200);
  assert.equal(lastLine(api, 'CreateParticipantConnection')['absorbed'], 3);
});

test('a connection gives up on a throttle after 28 seconds, with 429', async (t) => {
  const api = await apiFor(t, { ports: clock().ports });
  const { bearer } = await newChat(api.url);
  api.simulator.faults.add({ kind: 'throttle', operation: 'CreateParticipantConnection', times: 1_000 });
  const throttled = await post(api.url, '/participant/connection', connect, { bearer });
  assert.equal(throttled.status, 429);
  assert.equal(throttled.body['__type'], 'ThrottlingException');
  assert.equal(throttled.retryAfter, 1);
  const absorbed = Number(lastLine(api, 'CreateParticipantConnection')['pauses']);
  assert(absorbed > 25_000 && absorbed <= budgets.connection.upstream, `absorbed ${absorbed} ms`);

  api.simulator.faults.clear();
  assert.equal((await post(api.url, '/participant/connection', connect, { bearer })).status, 200);
});
