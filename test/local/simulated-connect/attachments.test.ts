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

/** What a real answer names, in the order of its names. */
const signed = [
  'Content-Disposition',
  'Content-Length',
  'Content-Type',
  'x-amz-acl',
  'x-amz-meta-account_id',
  'x-amz-meta-contact_id',
  'x-amz-meta-initial_contact_id',
  'x-amz-meta-organization_id',
];

test('an upload is to carry the eight headers that a real answer names', async (t) => {
  const chat = await newChat(t);
  const { UploadMetadata } = await startedUpload(chat, 'text/plain', 9);
  const headers = UploadMetadata.HeadersToInclude ?? {};
  assert.deepEqual(Object.keys(headers).toSorted(), signed);
  assert.partialDeepStrictEqual(headers, {
    'Content-Disposition': 'attachment; filename="notes.txt"',
    'Content-Length': '9',
    'Content-Type': 'text/plain',
    'x-amz-acl': 'bucket-owner-full-control',
    'x-amz-meta-contact_id': chat.ContactId,
    'x-amz-meta-initial_contact_id': chat.ContactId,
    'x-amz-meta-organization_id': instanceId,
  });
  assert.match(headers['x-amz-meta-account_id'] ?? '', /^\d{12}$/);
});

test('a browser of any origin may upload: the preflight allows exactly the signed headers', async (t) => {
  const { UploadMetadata } = await startedUpload(await newChat(t), 'text/plain', 1);
  const preflight = await fetch(UploadMetadata.Url ?? '', {
    method: 'OPTIONS',
    headers: { origin: 'https://example.com', 'access-control-request-method': 'PUT' },
  });
  assert.equal(preflight.headers.get('access-control-allow-origin'), '*');
  assert.match(preflight.headers.get('access-control-allow-methods') ?? '', /PUT/);
  const allowed = (preflight.headers.get('access-control-allow-headers') ?? '').split(', ');
  assert.deepEqual(
    allowed.toSorted(),
    signed.map((name) => name.toLowerCase()),
  );
});

test('an upload that lacks or changes a signed header is refused, as is one of another size', async (t) => {
  const { UploadMetadata } = await startedUpload(await newChat(t), 'text/plain', 3);
  const { Url, HeadersToInclude = {} } = UploadMetadata;
  const status = async (body: string, headers: Record<string, string>): Promise<number> =>
    (await put({ Url, HeadersToInclude: headers }, body)).status;
  // A body has a length whatever a client says; the other seven it must say.
  for (const name of signed.filter((header) => header !== 'Content-Length')) {
    const { [name]: _, ...others } = HeadersToInclude;
    assert.equal(await status('abc', others), 403, `without ${name}`);
    assert.equal(await status('abc', { ...others, [name]: 'other' }), 403, `with another ${name}`);
  }
  const { 'Content-Length': _, ...unsized } = HeadersToInclude;
  assert.equal(await status('ab', unsized), 403);
  assert.equal(await status('abcd', unsized), 403);
  const refused = await put({ Url, HeadersToInclude: {} }, 'abc');
  assert.match(await refused.text(), /<Error><Code>SignatureDoesNotMatch<\/Code><\/Error>$/);
  assert.equal(await status('abc', unsized), 200);
  assert.equal(await status('abc', HeadersToInclude), 200);
  assert.equal((await fetch(Url ?? '')).status, 403);
  assert.equal((await fetch(`${Url}0`, { method: 'PUT' })).status, 403);
});

test('upload and download URLs expire when they say, at a whole second', async (t) => {
  const clock = { now: Date.parse('2026-01-01T00:00:00.678Z') };
  const chat = await newChat(t, { agent: { automatic: false }, now: () => clock.now });
  const AttachmentId = await attached(chat, 'text/plain', 'hello');
  const { Url = '', UrlExpiry = '' } = await chat.participant.getAttachment({
    ConnectionToken: chat.ConnectionToken,
    AttachmentId,
    UrlExpiryInSeconds: 5,
  });
  assert.equal(UrlExpiry, '2026-01-01T00:00:05Z');
  const { UploadMetadata } = await startedUpload(chat, 'text/plain', 5);
  assert.match(UploadMetadata.UrlExpiry ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  clock.now = Date.parse(UrlExpiry) - 1;
  assert.equal((await fetch(Url)).status, 200);
  clock.now += 1;
  assert.equal((await fetch(Url)).status, 403);
  clock.now = Date.parse(UploadMetadata.UrlExpiry ?? '');
  assert.equal((await put(UploadMetadata, 'hello')).status, 403);
});

test('what is not supported, too large, not uploaded or not in this chat is refused', async (t) => {
  const chat = await newChat(t);
  const { participant, ConnectionToken } = chat;
  await assert.rejects(startedUpload(chat, 'application/x-msdownload', 1), invalid);
  await assert.rejects(startedUpload(chat, 'text/plain', 20 * 1024 * 1024 + 1), invalid);
  await assert.rejects(startedUpload(chat, 'text/plain', 1, 'notes.exe'), invalid);
  await assert.rejects(startedUpload(chat, 'text/plain', 1, 'notes.txt.zip'), invalid);
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

test('the names that AWS’s own clients give their files are taken, in any case', async (t) => {
  const chat = await newChat(t);
  for (const [type, name] of [
    ['audio/x-wav', 'voice.wav'],
    ['audio/vnd.wave', 'voice.wav'],
    ['application/rtf', 'letter.rtf'],
    ['text/rtf', 'letter.RTF'],
    ['IMAGE/JPEG', 'picture.jfif'],
    ['image/heic', 'no extension'],
  ] as const)
    await startedUpload(chat, type, 1, name);
});

test('a chat takes 35 attachments', async (t) => {
  const chat = await newChat(t);
  for (let number = 0; number < 35; number += 1) await startedUpload(chat, 'text/plain', 1);
  await assert.rejects(startedUpload(chat, 'text/plain', 1), answers('ServiceQuotaExceededException', 402));
});
