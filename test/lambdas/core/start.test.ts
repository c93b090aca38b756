import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  attributeProblems,
  browserChatMinutes,
  chatReferenceAttribute,
  contactAttributeProblems,
  cookieProblems,
  entryPointOf,
  entryPointProblems,
  instanceProblems,
  secretProblems,
  startInput,
  startProblems,
  verificationProblems,
  withReference,
} from '../../../lambdas/core/start.ts';
import type { EntryPoint, Settings } from '../../../lambdas/core/settings.ts';

const first: EntryPoint = { instanceId: 'instance', contactFlowId: 'flow' };
const sales: EntryPoint = {
  instanceId: 'instance',
  contactFlowId: 'sales flow',
  attributes: { team: 'sales' },
};
const abroad: EntryPoint = { instanceId: 'abroad', contactFlowId: 'flow abroad' };
const settings: Settings = {
  entryPoints: { default: first, sales, abroad },
  allowedOrigins: [],
  cookieOrigins: [],
  attributeNames: ['topic', 'page'],
  attributePrefix: 'web_',
  redirectUris: [],
  attachmentTypes: [],
  attachmentMaximum: 0,
  messageMaximum: { 'text/plain': 10, 'text/markdown': 10 },
  quotas: {},
};
const { default: _default, ...withoutDefault } = settings.entryPoints;
const undirected: Settings = { ...settings, entryPoints: withoutDefault };
const uuid = '0f8fad5b-d9cb-469f-a165-70867728950e';

test('a request gets the entry point that it names, if instance and flow are its own', () => {
  assert.equal(entryPointOf({ EntryPoint: 'sales' }, settings), sales);
  assert.equal(entryPointOf({ EntryPoint: 'sales', InstanceId: 'instance' }, settings), sales);
  assert.equal(entryPointOf({ EntryPoint: 'sales', ContactFlowId: 'sales flow' }, settings), sales);
  assert.equal(entryPointOf({ EntryPoint: 'sales', InstanceId: 'abroad' }, settings), undefined);
  assert.equal(entryPointOf({ EntryPoint: 'sales', ContactFlowId: 'flow' }, settings), undefined);
  for (const name of ['unknown', 'constructor', '__proto__'])
    assert.equal(entryPointOf({ EntryPoint: name }, settings), undefined);
});

test('one that names none gets the default, or the one whose instance and flow it gives', () => {
  assert.equal(entryPointOf({}, settings), first);
  assert.equal(entryPointOf({ InstanceId: 'instance' }, settings), first);
  assert.equal(entryPointOf({ ContactFlowId: 'sales flow' }, settings), sales);
  assert.equal(entryPointOf({ InstanceId: 'abroad' }, settings), abroad);
  assert.equal(entryPointOf({ InstanceId: 'abroad', ContactFlowId: 'flow' }, settings), undefined);
  assert.equal(entryPointOf({ InstanceId: 'instance' }, undirected), sales);
});

test('the default comes before another that fits, wherever it stands', () => {
  const entryPoints = { sales, abroad, default: first };
  assert.equal(entryPointOf({}, { ...settings, entryPoints }), first);
});

test('a request that means no entry point is told which there are, or that what it gives is not configured', () => {
  assert.deepEqual(entryPointProblems({}, settings), []);
  const named = ['EntryPoint must be one of: default, sales, abroad'];
  assert.deepEqual(entryPointProblems({ EntryPoint: 'unknown' }, settings), named);
  const configured = ['InstanceId and ContactFlowId must be the configured ones, or be left out'];
  for (const target of [
    { InstanceId: 'unknown' },
    { ContactFlowId: 'unknown' },
    { EntryPoint: 'sales', InstanceId: 'abroad' },
  ])
    assert.deepEqual(entryPointProblems(target, settings), configured);
  assert.deepEqual(entryPointProblems({ EntryPoint: 'x' }, undirected), [
    'EntryPoint must be one of: sales, abroad',
  ]);
});

