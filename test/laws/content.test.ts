import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, suite, test } from 'node:test';
import type { Settings } from '../../lambdas/core/settings.ts';
import { describeView } from '../../lambdas/operations/describe-view.ts';
import { operations } from '../../lambdas/operations/operations.ts';
import type { Operation } from '../../lambdas/operations/operation.ts';
import { ask, type ApiAnswer, type ApiRequest } from '../support/api-request.ts';
import { startChat, type Chat } from '../support/chat.ts';
import { startLocalApi, type LocalApi } from '../support/local-api.ts';
import { validInput } from '../support/valid-input.ts';

/** What no shape can say: the rules of content, each through the gateway, with the sentence it is refused by. */

const interactive = 'application/vnd.amazonaws.connect.message.interactive';
const response = `${interactive}.response`;
const event = 'application/vnd.amazonaws.connect.event.';
const instanceId = '11111111-1111-4111-8111-111111111111';
const contactFlowId = '22222222-2222-4222-8222-222222222222';

const environment = {
  ENTRY_POINTS: JSON.stringify({
    default: { instanceId, contactFlowId, attributes: { site: 'shop' } },
    sales: { instanceId, contactFlowId: 'flow-of-sales', chatDurationInMinutes: 60 },
    slow: { instanceId, contactFlowId: 'flow-of-the-slow', chatDurationInMinutes: 1_500 },
  }),
  ATTRIBUTE_NAMES: '["topic","language"]',
  ATTRIBUTE_PREFIX: 'web_',
  REDIRECT_URIS: '["https://www.example.com/signed-in","http://localhost:*"]',
  ATTACHMENT_TYPES: '["image/png","text/plain"]',
  ATTACHMENT_MAXIMUM: '1000',
};

/** An interactive response, as Connect takes it, of this many characters. */
function responseOf(length: number): string {
  const without = JSON.stringify({ version: '1.0', action: 'a', data: '' });
  return without.replace('""', `"${'a'.repeat(length - without.length)}"`);
}

/** How long a chat lasts: what its start asks for, what Connect is asked for, and what comes of it. Minutes. */
interface Duration {
  readonly name: 'StartChat' | 'StartChatContact';
  readonly entry?: 'sales' | 'slow';
  readonly asked?: number;
  readonly sent: number | undefined;
  readonly minutes: number;
}

const durations: readonly Duration[] = [
  { name: 'StartChat', sent: 480, minutes: 480 },
  { name: 'StartChat', entry: 'slow', sent: undefined, minutes: 1_500 },
  { name: 'StartChatContact', sent: undefined, minutes: 1_500 },
  { name: 'StartChatContact', asked: 90, sent: 90, minutes: 90 },
  { name: 'StartChatContact', asked: 1_500, sent: 1_500, minutes: 1_500 },
  { name: 'StartChatContact', entry: 'sales', sent: 60, minutes: 60 },
  { name: 'StartChatContact', entry: 'sales', asked: 90, sent: 90, minutes: 90 },
];

/** A sentence, or none for what is taken. */
type Rule = readonly [name: string, input: Readonly<Record<string, unknown>>, refusal?: string];

