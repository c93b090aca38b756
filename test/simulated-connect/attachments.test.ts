import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attached, put, startedUpload } from './attached.ts';
import { answers, chatIn, instanceId, itemsIn, newChat } from './chat-fixture.ts';

const denied = answers('AccessDeniedException', 403);
const invalid = answers('ValidationException', 400);

test('a file is uploaded, shown in the chat and fetched again', async (t) => {
  const chat = await newChat(t);
  const { participant, ConnectionToken } = chat;
  const content = 'Grüße';
  const AttachmentId = await attached(chat, 'text/plain', content);
  assert.partialDeepStrictEqual(itemsIn(chat.simulator).at(-1), {
    Type: 'ATTACHMENT',
    ParticipantRole: 'CUSTOMER',
    Attachments: [
      { AttachmentId, AttachmentName: 'notes.txt', ContentType: 'text/plain', Status: 'APPROVED' },
    ],
  });
  const found = await participant.getAttachment({ ConnectionToken, AttachmentId });
  assert.equal(found.AttachmentSizeInBytes, Buffer.byteLength(content));
  const response = await fetch(found.Url ?? '');
  assert.equal(await response.text(), content);
  assert.equal(response.headers.get('access-control-allow-origin'), '*');
  assert.match(response.headers.get('content-disposition') ?? '', /^attachment/);
});

test('a browser of any origin may upload: the preflight allows the signed headers', async (t) => {
  const { UploadMetadata } = await startedUpload(await newChat(t), 'text/plain', 1);
  const preflight = await fetch(UploadMetadata.Url ?? '', {
    method: 'OPTIONS',
    headers: { origin: 'https://example.com', 'access-control-request-method': 'PUT' },
  });
  assert.equal(preflight.headers.get('access-control-allow-origin'), '*');
  assert.match(preflight.headers.get('access-control-allow-methods') ?? '', /PUT/);
  const allowed = preflight.headers.get('access-control-allow-headers') ?? '';
  for (const header of Object.keys(UploadMetadata.HeadersToInclude ?? {})) {
    assert(allowed.includes(header.toLowerCase()), header);
  }
});

test('an upload must carry the signed headers and be of the announced size', async (t) => {
  const { UploadMetadata } = await startedUpload(await newChat(t), 'text/plain', 3);
  const { Url } = UploadMetadata;
  const status = async (body: string, headers = UploadMetadata.HeadersToInclude): Promise<number> =>
    (await put({ Url, HeadersToInclude: headers }, body)).status;
  assert.equal(await status('abc', { ...UploadMetadata.HeadersToInclude, 'Content-Type': 'text/csv' }), 403);
  assert.equal(await status('ab'), 400);
  assert.equal(await status('abcd'), 400);
  assert.equal(await status('abc'), 200);
  assert.equal((await fetch(Url ?? '')).status, 403);
  assert.equal((await fetch(`${Url}0`, { method: 'PUT' })).status, 403);
});

test('upload and download URLs expire when they say', async (t) => {
  const clock = { now: Date.now() };
  const chat = await newChat(t, { agent: { automatic: false }, now: () => clock.now });
  const AttachmentId = await attached(chat, 'text/plain', 'hello');
  const { Url = '', UrlExpiry = '' } = await chat.participant.getAttachment({
    ConnectionToken: chat.ConnectionToken,
    AttachmentId,
    UrlExpiryInSeconds: 5,
  });
  assert.equal(Date.parse(UrlExpiry), clock.now + 5_000);
  const { UploadMetadata } = await startedUpload(chat, 'text/plain', 5);
  clock.now += 5_000;
  assert.equal((await fetch(Url)).status, 403);
  clock.now = Date.parse(UploadMetadata.UrlExpiry ?? '');
  assert.equal((await put(UploadMetadata, 'hello')).status, 403);
});

test('what is not supported, too large, not uploaded or not in this chat is refused', async (t) => {
  const chat = await newChat(t);
  const { participant, ConnectionToken } = chat;
  await assert.rejects(startedUpload(chat, 'application/x-msdownload', 1), invalid);
  await assert.rejects(startedUpload(chat, 'text/plain', 20 * 1024 * 1024 + 1), invalid);
  const { AttachmentId } = await startedUpload(chat, 'text/plain', 1);
  const complete = { ConnectionToken, AttachmentIds: [AttachmentId] };
  await assert.rejects(participant.completeAttachmentUpload(complete), invalid);
  await assert.rejects(participant.getAttachment({ ConnectionToken, AttachmentId }), invalid);
  const other = await chatIn(t, chat.simulator);
  const theirs = await attached(other, 'text/plain', 'x');
  await assert.rejects(participant.getAttachment({ ConnectionToken, AttachmentId: theirs }), invalid);
});

test('a custom bot cannot fetch attachments', async (t) => {
  const chat = await newChat(t);
  const AttachmentId = await attached(chat, 'text/plain', 'hello');
  const bot = await chat.connect.createParticipant({
    InstanceId: instanceId,
    ContactId: chat.ContactId,
    ParticipantDetails: { ParticipantRole: 'CUSTOM_BOT' },
  });
  const { ConnectionCredentials } = await chat.participant.createParticipantConnection({
    ParticipantToken: bot.ParticipantCredentials?.ParticipantToken,
    Type: ['CONNECTION_CREDENTIALS'],
  });
  const ConnectionToken = ConnectionCredentials?.ConnectionToken;
  await assert.rejects(chat.participant.getAttachment({ ConnectionToken, AttachmentId }), denied);
});