test('an instance is the configured one, or left out', () => {
  assert.deepEqual(instanceProblems({}, settings), []);
  assert.deepEqual(instanceProblems({ InstanceId: 'abroad' }, settings), []);
  const problems = ['InstanceId must be the configured one, or be left out'];
  assert.deepEqual(instanceProblems({ InstanceId: 'unknown' }, settings), problems);
});

function nameProblems(
  given: Readonly<Record<string, string>>,
  attributeNames: readonly string[],
): readonly string[] {
  return attributeProblems(given, {}, { ...settings, attributeNames });
}

test('a browser sets attributes of the allowed names alone', () => {
  assert.deepEqual(nameProblems({ topic: '1', page: '2' }, ['topic', 'page']), []);
  assert.deepEqual(nameProblems({}, []), []);
  const some = ['Attributes may have the names: topic, page'];
  assert.deepEqual(nameProblems({ topic: '1', other: '2' }, ['topic', 'page']), some);
  const none = ['Attributes must be left out: no attribute name is allowed by configuration'];
  assert.deepEqual(nameProblems({ topic: '1' }, []), none);
  assert.deepEqual(nameProblems({ anything: '1' }, ['*']), []);
  assert.equal(nameProblems({ 'no name': '1' }, ['*']).length, 1);
});

function keyProblems(name: string): readonly string[] {
  return contactAttributeProblems({ fine: '', [name]: '' }, {}, settings);
}

test('attribute names are of letters, digits, dash and underscore', () => {
  for (const name of ['a', 'Z9-_', '0']) assert.deepEqual(keyProblems(name), []);
  for (const name of ['', ' a', 'a ', 'a.b', 'ä', 'a\n'])
    assert.deepEqual(keyProblems(name), [
      'A key of Attributes must be of the letters a to z and A to Z, digits, dash and underscore',
    ]);
});

function byteProblems(bytes: number, EntryPoint?: string): readonly string[] {
  const given = { ä: '€'.repeat(10), a: 'x'.repeat(bytes - 33) };
  const target = EntryPoint === undefined ? {} : { EntryPoint };
  return contactAttributeProblems(given, target, settings).filter((one) => one.includes('bytes'));
}

test('attributes have 32,768 UTF-8 bytes at most, keys and the entry point’s own among them', () => {
  const problem = ['Attributes must have at most 32768 UTF-8 bytes in all its keys and values'];
  assert.deepEqual(byteProblems(32_768), []);
  assert.deepEqual(byteProblems(32_769), problem);
  assert.deepEqual(byteProblems(32_768 - 'teamsales'.length, 'sales'), []);
  assert.deepEqual(byteProblems(32_769 - 'teamsales'.length, 'sales'), problem);
  assert.deepEqual(contactAttributeProblems({}, { EntryPoint: 'unknown' }, settings), []);
});

test('a session in a cookie is asked for only where a page may have one', () => {
  const allowed = { ...settings, cookieOrigins: ['https://www.example.com'] };
  const problem = ['session must be left out: no page may have a cookie by configuration'];
  assert.deepEqual(cookieProblems({ session: 'cookie' }, { ...settings, cookieOrigins: [] }), problem);
  assert.deepEqual(cookieProblems({ session: 'cookie' }, allowed), []);
  assert.deepEqual(cookieProblems({}, { ...settings, cookieOrigins: [] }), []);
  assert.deepEqual(cookieProblems({}, allowed), []);
});

/** The members of which a start has problems. */
function named(start: Parameters<typeof startProblems>[0]): readonly string[] {
  return startProblems(start, settings).map((problem) => problem.split(' must ')[0] ?? '');
}

