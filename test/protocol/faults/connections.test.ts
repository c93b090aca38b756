import assert from 'node:assert/strict';
import { test } from 'node:test';
import { message, newChat, post } from '../../support/api-call.ts';
import { apiFor, callsOf, messagesOf } from './simulated.ts';

const connect = { Type: ['WEBSOCKET', 'CONNECTION_CREDENTIALS'] };

test('twenty-five operations that race on a new session connect once', async (t) => {
  const api = await apiFor(t);
  const { bearer, contactId } = await newChat(api.url);
  const answers = await Promise.all(
    Array.from({ length: 25 }, (_, index) =>
      index % 5 === 0
        ? post(api.url, '/participant/transcript', {}, { bearer })
        : post(api.url, '/participant/message', message(`m-${index}`, `text ${index}`), { bearer }),
    ),
  );
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
  assert.equal(callsOf(api, 'CreateParticipantConnection').length, 1);
  assert.equal(messagesOf(api, contactId).length, 20);
});

test('a connection token that Connect refuses is renewed once, and the operation succeeds', async (t) => {
  const api = await apiFor(t);
  const { bearer } = await newChat(api.url);
  await post(api.url, '/participant/message', message('before'), { bearer });
  api.simulator.control.expireConnectionTokens();
  assert.equal((await post(api.url, '/participant/message', message('after'), { bearer })).status, 200);
  assert.equal((await post(api.url, '/participant/transcript', {}, { bearer })).status, 200);
  assert.equal(callsOf(api, 'CreateParticipantConnection').length, 2);
});

test('operations that race for a renewal make one', async (t) => {
  const api = await apiFor(t);
  const { bearer, contactId } = await newChat(api.url);
  await post(api.url, '/participant/message', message('before'), { bearer });
  api.simulator.control.expireConnectionTokens();
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      post(api.url, '/participant/message', message(`m-${index}`, `text ${index}`), { bearer }),
    ),
  );
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
  assert.equal(callsOf(api, 'CreateParticipantConnection').length, 2);
  assert.equal(messagesOf(api, contactId).length, 13);
});

test('an expired participant token is answered 403, for a connection and for operations that need one', async (t) => {
  const api = await apiFor(t);
  const { bearer } = await newChat(api.url);
  await post(api.url, '/participant/message', message('before'), { bearer });
  api.simulator.control.expireParticipantTokens();
  api.simulator.control.expireConnectionTokens();
  for (const [path, body] of [
    ['/participant/connection', connect],
    ['/participant/message', message('after')],
    ['/participant/transcript', {}],
  ] as const) {
    const refused = await post(api.url, path, body, { bearer });
    assert.equal(refused.status, 403, path);
    assert.equal(refused.body['__type'], 'AccessDeniedException');
  }
});

test('identical concurrent connections share one call, and the next one makes its own', async (t) => {
  const api = await apiFor(t);
  const { bearer } = await newChat(api.url);
  api.simulator.faults.add({ kind: 'slow', operation: 'CreateParticipantConnection', delayMs: 300 });
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => post(api.url, '/participant/connection', connect, { bearer })),
  );
  for (const { status, body } of answers) {
    assert.equal(status, 200);
    assert.deepEqual(body['Websocket'], answers[0]?.body['Websocket']);
    assert.partialDeepStrictEqual(body, { ConnectionCredentials: { ConnectionToken: bearer } });
  }
  assert.equal(callsOf(api, 'CreateParticipantConnection').length, 1);
  const next = await post(api.url, '/participant/connection', connect, { bearer });
  assert.notDeepEqual(next.body['Websocket'], answers[0]?.body['Websocket']);
  assert.equal(callsOf(api, 'CreateParticipantConnection').length, 2);
});