const messages: readonly Rule[] = [
  ['text at its most', { ContentType: 'text/plain', Content: 'a'.repeat(1_024) }],
  ['text at its most, in code points', { ContentType: 'text/plain', Content: '😀'.repeat(1_024) }],
  ['Markdown at its most', { ContentType: 'text/markdown', Content: 'a'.repeat(1_024) }],
  ['JSON at its most', { ContentType: 'application/json', Content: `"${'a'.repeat(11_998)}"` }],
  ['a response at its most', { ContentType: response, Content: responseOf(12_288) }],
  ['JSON that is null', { ContentType: 'application/json', Content: 'null' }],
  ['text that looks like JSON', { ContentType: 'text/plain', Content: '{' }],
  ...(
    [
      ['text/plain', 'a'.repeat(1_025), 1_024],
      ['text/markdown', 'a'.repeat(1_025), 1_024],
      ['application/json', `"${'a'.repeat(11_999)}"`, 12_000],
      [response, responseOf(12_289), 12_288],
    ] as const
  ).map(([type, content, most]): Rule => [
    `a character too much of ${type}`,
    { ContentType: type, Content: content },
    `Content must have length less than or equal to ${most} for ContentType ${type}`,
  ]),
  ...['{', "{'a':1}", '', ' '].flatMap((content): Rule[] =>
    content === ''
      ? []
      : ['application/json', response].map((type) => [
          `${type} that is not JSON: ${content}`,
          { ContentType: type, Content: content },
          `Content must be valid JSON for ContentType ${type}`,
        ]),
  ),
  ...['text/html', interactive, 'TEXT/PLAIN', 'text/plain; charset=utf-8', 'constructor', '__proto__'].map(
    (type): Rule => [
      `the type ${type}`,
      { ContentType: type, Content: 'a' },
      `ContentType must be one of: text/plain, text/markdown, application/json, ${response}`,
    ],
  ),
];

const receiptRefusal =
  'Content must be a JSON string {"messageId":"…"} with a messageId of 1 to 256 characters';
const events: readonly Rule[] = [
  ['typing', { ContentType: `${event}typing` }],
  ['typing with content', { ContentType: `${event}typing`, Content: 'anything' }],
  ...['delivered', 'read'].flatMap((kind): Rule[] => {
    const type = `${event}message.${kind}`;
    return [
      [`${kind} with a messageId`, { ContentType: type, Content: '{"messageId":"no-such-message"}' }],
      [
        `${kind} with a long messageId`,
        { ContentType: type, Content: JSON.stringify({ messageId: 'm'.repeat(256) }) },
      ],
      ...[
        undefined,
        'not JSON',
        'null',
        '"a"',
        '[]',
        '{}',
        '{"messageId":7}',
        '{"messageId":""}',
        '{"MessageId":"a"}',
        JSON.stringify({ messageId: 'm'.repeat(257) }),
      ].map((content): Rule => [
        `${kind} with ${content}`,
        { ContentType: type, Content: content },
        receiptRefusal,
      ]),
    ];
  }),
  ...['text/plain', `${event}participant.joined`, `${event}chat.ended`, event].map((type): Rule => [
    `the type ${type}`,
    { ContentType: type },
    `ContentType must be one of: ${event}typing, ${event}connection.acknowledged, ${event}message.delivered, ${event}message.read`,
  ]),
];

const file = { ContentType: 'image/png', AttachmentSizeInBytes: 1_000, AttachmentName: 'a.png' };
const attachments: readonly Rule[] = [
  ['a file of an allowed type at its most', file],
  [
    'a byte too much',
    { ...file, AttachmentSizeInBytes: 1_001 },
    'AttachmentSizeInBytes must be less than or equal to 1000',
  ],
  ...['image/svg+xml', 'text/html', 'image/pngx', 'image/png,text/html', ' '].map((type): Rule => [
    `the type ${type}`,
    { ...file, ContentType: type },
    'ContentType must be one of: image/png, text/plain',
  ]),
];

const SessionId = randomUUID();
const redirects: readonly Rule[] = [
  ['the configured URI', { SessionId, RedirectUri: 'https://www.example.com/signed-in' }],
  ['a path of a loopback origin', { SessionId, RedirectUri: 'http://localhost:8080/any?a=b' }],
  ...[
    'https://www.example.com/signed-in/',
    'https://www.example.com/signed-in?next=https://evil.example',
    'https://www.example.com/',
    'https://www.example.com.evil.example/signed-in',
    'http://localhost:3000@evil.example/',
    'http://localhost.evil.example:3000/',
    'javascript:alert(1)',
    '//www.example.com/signed-in',
    'null',
  ].map((RedirectUri): Rule => [
    RedirectUri,
    { SessionId, RedirectUri },
    'RedirectUri must be one of the configured redirect URIs',
  ]),
];

