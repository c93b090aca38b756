import assert from 'node:assert/strict';
import { test } from 'node:test';
import { message, newChat, post } from '../../support/api-call.ts';
import { apiFor, callsOf, messagesOf } from './simulated.ts';

const ClientToken = '9c0e1c52-6c2a-4d6b-8a55-0b2f0f1f9a11';
const start = { ParticipantDetails: { DisplayName: 'Ada' }, ClientToken };

test('a start is answered again with the same contact and the same bearer', async (t) => {
  const api = await apiFor(t);
  const first = await post(api.url, '/chats', start);
  const again = await post(api.url, '/chats', start);
  assert.deepEqual(again.body, first.body);
  assert.equal(again.headers.get('idempotent-replayed'), 'true');
  assert.equal(api.simulator.contacts.length, 1);
  const bearer = String(again.body['ParticipantToken']);
  assert.equal((await post(api.url, '/participant/message', message('m'), { bearer })).status, 200);
  const mismatch = await post(api.url, '/chats', { ...start, ParticipantDetails: { DisplayName: 'Eve' } });
  assert.equal(mismatch.status, 422);
});

test('many identical starts at one moment are one contact', async (t) => {
  const api = await apiFor(t);
  const answers = await Promise.all(Array.from({ length: 10 }, () => post(api.url, '/chats', start)));
  const made = answers.filter(({ status }) => status === 200);
  assert(made.length > 0);
  for (const { body } of made) assert.deepEqual(body, made[0]?.body);
  for (const { status } of answers) assert([200, 409].includes(status));
  assert.equal(api.simulator.contacts.length, 1);
});

test('another origin with a start’s ClientToken gets no bearer', async (t) => {
  const api = await apiFor(t);
  const headers = { origin: 'http://localhost:1111' };
  await post(api.url, '/chats', start, { headers });
  const other = await post(api.url, '/chats', start, { headers: { origin: 'http://localhost:2222' } });
  assert.equal(other.status, 422);
});

test('a persistent chat needs the bearer of the earlier one, which still proves it after the end', async (t) => {
  const api = await apiFor(t);
  const [mine, foreign] = [await newChat(api.url), await newChat(api.url)];
  await post(api.url, '/participant/message', message('m', 'earlier'), { bearer: mine.bearer });
  await post(api.url, '/participant/disconnect', {}, { bearer: mine.bearer });
  await post(api.url, '/participant/disconnect', {}, { bearer: foreign.bearer });
  const next = {
    ParticipantDetails: { DisplayName: 'Ada' },
    PersistentChat: { SourceContactId: mine.contactId, RehydrationType: 'ENTIRE_PAST_SESSION' },
  };
  const unknown = Buffer.alloc(32, 7).toString('base64url');
  for (const call of [{}, { bearer: foreign.bearer }, { bearer: unknown }, { bearer: 'no bearer' }])
    assert.equal((await post(api.url, '/chats', next, call)).status, 403);
  assert.equal(callsOf(api, 'StartChatContact').length, 2);

  const continued = await post(api.url, '/chats', next, { bearer: mine.bearer });
  assert.equal(continued.status, 200);
  assert.equal(continued.body['ContinuedFromContactId'], mine.contactId);
  assert.notEqual(continued.body['ParticipantToken'], mine.bearer);
  assert.deepEqual(messagesOf(api, String(continued.body['ContactId'])), ['earlier']);
});

test('a guest gets a bearer of its own that works, the same at every repetition', async (t) => {
  const api = await apiFor(t);
  const host = await newChat(api.url, { Attributes: { simulatedChannel: 'VOICE' } });
  const invite = { ParticipantDetails: { DisplayName: 'Guest' }, ClientToken: 'guest' };
  const { bearer } = host;
  const made = await post(api.url, '/participants', invite, { bearer });
  assert.equal(made.status, 200);
  const again = await post(api.url, '/participants', invite, { bearer });
  assert.deepEqual(again.body, made.body);
  assert.equal(callsOf(api, 'CreateParticipant').length, 1);
  const { ParticipantToken } = made.body['ParticipantCredentials'] as { ParticipantToken: string };
  assert.notEqual(ParticipantToken, bearer);
  const said = await post(api.url, '/participant/message', message('m', 'from the guest'), {
    bearer: ParticipantToken,
  });
  assert.equal(said.status, 200);
  assert.deepEqual(messagesOf(api, host.contactId), ['from the guest']);
});