test('a start names each of its problems by its member', () => {
  assert.deepEqual(named({}), []);
  assert.deepEqual(
    named({
      ClientToken: uuid,
      ParticipantDetails: { DisplayName: 'Ada' },
      InitialMessage: { ContentType: 'text/markdown', Content: 'Hello' },
      SupportedMessagingContentTypes: ['text/plain', 'text/markdown'],
      PersistentChat: { RehydrationType: 'ENTIRE_PAST_SESSION', SourceContactId: 'earlier' },
    }),
    [],
  );
  assert.deepEqual(named({ RelatedContactId: 'other', SupportedMessagingContentTypes: ['text/plain'] }), []);
  assert.deepEqual(named({ ClientToken: 'short', ParticipantDetails: { DisplayName: ' ' } }), [
    'ClientToken',
    'ParticipantDetails.DisplayName',
  ]);
  assert.deepEqual(named({ InitialMessage: { ContentType: 'text/plain', Content: 'x'.repeat(11) } }), [
    'InitialMessage.Content',
  ]);
  assert.deepEqual(named({ SupportedMessagingContentTypes: ['text/markdown'] }), [
    'SupportedMessagingContentTypes',
  ]);
  assert.deepEqual(
    named({
      InitialMessage: { ContentType: 'text/markdown', Content: '' },
      SupportedMessagingContentTypes: ['text/plain'],
    }),
    ['InitialMessage.ContentType'],
  );
});

test('a persistent chat has both its members, and no related contact', () => {
  assert.deepEqual(startProblems({ PersistentChat: {}, RelatedContactId: 'other' }, settings), [
    'PersistentChat.SourceContactId must be given',
    'PersistentChat.RehydrationType must be given',
    'RelatedContactId must be left out when PersistentChat is given',
  ]);
});

test('a token of the verification is asked for where there is one', () => {
  const verifying = { ...settings, verification: { kind: 'turnstile' } } as unknown as Settings;
  assert.deepEqual(verificationProblems({}, verifying), ['VerificationToken must be given']);
  assert.deepEqual(verificationProblems({ VerificationToken: 'token' }, verifying), []);
  assert.deepEqual(verificationProblems({}, settings), []);
});

/** 43 characters, of which so many are different. */
function distinct(count: number): string {
  return 'abcdefghijk-_ABC'.slice(0, count).padEnd(43, 'a');
}

test('a ClientToken that leads to a bearer is a random UUID or as many random characters', () => {
  for (const fine of [undefined, '', uuid, uuid.toUpperCase(), distinct(11), `${distinct(12)}z`])
    assert.deepEqual(secretProblems(fine), [], fine);
  for (const wrong of [
    'secret',
    `${uuid}0`,
    `0${uuid}`,
    uuid.replace('469f', '169f'),
    uuid.replace('a165', 'c165'),
    uuid.replaceAll('-', ''),
    '00000000-0000-4000-8000-000000000012',
    distinct(10),
    distinct(11).slice(1),
    `${distinct(11)} `,
    ` ${distinct(11)}`,
    distinct(11).replaceAll('a', '!'),
  ])
    assert.deepEqual(
      secretProblems(wrong),
      [
        'ClientToken must be a UUID (version 4) or at least 43 base64url characters of randomness: whoever knows it can have the chat',
      ],
      wrong,
    );
});

test('a UUID is random enough with seven different characters, whatever their case', () => {
  assert.deepEqual(secretProblems('00000000-0000-4000-8000-000000012300'), []);
  assert.equal(secretProblems('00000000-0000-4000-8000-00000aA11000').length, 1);
});

test('each part of a UUID is of hexadecimal digits', () => {
  for (let at = 0; at < uuid.length; at++)
    if (uuid[at] !== '-') {
      const broken = `${uuid.slice(0, at)}g${uuid.slice(at + 1)}`;
      assert.equal(secretProblems(broken).length, 1, broken);
    }
});

const visitor = { ParticipantDetails: { DisplayName: 'Ada' } };

test('Connect is asked for the chat with what the entry point says', () => {
  assert.deepEqual(
    startInput({ ...visitor, EntryPoint: 'sales', VerificationToken: 'x' }, 'iam', first, settings),
    {
      ...visitor,
      InstanceId: 'instance',
      ContactFlowId: 'flow',
    },
  );
  assert.deepEqual(
    startInput(
      { ...visitor, Attributes: { topic: 'x', team: 'mine' }, RelatedContactId: 'other' },
      'public',
      sales,
      {
        ...settings,
        attributePrefix: '',
      },
    ),
    {
      ...visitor,
      RelatedContactId: 'other',
      ChatDurationInMinutes: browserChatMinutes,
      InstanceId: 'instance',
      ContactFlowId: 'sales flow',
      Attributes: { topic: 'x', team: 'sales' },
    },
  );
});