const ParticipantDetails = { DisplayName: 'Ada' };
const supported = 'SupportedMessagingContentTypes must';
const secret =
  'ClientToken must be a UUID (version 4) or at least 43 base64url characters of randomness: whoever knows it can have the chat';
const starts: readonly Rule[] = [
  ['the default entry point', { EntryPoint: 'default' }],
  ['an entry point by name', { EntryPoint: 'sales' }],
  ['the configured ids', { InstanceId: instanceId, ContactFlowId: contactFlowId }],
  ['the ids of another entry point', { InstanceId: instanceId, ContactFlowId: 'flow-of-sales' }],
  ...['nobody', '__proto__', 'constructor'].map((EntryPoint): Rule => [
    `the entry point ${EntryPoint}`,
    { EntryPoint },
    'EntryPoint must be one of: default, sales, slow',
  ]),
  ...[
    { InstanceId: 'another' },
    { ContactFlowId: 'another' },
    { InstanceId: contactFlowId, ContactFlowId: instanceId },
    { EntryPoint: 'default', ContactFlowId: 'flow-of-sales' },
  ].map((target): Rule => [
    JSON.stringify(target),
    target,
    'InstanceId and ContactFlowId must be the configured ones, or be left out',
  ]),
  ['text alone', { SupportedMessagingContentTypes: ['text/plain'] }],
  [
    'every type',
    {
      SupportedMessagingContentTypes: [
        'text/plain',
        'text/markdown',
        'application/json',
        interactive,
        response,
      ],
    },
  ],
  ['no text/plain', { SupportedMessagingContentTypes: ['text/markdown'] }, `${supported} contain text/plain`],
  ['no type at all', { SupportedMessagingContentTypes: [] }, `${supported} contain text/plain`],
  [
    'an unknown type',
    { SupportedMessagingContentTypes: ['text/plain', 'text/html'] },
    `${supported} be of: text/plain, text/markdown, application/json, ${interactive}, ${response}`,
  ],
  ['an initial message', { InitialMessage: { ContentType: 'text/plain', Content: 'Hello' } }],
  [
    'an initial message of another type',
    { InitialMessage: { ContentType: 'text/html', Content: 'Hello' } },
    `InitialMessage.ContentType must be one of: text/plain, text/markdown, application/json, ${response}`,
  ],
  [
    'an initial message too long',
    { InitialMessage: { ContentType: 'text/plain', Content: 'a'.repeat(1_025) } },
    'InitialMessage.Content must have length less than or equal to 1024 for ContentType text/plain',
  ],
  [
    'a persistent chat without a contact',
    { PersistentChat: { RehydrationType: 'FROM_SEGMENT' } },
    'PersistentChat.SourceContactId must be given',
  ],
  [
    'a persistent chat without a type',
    { PersistentChat: { SourceContactId: 'c' } },
    'PersistentChat.RehydrationType must be given',
  ],
  ['a ClientToken that is a UUID', { ClientToken: randomUUID() }],
  ['a ClientToken of 43 characters', { ClientToken: Buffer.alloc(32, randomUUID()).toString('base64url') }],
  // As randomBytes and digests are written: of sixteen characters, not all of which need be there.
  ['a ClientToken of 64 hexadecimal digits', { ClientToken: '8f3a1c5e'.repeat(7) + '0b9d8f3a' }],
  ['an empty ClientToken', { ClientToken: '' }],
  ...[
    '1',
    'a'.repeat(42),
    `${'a'.repeat(42)}!`,
    'a'.repeat(43),
    'ab'.repeat(22),
    '0123456789'.repeat(5),
    // No version, all bits, and every version that is not of random bits alone.
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    'c232ab00-9414-11ec-b3c8-9f6bdeced846',
    '5df41881-3aed-3515-88a7-2f4a814cf09e',
    '2ed6657d-e927-568b-95e1-2665a8aea6a2',
    '1ec9414c-232a-6b00-b3c8-9f6bdeced846',
    '017f22e2-79b0-7cc3-98c4-dc0c0c07398f',
    '320c3d4d-cc00-875b-8ec9-32d5f69181c0',
    '9c0e1c52-6c2a-4d6b-ca55-0b2f0f1f9a11',
    '11111111-1111-4111-8111-111111111111',
    '{9c0e1c52-6c2a-4d6b-8a55-0b2f0f1f9a11}',
    'INCOMING_READ_RECEIPT',
    randomUUID().slice(1),
    `${randomUUID()} `,
  ].map((ClientToken): Rule => [
    `the ClientToken "${ClientToken.length > 40 ? 'that is no secret' : ClientToken}"`,
    { ClientToken },
    secret,
  ]),
];

