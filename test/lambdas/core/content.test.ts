import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  attachmentProblems,
  displayNameProblems,
  eventProblems,
  events,
  isTyping,
  messageProblems,
  messagingContentTypeProblems,
  messagingContentTypes,
  redirectProblems,
  saidBy,
} from '../../../lambdas/core/content.ts';
import type { Settings } from '../../../lambdas/core/settings.ts';

const interactive = 'application/vnd.amazonaws.connect.message.interactive';
const event = 'application/vnd.amazonaws.connect.event';
const settings: Settings = {
  entryPoints: {},
  allowedOrigins: [],
  cookieOrigins: [],
  attributeNames: [],
  attributePrefix: '',
  redirectUris: ['app://signed-in'],
  attachmentTypes: ['image/png', 'application/pdf'],
  attachmentMaximum: 1_000,
  messageMaximum: {
    'text/plain': 3,
    'application/json': 20,
    [`${interactive}.response`]: 20,
    [interactive]: 20,
  },
  quotas: {},
};

function ofMessage(ContentType: string, Content: string): readonly string[] {
  return messageProblems('At.', { ContentType, Content }, settings);
}

test('a message is of a type that there is, and as long as its type may be, in characters', () => {
  assert.deepEqual(ofMessage('text/plain', '😀😀😀'), []);
  assert.deepEqual(ofMessage('text/plain', '😀😀😀x'), [
    'At.Content must have length less than or equal to 3 for ContentType text/plain',
  ]);
  for (const type of ['text/html', 'constructor'])
    assert.deepEqual(ofMessage(type, ''), [
      `At.ContentType must be one of: text/plain, application/json, ${interactive}.response, ${interactive}`,
    ]);
});

test('JSON is asked for where the type says it, and nowhere else', () => {
  for (const type of ['application/json', `${interactive}.response`]) {
    assert.deepEqual(ofMessage(type, '{"a":1}'), []);
    assert.deepEqual(ofMessage(type, '{'), [`At.Content must be valid JSON for ContentType ${type}`]);
  }
  assert.deepEqual(ofMessage('text/plain', '{'), []);
  assert.deepEqual(ofMessage(interactive, '{'), []);
});

test('a display name has something to see, and nothing that writes elsewhere', () => {
  for (const name of [undefined, 'Ada', ' Ada ', 'Ä', '你', '👩‍💻', 'e\u0301'])
    assert.deepEqual(displayNameProblems('At.', name), [], name);
  for (const name of ['A\n', '\u2028A', 'A\u202E', '\u2066A', 'A\u0000'])
    assert.deepEqual(
      displayNameProblems('At.', name),
      ['At.DisplayName must not have line breaks, control characters or bidi overrides'],
      JSON.stringify(name),
    );
  for (const name of ['', ' ', '\u00A0', '\u200B', '\u2800', '\u3164', '\uFE0F', ' \u0301\u200D'])
    assert.deepEqual(
      displayNameProblems('At.', name),
      ['At.DisplayName must have a visible character'],
      JSON.stringify(name),
    );
});

test('a visitor sends four events', () => {
  assert.deepEqual(events, [
    `${event}.typing`,
    `${event}.connection.acknowledged`,
    `${event}.message.delivered`,
    `${event}.message.read`,
  ]);
  assert.ok(isTyping({ ContentType: `${event}.typing` }));
  assert.ok(!isTyping({ ContentType: `${event}.message.read` }));
  assert.deepEqual(eventProblems({ ContentType: 'text/plain' }), [
    `ContentType must be one of: ${events.join(', ')}`,
  ]);
  assert.deepEqual(eventProblems({ ContentType: `${event}.typing` }), []);
  assert.deepEqual(
    eventProblems({ ContentType: `${event}.connection.acknowledged`, Content: 'anything' }),
    [],
  );
});

test('a receipt names the message, in 1 to 256 characters', () => {
  for (const ContentType of [`${event}.message.delivered`, `${event}.message.read`]) {
    const problems = (messageId: unknown): readonly string[] =>
      eventProblems({ ContentType, Content: JSON.stringify({ messageId }) });
    for (const id of ['x', 'x'.repeat(256)]) assert.deepEqual(problems(id), []);
    const problem = [
      'Content must be a JSON string {"messageId":"…"} with a messageId of 1 to 256 characters',
    ];
    for (const id of ['', 'x'.repeat(257), 5, undefined]) assert.deepEqual(problems(id), problem);
    for (const Content of ['{', '"text"', '[]', 'null'])
      assert.deepEqual(eventProblems({ ContentType, Content }), problem);
    assert.deepEqual(eventProblems({ ContentType }), problem);
  }
});

test('what an event says is that somebody types, or which message has arrived or was read', () => {
  const Content = '{"messageId":"message"}';
  assert.deepEqual(saidBy({ ContentType: `${event}.typing` }), { kind: 'typing' });
  assert.deepEqual(saidBy({ ContentType: `${event}.message.read`, Content }), {
    kind: 'read',
    message: 'message',
  });
  assert.deepEqual(saidBy({ ContentType: `${event}.message.delivered`, Content }), {
    kind: 'delivered',
    message: 'message',
  });
  assert.equal(saidBy({ ContentType: `${event}.connection.acknowledged` }), undefined);
});

function ofAttachment(ContentType: string, AttachmentSizeInBytes: number): readonly string[] {
  return attachmentProblems({ ContentType, AttachmentSizeInBytes }, settings);
}

test('an attachment is of a type and a size that are configured', () => {
  const type = 'ContentType must be one of: image/png, application/pdf';
  const size = 'AttachmentSizeInBytes must be less than or equal to 1000';
  assert.deepEqual(ofAttachment('application/pdf', 1_000), []);
  assert.deepEqual(ofAttachment('text/html', 1_000), [type]);
  assert.deepEqual(ofAttachment('image/png', 1_001), [size]);
  assert.deepEqual(ofAttachment('text/html', 1_001), [type, size]);
});

test('a redirect URI is a configured one', () => {
  assert.deepEqual(redirectProblems({ RedirectUri: 'app://signed-in' }, settings), []);
  assert.deepEqual(redirectProblems({ RedirectUri: 'app://elsewhere' }, settings), [
    'RedirectUri must be one of the configured redirect URIs',
  ]);
});

test('content types are Connect’s, with plain text among them', () => {
  assert.deepEqual(messagingContentTypes, [
    'text/plain',
    'text/markdown',
    'application/json',
    interactive,
    `${interactive}.response`,
  ]);
  assert.deepEqual(messagingContentTypeProblems(messagingContentTypes), []);
  assert.deepEqual(messagingContentTypeProblems(['text/markdown']), [
    'SupportedMessagingContentTypes must contain text/plain',
  ]);
  assert.deepEqual(messagingContentTypeProblems(['text/plain', 'text/html']), [
    `SupportedMessagingContentTypes must be of: ${messagingContentTypes.join(', ')}`,
  ]);
});
