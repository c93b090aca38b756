import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apiModel, shapeOf } from '../../../local/simulated-connect/api-model.ts';
import { message, newChat, post } from '../../support/api-call.ts';
import { apiFor, callsOf, clock, lastLine, messagesOf, tokensOf } from './simulated.ts';

const read = 'application/vnd.amazonaws.connect.event.message.read';
const typing = 'application/vnd.amazonaws.connect.event.typing';

test('a repetition has the same answer, marked as replayed, and reaches Connect no more', async (t) => {
  const api = await apiFor(t);
  const { bearer, contactId } = await newChat(api.url);
  const first = await post(api.url, '/participant/message', message('once'), { bearer });
  const again = await post(api.url, '/participant/message', message('once'), { bearer });
  assert.equal(first.headers.get('idempotent-replayed'), null);
  assert.equal(again.headers.get('idempotent-replayed'), 'true');
  assert.deepEqual(again.body, first.body);
  assert.equal(callsOf(api, 'SendMessage').length, 1);
  assert.deepEqual(messagesOf(api, contactId), ['hello']);
});

test('another body under a ClientToken that was used is 422, and two honest equal texts are two messages', async (t) => {
  const api = await apiFor(t);
  const { bearer, contactId } = await newChat(api.url);
  await post(api.url, '/participant/message', message('one', 'ok'), { bearer });
  const mismatch = await post(api.url, '/participant/message', message('one', 'no'), { bearer });
  assert.equal(mismatch.status, 422);
  assert.equal(mismatch.body['__type'], 'IdempotentParameterMismatchException');
  await post(api.url, '/participant/message', message('two', 'ok'), { bearer });
  assert.deepEqual(messagesOf(api, contactId), ['ok', 'ok']);
});

test('the order in which a client writes its members does not make another body', async (t) => {
  const api = await apiFor(t);
  const { bearer } = await newChat(api.url);
  await post(api.url, '/participant/message', message('once'), { bearer });
  const reordered = { ClientToken: 'once', Content: 'hello', ContentType: 'text/plain' };
  const again = await post(api.url, '/participant/message', reordered, { bearer });
  assert.equal(again.headers.get('idempotent-replayed'), 'true');
});

test('the Idempotency-Key header is a ClientToken, and wins over the one in the body', async (t) => {
  const api = await apiFor(t);
  const { bearer, contactId } = await newChat(api.url);
  await post(api.url, '/participant/message', message('key'), { bearer });
  for (const [key, inBody] of [
    ['key', 'another'],
    ['"key"', 'a third'],
  ] as const) {
    const headers = { 'idempotency-key': key };
    const again = await post(api.url, '/participant/message', message(inBody), { bearer, headers });
    assert.equal(again.headers.get('idempotent-replayed'), 'true');
  }
  const headers = { 'idempotency-key': 'other' };
  const other = await post(api.url, '/participant/message', message('key'), { bearer, headers });
  assert.equal(other.headers.get('idempotent-replayed'), null);
  assert.equal(messagesOf(api, contactId).length, 2);
});

test('equal ClientTokens of two sessions are two at Connect', async (t) => {
  const api = await apiFor(t);
  const chats = await Promise.all([newChat(api.url), newChat(api.url)]);
  for (const { bearer } of chats) {
    assert.equal((await post(api.url, '/participant/message', message('once'), { bearer })).status, 200);
    const event = { ContentType: typing, ClientToken: 'once' };
    assert.equal((await post(api.url, '/participant/event', event, { bearer })).status, 200);
  }
  const tokens = [...tokensOf(api, 'SendMessage'), ...tokensOf(api, 'SendEvent')];
  assert.equal(tokens.length, 4);
  assert.equal(new Set(tokens).size, 4);
  assert(!tokens.includes('once'));
});

test('typing and receipts write nothing', async (t) => {
  const api = await apiFor(t);
  const { bearer } = await newChat(api.url);
  const sent = await post(api.url, '/participant/message', message('m'), { bearer });
  const before = await api.items();
  const Content = JSON.stringify({ messageId: sent.body['Id'] });
  for (const event of [
    { ContentType: typing, ClientToken: 'typing' },
    { ContentType: typing },
    { ContentType: read, Content, ClientToken: 'INCOMING_READ_RECEIPT' },
  ]) {
    assert.equal((await post(api.url, '/participant/event', event, { bearer })).status, 200);
    assert.equal(lastLine(api, 'SendEvent')['dynamodbCalls'], 1, 'the session is read, nothing else');
  }
  assert.deepEqual(await api.items(), before);
});

test('receipts with one constant ClientToken all reach Connect; the same one twice is sent once', async (t) => {
  const api = await apiFor(t);
  const { bearer } = await newChat(api.url);
  for (const messageId of ['one', 'two', 'three', 'three']) {
    const receipt = {
      ContentType: read,
      Content: JSON.stringify({ messageId }),
      ClientToken: 'INCOMING_READ_RECEIPT',
    };
    assert.equal((await post(api.url, '/participant/event', receipt, { bearer })).status, 200);
  }
  assert.equal(callsOf(api, 'SendEvent').length, 3);
  assert.equal(tokensOf(api, 'SendEvent').length, 3);
});