const unseen = 'ParticipantDetails.DisplayName must have a visible character';
const turned =
  'ParticipantDetails.DisplayName must not have line breaks, control characters or bidi overrides';

/** Names that agents read, of a participant with these details. */
function displayNames(details: Readonly<Record<string, unknown>> = {}): readonly Rule[] {
  const named = (what: string, DisplayName: string, refusal?: string): Rule => {
    const members = { ParticipantDetails: { ...details, DisplayName } };
    return refusal === undefined ? [`the name ${what}`, members] : [`the name ${what}`, members, refusal];
  };
  return [
    ...['Ada Lovelace', 'Zoë', 'Zoe\u0308', 'می\u200cخواهم', '田中', 'محمد', '👩‍👩‍👧', "O'Neill-Smith"].map(
      (name) => named(name, name),
    ),
    ...[
      '  ',
      '\u00a0',
      '\u200b',
      '\u3000\u200d',
      // Letters and marks that show nothing: fillers, an empty Braille cell, marks without a letter.
      '\u3164',
      '\u115f\u1160',
      '\uffa0',
      '\u2800',
      '\u0301',
      '\ufe0f',
      '\u034f',
      '\u00ad',
      '\u{e0041}',
    ].map((name) => named(JSON.stringify(name), name, unseen)),
    ...['Ada\nBcc: x', 'a\tb', 'a\u0000', 'a\u0085b', 'Agent \u202etxt', 'a\u2066b', 'a\u2028b'].map((name) =>
      named(JSON.stringify(name), name, turned),
    ),
  ];
}

const attributes: readonly Rule[] = [
  ['allowed attributes', { Attributes: { topic: 'returns', language: 'de' } }],
  ['no attributes', { Attributes: {} }],
  ...['other', 'web_topic', 'site', 'Topic', '__proto__', 'constructor'].map((name): Rule => [
    `the attribute ${name}`,
    { Attributes: Object.fromEntries([[name, 'a']]) },
    'Attributes may have the names: topic, language',
  ]),
  [
    'attributes at their most',
    { Attributes: { topic: 'a'.repeat(32_768 - 'web_topic'.length - 'siteshop'.length) } },
  ],
  [
    "a byte too much with the prefix and the entry point's own",
    { Attributes: { topic: 'a'.repeat(32_769 - 'web_topic'.length - 'siteshop'.length) } },
    'Attributes must have at most 32768 UTF-8 bytes in all its keys and values',
  ],
];

const rules: Readonly<Record<string, readonly Rule[]>> = {
  SendMessage: messages,
  SendEvent: events,
  StartAttachmentUpload: attachments,
  GetAuthenticationUrl: redirects,
  StartChat: [...starts, ...attributes, ...displayNames()],
  CreateGuest: displayNames({ ParticipantRole: 'CUSTOMER' }).filter(([, , refusal]) => refusal),
  DescribeView: [['slashes and dots', { ViewToken: 'a/../b..' }]],
  StartChatContact: [
    ...starts,
    ['any attribute', { Attributes: { other: 'a' } }],
    [
      'an attribute with a name that is none',
      { Attributes: { 'a b': 'a', é: 'b' } },
      'A key of Attributes must be of the letters a to z and A to Z, digits, dash and underscore',
    ],
    [
      'a related contact of a persistent chat',
      {
        PersistentChat: { RehydrationType: 'FROM_SEGMENT', SourceContactId: 'c' },
        RelatedContactId: 'd',
      },
      'RelatedContactId must be left out when PersistentChat is given',
    ],
  ],
  GetAvailability: [
    [
      'an entry point that is not configured',
      { EntryPoint: 'support' },
      'EntryPoint must be one of: default, sales, slow',
    ],
  ],
  CreateParticipant: [
    ['the configured instance', { InstanceId: instanceId }],
    ['another instance', { InstanceId: 'another' }, 'InstanceId must be the configured one, or be left out'],
    ['a ClientToken that is no secret', { ClientToken: '1' }, secret],
    ...displayNames({ ParticipantRole: 'CUSTOM_BOT' }).filter(([, , refusal]) => refusal),
  ],
};

