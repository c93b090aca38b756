import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StoreError, type LedgerStore, type Ports, type SessionStore } from '../../../lambdas/core/ports.ts';
import { budgets } from '../../../lambdas/operations/budgets.ts';
import type { LocalApiOptions } from '../../support/local-api.ts';
import { message, newChat, post } from '../../support/api-call.ts';
import { apiFor, callsOf, clock, lastLine, messagesOf, tokensOf } from './simulated.ts';

type Method = keyof LedgerStore | keyof SessionStore;

/** Stores of which some methods fail, from the moment they are told to. */
function failing(down: Set<Method>): LocalApiOptions {
  const failingStore = <Store extends object>(store: Store): Store =>
    new Proxy(store, {
      get: (target, name, receiver) =>
        down.has(name as Method)
          ? () => Promise.reject(new StoreError('TimeoutError'))
          : (Reflect.get(target, name, receiver) as unknown),
    });
  return {
    ports: (live: Ports) => ({
      ...live,
      ledger: failingStore(live.ledger),
      sessions: failingStore(live.sessions),
    }),
  };
}

const start = {
  ParticipantDetails: { DisplayName: 'Ada' },
  ClientToken: '9c0e1c52-6c2a-4d6b-8a55-0b2f0f1f9a11',
};
const everything: readonly Method[] = [
  'claim',
  'takeOver',
  'complete',
  'release',
  'abandon',
  'read',
  'create',
  'lease',
  'connect',
  'unlease',
  'revoke',
];

test('without DynamoDB no chat is started, and Connect is not asked', async (t) => {
  const down = new Set(everything);
  const api = await apiFor(t, failing(down));
  for (const body of [start, { ParticipantDetails: { DisplayName: 'Ada' } }]) {
    const refused = await post(api.url, '/chats', body);
    assert.equal(refused.status, 500);
    assert.equal(refused.body['__type'], 'InternalServiceException');
    assert.equal(refused.retryAfter, 1);
  }
  assert.equal(callsOf(api, 'StartChatContact').length, 0);
  down.clear();
  assert.equal((await post(api.url, '/chats', start)).status, 200);
});

test('without DynamoDB a bearer is neither accepted nor refused: the answer is 500', async (t) => {
  const down = new Set<Method>();
  const api = await apiFor(t, failing(down));
  const { bearer, contactId } = await newChat(api.url);
  for (const method of everything) down.add(method);
  const failed = await post(api.url, '/participant/message', message('m'), { bearer });
  assert.equal(failed.status, 500);
  assert.deepEqual(messagesOf(api, contactId), []);
});

test('a message whose claim alone fails is sent, and its repetitions with the same ClientToken', async (t) => {
  const down = new Set<Method>();
  const api = await apiFor(t, failing(down));
  const { bearer, contactId } = await newChat(api.url);
  await post(api.url, '/participant/message', message('before', 'before'), { bearer });
  down.add('claim');
  const sent = await post(api.url, '/participant/message', message('once'), { bearer });
  assert.equal(sent.status, 200);
  assert.equal(lastLine(api, 'SendMessage')['ledger'], 'unavailable');
  const again = await post(api.url, '/participant/message', message('once'), { bearer });
  assert.deepEqual(again.body, sent.body);
  down.clear();
  const later = await post(api.url, '/participant/message', message('once'), { bearer });
  assert.deepEqual(later.body, sent.body);
  assert.deepEqual(messagesOf(api, contactId), ['before', 'hello']);
  assert.equal(tokensOf(api, 'SendMessage').length, 2);
});

test('an upload whose claim fails is refused', async (t) => {
  const down = new Set<Method>();
  const api = await apiFor(t, failing(down));
  const { bearer } = await newChat(api.url);
  down.add('claim');
  const upload = {
    ContentType: 'image/png',
    AttachmentSizeInBytes: 10,
    AttachmentName: 'a.png',
    ClientToken: 'upload',
  };
  const refused = await post(api.url, '/participant/start-attachment-upload', upload, { bearer });
  assert.equal(refused.status, 500);
  assert.equal(callsOf(api, 'StartAttachmentUpload').length, 0);
});