test('every command that can carry a ClientToken carries one, also where the caller gave none', async (t) => {
  const api = await apiFor(t);
  const { bearer } = await newChat(api.url, { Attributes: { simulatedChannel: 'VOICE' } });
  const call = async (path: string, body: object): Promise<Record<string, unknown>> => {
    const answer = await post(api.url, path, body, { bearer });
    assert.equal(answer.status, 200, `${path} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  await call('/participants', { ParticipantDetails: {} });
  for (let time = 0; time < 2; time++) {
    await call('/participant/message', { ContentType: 'text/plain', Content: 'hello' });
    await call('/participant/event', { ContentType: typing });
  }
  await call('/participant/message', { ContentType: 'text/plain', Content: 'hello', ClientToken: '' });
  const upload = await call('/participant/start-attachment-upload', {
    ContentType: 'text/plain',
    AttachmentSizeInBytes: 2,
    AttachmentName: 'a.txt',
    ClientToken: 'start',
  });
  const { Url, HeadersToInclude } = upload['UploadMetadata'] as {
    Url: string;
    HeadersToInclude: Record<string, string>;
  };
  await fetch(Url, { method: 'PUT', headers: HeadersToInclude, body: 'hi' });
  const AttachmentIds = [upload['AttachmentId']];
  await call('/participant/complete-attachment-upload', { AttachmentIds, ClientToken: 'complete' });
  await call('/participant/disconnect', {});

  const carrying = Object.entries(apiModel.operations)
    .filter(([, { service, input }]) => {
      const shape = shapeOf(service, input);
      return shape.type === 'structure' && 'ClientToken' in shape.members;
    })
    .map(([name]) => name);
  assert(carrying.length >= 7);
  const calls = api.simulator.calls.filter(({ operation }) => carrying.includes(operation));
  assert.deepEqual(
    new Set(calls.map(({ operation }) => operation as string)),
    new Set(carrying),
    'each of them was called',
  );
  for (const { operation, clientToken } of calls) assert.match(clientToken ?? '', /^[\w-]{43}$/, operation);
  assert.equal(new Set(calls.map(({ clientToken }) => clientToken)).size, calls.length);
});

test('an upload is answered again until 30 seconds before its URL expires, and then with 410', async (t) => {
  const time = clock();
  const api = await apiFor(t, {
    ports: time.ports,
    simulator: { now: time.now, agent: { automatic: false } },
  });
  const { bearer } = await newChat(api.url);
  const upload = {
    ContentType: 'image/png',
    AttachmentSizeInBytes: 10,
    AttachmentName: 'a.png',
    ClientToken: 'upload',
  };
  const first = await post(api.url, '/participant/start-attachment-upload', upload, { bearer });
  const { UrlExpiry } = first.body['UploadMetadata'] as { UrlExpiry: string };
  const left = (): number => Date.parse(UrlExpiry) - time.now();
  time.forward(left() - 60_000);
  const again = await post(api.url, '/participant/start-attachment-upload', upload, { bearer });
  assert.deepEqual(again.body, first.body);
  assert.equal(again.headers.get('idempotent-replayed'), 'true');
  time.forward(left() - 30_000);
  const gone = await post(api.url, '/participant/start-attachment-upload', upload, { bearer });
  assert.equal(gone.status, 410);
  assert.equal(gone.body['__type'], 'GoneException');
  assert.equal(callsOf(api, 'StartAttachmentUpload').length, 1);
});

test('a disconnect is answered again after the session is revoked; everything else is 403', async (t) => {
  const api = await apiFor(t);
  const { bearer } = await newChat(api.url);
  await post(api.url, '/participant/message', message('said'), { bearer });
  const bye = { ClientToken: 'bye' };
  assert.equal((await post(api.url, '/participant/disconnect', bye, { bearer })).status, 200);
  const before = await api.items();
  const again = await post(api.url, '/participant/disconnect', bye, { bearer });
  assert.equal(again.status, 200);
  assert.equal(again.headers.get('idempotent-replayed'), 'true');
  for (const [path, body] of [
    ['/participant/disconnect', { ClientToken: 'another' }],
    ['/participant/disconnect', {}],
    ['/participant/message', message('said')],
    ['/participant/message', message('new')],
    ['/participant/connection', { Type: ['WEBSOCKET'] }],
    ['/participant/transcript', {}],
  ] as const) {
    const refused = await post(api.url, path, body, { bearer });
    assert.equal(refused.status, 403, path);
    assert.equal(refused.headers.get('idempotent-replayed'), null);
  }
  assert.equal(callsOf(api, 'DisconnectParticipant').length, 1);
  assert.deepEqual(await api.items(), before, 'nothing is left of what was refused');
});