test('attributes of a browser get the prefix, those of a back end do not', () => {
  const input = { ...visitor, Attributes: { topic: 'x' } };
  assert.deepEqual(startInput(input, 'public', first, settings).Attributes, { web_topic: 'x' });
  assert.deepEqual(startInput(input, 'iam', first, settings).Attributes, { topic: 'x' });
});

/** The minutes that Connect is asked for: the entry point's, and those of the request. */
function minutes(access: 'public' | 'iam', own?: number, asked?: number): number | undefined {
  const entry = own === undefined ? first : { ...first, chatDurationInMinutes: own };
  const input = { ...visitor, ...(asked !== undefined && { ChatDurationInMinutes: asked }) };
  return startInput(input, access, entry, settings).ChatDurationInMinutes;
}

test('a chat lasts as the entry point has it, else eight hours from a browser and as asked from a back end', () => {
  assert.equal(minutes('public'), 480);
  assert.equal(minutes('public', 90), 90);
  assert.equal(minutes('iam'), undefined);
  assert.equal(minutes('iam', 90), 90);
  assert.equal(minutes('iam', undefined, 70), 70);
  assert.equal(minutes('public', 1_500), undefined, 'Connect’s own need not be asked for');
});

test('what sign-in says of the visitor comes before what the browser says, and its attributes are kept for it', () => {
  const signIn = { claims: { attributes: { 'custom:tier': 'web_tier' } } } as unknown as NonNullable<
    Settings['signIn']
  >;
  const input = { Attributes: { tier: 'gold', topic: 'x' }, ParticipantDetails: { DisplayName: 'Browser' } };
  const signing = { ...settings, signIn };
  const identity = { displayName: 'Ada', customerId: 'customer', attributes: { web_tier: 'silver' } };
  const asked = startInput(input, 'public', first, signing, identity);
  assert.deepEqual(asked.ParticipantDetails, { DisplayName: 'Ada' });
  assert.equal(asked.CustomerId, 'customer');
  assert.deepEqual(asked.Attributes, { web_topic: 'x', web_tier: 'silver' });
  const unknown = startInput(input, 'public', first, signing, { attributes: {} });
  assert.deepEqual(unknown.ParticipantDetails, { DisplayName: 'Browser' });
  assert.ok(!('CustomerId' in unknown));
  assert.deepEqual(unknown.Attributes, { web_topic: 'x' });
  const { ParticipantDetails, Attributes } = startInput(input, 'public', first, {
    ...settings,
    signIn: { claims: {} } as NonNullable<Settings['signIn']>,
  });
  assert.deepEqual(ParticipantDetails, { DisplayName: 'Browser' });
  assert.deepEqual(Attributes, { web_tier: 'gold', web_topic: 'x' });
});

test('the reference to the session’s row goes with the attributes, unless there is no room for it', () => {
  assert.equal(chatReferenceAttribute, 'ConnectChatBffSession');
  const asked = { InstanceId: 'instance', Attributes: { topic: 'x' } };
  assert.deepEqual(withReference(asked, 'id'), {
    InstanceId: 'instance',
    Attributes: { topic: 'x', ConnectChatBffSession: 'id' },
  });
  const room = 32_768 - 'ConnectChatBffSession'.length - 'id'.length - 'a'.length;
  const full = { Attributes: { a: 'x'.repeat(room) } };
  assert.equal(withReference(full, 'id').Attributes['ConnectChatBffSession' as 'a'], 'id');
  const over = { Attributes: { a: 'x'.repeat(room + 1) } };
  assert.equal(withReference(over, 'id'), over);
});