suite('Rules of content', () => {
  let api: LocalApi;
  let chat: Chat;
  before(async () => {
    api = await startLocalApi({ environment });
    chat = await startChat(api);
  });
  after(() => api.close());

  async function send(operation: Operation, request: ApiRequest): Promise<ApiAnswer> {
    return await ask(api.url, operation, { bearer: chat.bearer, ...request });
  }

  test('a ViewToken is no way to somewhere else', () => {
    // An HTTP client resolves these before it sends them; a hand-written request does not.
    for (const ViewToken of ['.', '..'])
      assert.deepEqual(describeView.check?.({ ViewToken }, {} as Settings), [
        'ViewToken must be one that a message has',
      ]);
  });

  test('every operation with rules of its own has them here', () => {
    const checked = operations.filter(({ check }) => check).map(({ name }) => name);
    assert.deepEqual(Object.keys(rules).toSorted(), checked.toSorted());
  });

  for (const operation of operations)
    for (const [name, members, refusal] of rules[operation.name] ?? [])
      test(`${operation.name} ${refusal === undefined ? 'takes' : 'refuses'} ${name}`, async () => {
        // What an event has said in a session is not said again.
        const { bearer } = operation.name === 'SendEvent' ? await startChat(api) : chat;
        const calls = api.simulator.calls.length;
        const items = await api.items();
        const base = {
          ...validInput(operation),
          ...('ParticipantDetails' in operation.input.members && operation.access !== 'iam'
            ? { ParticipantDetails }
            : {}),
        };
        const fresh = 'ClientToken' in base ? { ClientToken: randomUUID() } : {};
        const answer = await send(operation, { bearer, input: { ...base, ...fresh, ...members } });
        if (refusal === undefined) {
          assert(api.simulator.calls.length > calls, answer.text);
        } else {
          assert.equal(answer.status, 400);
          assert.deepEqual(answer.body, { __type: 'ValidationException', message: refusal });
          assert.equal(api.simulator.calls.length, calls);
          assert.deepEqual(await api.items(), items);
        }
      });

  test('Connect gets attributes under their prefix, beside those of the entry point, which nothing overrides', async () => {
    await startChat(api, { attributes: { topic: 'returns' } });
    const { body } = api.simulator.calls.findLast(({ operation }) => operation === 'StartChatContact') ?? {};
    assert.partialDeepStrictEqual(body, {
      InstanceId: instanceId,
      ContactFlowId: contactFlowId,
      Attributes: { web_topic: 'returns', site: 'shop' },
    });
    await send(named('StartChatContact'), {
      input: { ...validInput(named('StartChatContact')), Attributes: { site: 'other', topic: 'a' } },
    });
    const call = api.simulator.calls.findLast(({ operation }) => operation === 'StartChatContact');
    assert.partialDeepStrictEqual(call?.body, { Attributes: { site: 'shop', topic: 'a' } });
  });

  test('a chat of an entry point with a duration ends when that is over', async () => {
    const { body } = await send(named('StartChat'), { input: { ParticipantDetails, EntryPoint: 'sales' } });
    const call = api.simulator.calls.findLast(({ operation }) => operation === 'StartChatContact');
    assert.partialDeepStrictEqual(call?.body, { ChatDurationInMinutes: 60 });
    const session = await send(named('GetSession'), { bearer: String(body['ParticipantToken']) });
    const ahead = Date.parse(String(session.body['Expiry'])) - Date.now();
    assert(ahead > 0 && ahead <= 3_600_000);
  });

  for (const { name, entry, asked, minutes, sent } of durations)
    test(`${name} for ${entry ?? 'default'}, asked for ${asked ?? 'no'} minutes, lasts ${minutes}, and so does its session`, async () => {
      const { body } = await send(named(name), {
        input: {
          ParticipantDetails,
          ...(entry !== undefined && { EntryPoint: entry }),
          ...(asked !== undefined && { ChatDurationInMinutes: asked }),
        },
      });
      const call = api.simulator.calls.findLast(({ operation }) => operation === 'StartChatContact');
      assert(call);
      const { ChatDurationInMinutes } = call.body as { ChatDurationInMinutes?: number };
      assert.equal(ChatDurationInMinutes, sent);
      const session = await send(named('GetSession'), { bearer: String(body['ParticipantToken']) });
      const ahead = Date.parse(String(session.body['Expiry'])) - Date.now();
      assert(ahead > (minutes - 1) * 60_000 && ahead <= minutes * 60_000, String(ahead));
    });

  test('Idempotency-Key takes the place of ClientToken, with or without quotes, and has its bounds', async () => {
    const operation = named('SendMessage');
    const input = validInput(operation);
    const sent = async (key: string, clientToken?: string): Promise<string> => {
      const { body, status, text } = await send(operation, {
        input: { ...input, ...(clientToken !== undefined && { ClientToken: clientToken }) },
        headers: { 'idempotency-key': key },
      });
      assert.equal(status, 200, text);
      return String(body['Id']);
    };
    const key = randomUUID();
    const first = await sent(key);
    assert.equal(await sent(`"${key}"`), first);
    assert.equal(await sent(key, 'another'), first);
    assert.notEqual(await sent(randomUUID(), key), first);
    await sent('k'.repeat(500));
    for (const wrong of ['k'.repeat(501), 'two words', 'é', '""']) {
      const answer = await send(operation, { input, headers: { 'idempotency-key': wrong } });
      assert.equal(answer.body['message'], 'Idempotency-Key must have 1 to 500 visible ASCII characters');
    }
    const start = named('StartChat');
    const refused = await send(start, { input: { ParticipantDetails }, headers: { 'idempotency-key': '1' } });
    assert.equal(refused.body['message'], secret);
  });

  test('a persistent chat needs the bearer of the earlier session, over or not, from its own origin', async () => {
    const origin = 'http://localhost:4000';
    const earlier = await startChat(api, { origin });
    const stranger = await startChat(api, { origin });
    await send(named('DisconnectParticipant'), { bearer: earlier.bearer });
    const start = async (bearer: string | undefined, from = origin): Promise<ApiAnswer> =>
      await ask(api.url, named('StartChat'), {
        input: {
          ParticipantDetails,
          PersistentChat: { RehydrationType: 'ENTIRE_PAST_SESSION', SourceContactId: earlier.contactId },
        },
        bearer,
        headers: { origin: from },
      });
    const calls = api.simulator.calls.length;
    const items = await api.items();
    for (const answer of [
      await start(undefined),
      await start('malformed'),
      await start(stranger.bearer),
      await start(earlier.bearer, 'http://localhost:4001'),
    ])
      assert.equal(answer.status, 403);
    assert.equal(api.simulator.calls.length, calls);
    assert.deepEqual(await api.items(), items);
    const continued = await start(earlier.bearer);
    assert.equal(continued.status, 200, continued.text);
    assert.equal(continued.body['ContinuedFromContactId'], earlier.contactId);
  });
});

function named(name: string): Operation {
  const operation = operations.find((candidate) => candidate.name === name);
  assert(operation);
  return operation;
}