test('an answer that cannot be stored is given all the same, counted, and the same later', async (t) => {
  const down = new Set<Method>();
  const api = await apiFor(t, failing(down));
  const { bearer, contactId } = await newChat(api.url);
  down.add('complete');
  const sent = await post(api.url, '/participant/message', message('once'), { bearer });
  assert.equal(sent.status, 200);
  assert.equal(lastLine(api, 'SendMessage')['ledgerFailures'], 1);
  const inFlight = await post(api.url, '/participant/message', message('once'), { bearer });
  assert.equal(inFlight.status, 409);
  assert.deepEqual(messagesOf(api, contactId), ['hello']);
});

test('a start whose session cannot be written is not answered, and is the same contact later', async (t) => {
  const down = new Set<Method>(['create']);
  const api = await apiFor(t, failing(down));
  assert.equal((await post(api.url, '/chats', start)).status, 500);
  down.clear();
  const made = await post(api.url, '/chats', start);
  assert.equal(made.status, 200);
  assert.deepEqual(
    api.simulator.contacts.map(({ ContactId }) => ContactId),
    [made.body['ContactId']],
  );
});

test('a connection that cannot be stored serves the request that made it, but for the first of a chat', async (t) => {
  const down = new Set<Method>(['connect']);
  const api = await apiFor(t, failing(down));
  const { bearer, contactId } = await newChat(api.url);
  const connect = { Type: ['CONNECTION_CREDENTIALS'] };
  // By its row, nobody has connected to the chat: it would be ended.
  assert.equal((await post(api.url, '/participant/connection', connect, { bearer })).status, 500);
  assert.equal((await post(api.url, '/participant/message', message('m'), { bearer })).status, 500);
  assert.deepEqual(messagesOf(api, contactId), []);
  down.clear();
  assert.equal((await post(api.url, '/participant/message', message('m'), { bearer })).status, 200);
  assert.deepEqual(messagesOf(api, contactId), ['hello']);
  down.add('connect');
  assert.equal((await post(api.url, '/participant/connection', connect, { bearer })).status, 200);
});

test('a disconnect that could not revoke the session is repeated until it has', async (t) => {
  const down = new Set<Method>(['revoke']);
  const api = await apiFor(t, failing(down));
  const { bearer } = await newChat(api.url);
  const bye = { ClientToken: 'bye' };
  assert.equal((await post(api.url, '/participant/disconnect', bye, { bearer })).status, 500);
  down.clear();
  assert.equal((await post(api.url, '/participant/disconnect', bye, { bearer })).status, 200);
  assert.equal((await post(api.url, '/participant/transcript', {}, { bearer })).status, 403);
  assert.equal(callsOf(api, 'DisconnectParticipant').length, 1);
});

test('a request that has spent its time on DynamoDB does not call Connect any more', async (t) => {
  const time = clock();
  let slow = 0;
  const api = await apiFor(t, {
    ports: (live) => ({
      ...time.ports(live),
      sessions: {
        ...live.sessions,
        read: async (id, trace) => {
          time.forward(slow);
          return await live.sessions.read(id, trace);
        },
      },
    }),
  });
  const { bearer, contactId } = await newChat(api.url);
  await post(api.url, '/participant/message', message('before', 'before'), { bearer });
  slow = budgets.call.upstream;
  const late = await post(api.url, '/participant/message', message('once'), { bearer });
  assert.equal(late.status, 500);
  assert.equal(callsOf(api, 'SendMessage').length, 1);
  slow = 0;
  assert.equal((await post(api.url, '/participant/message', message('once'), { bearer })).status, 200);
  assert.deepEqual(messagesOf(api, contactId), ['before', 'hello']);
});
