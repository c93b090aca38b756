import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Settings as RequestSettings } from '../../lambdas/core/settings.ts';
import { readEnvironment } from '../../lambdas/environment.ts';
import { requestSettings } from '../../lambdas/settings/request-settings.ts';
import { parseSettings } from '../../lib/config/config.ts';
import { functionEnvironment } from '../../lib/functions/function-environment.ts';

/** The stack and the functions read one declaration: what one of them takes, the other takes, as the same. */

const instanceArn = 'arn:aws:connect:eu-central-1:123456789012:instance/11111111-1111-4111-8111-111111111111';
const flow = '22222222-2222-4222-8222-222222222222';
const least = {
  instanceArn,
  contactFlowId: flow,
  allowedOrigins: ['https://www.example.com'],
  loopback: true,
};

type Name = Exclude<keyof RequestSettings, 'entryPoints'>;

/** Strings about the edges of what a setting takes, and beyond them. */
const name = fc.oneof(
  fc.stringMatching(/^[\w-]{0,130}$/),
  fc.constantFrom(
    '*',
    '',
    'ä',
    'a.b',
    'a b',
    'x'.repeat(64),
    'x'.repeat(65),
    'x'.repeat(128),
    'x'.repeat(129),
  ),
);
const oddUri = fc
  .tuple(
    fc.constantFrom('https', 'http', 'capacitor', 'javascript', 'ftp', 'file', 'data', 'HTTPS', ''),
    fc.constantFrom('://', ':', '//'),
    fc.constantFrom(
      'www.example.com',
      'localhost',
      '127.0.0.1',
      'a_b.example',
      'u@localhost',
      '',
      `${'a'.repeat(60)}.`.repeat(5),
    ),
    fc.constantFrom('', ':3000', ':*', ':0', ':70000'),
    fc.constantFrom('', '/', '/signed-in', '?a=b', '#a', ' '),
  )
  .map((parts) => parts.join(''));
const uri = fc.oneof(
  { weight: 1, arbitrary: oddUri },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'https://www.example.com',
      'https://shop.example',
      'https://www.example.com/signed-in',
      'http://shop.example',
      'http://localhost:*',
      'capacitor://localhost',
    ),
  },
);
const whole = fc.oneof(
  fc.integer({ min: -1, max: 200_000_000 }),
  fc.constantFrom(0, 1, 1.5, 16_384, 16_385, 104_857_600, 104_857_601, Number.NaN, null, '10', true),
);
const few = <T>(element: fc.Arbitrary<T>): fc.Arbitrary<unknown> => fc.array(element, { maxLength: 3 });
const record = (key: fc.Arbitrary<string>, value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.dictionary(key, value, { maxKeys: 3 });
const odd = fc.constantFrom<unknown>(null, true, 7, 'text', [], {}, [7], [''], { a: {} });
const claims = fc.record(
  { displayName: name, customerId: fc.oneof(name, odd), attributes: record(name, name) },
  { requiredKeys: [] },
);
const signIn = fc.record(
  {
    issuer: uri,
    audience: fc.array(fc.constantFrom('a', 'b', ''), { maxLength: 2 }),
    jwksUri: uri,
    claims: fc.oneof({ weight: 5, arbitrary: claims }, { weight: 1, arbitrary: odd }),
    anonymous: fc.oneof({ weight: 5, arbitrary: fc.boolean() }, { weight: 1, arbitrary: odd }),
  },
  { requiredKeys: ['issuer', 'audience', 'claims', 'anonymous'] },
);

const quota = fc.oneof(
  fc.record({ rate: fc.integer({ min: 0, max: 10_001 }), burst: fc.constantFrom(1, 10_000, 10_001, 1.5) }),
  odd,
);
const quotas = record(
  fc.constantFrom('send', 'event', 'connection', 'sent', '', '11111111-1111-4111-8111-111111111111'),
  fc.oneof(quota, record(fc.constantFrom('send', 'read', 'reads'), quota)),
);
const startsIn = fc.oneof(
  fc.constant(false),
  fc.record({ starts: whole, minutes: fc.oneof(fc.integer({ min: 0, max: 60 }), whole) }),
);
const small = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 100 }) },
  { weight: 1, arbitrary: whole },
);
const admission = fc.record(
  {
    chats: small,
    chatsOf: record(name, small),
    share: small,
    rate: small,
    burst: small,
    perNetwork: startsIn,
    perUser: startsIn,
  },
  { requiredKeys: [] },
);
const secretArn = fc.constantFrom(
  'arn:aws:secretsmanager:eu-central-1:123456789012:secret:captcha-a1b2c3',
  'arn:aws:ssm:eu-central-1:123456789012:parameter/chat/captcha',
  'arn:aws:kms:eu-central-1:123456789012:key/a',
  'captcha',
  '',
);
const verification = fc.record(
  {
    provider: fc.constantFrom('turnstile', 'recaptcha', 'recaptcha', 'hcaptcha'),
    url: fc.constantFrom(
      'https://challenges.cloudflare.com/turnstile/v0/siteverify',
      'https://www.recaptcha.net/recaptcha/api/siteverify',
      'https://www.recaptcha.net/?a=b',
      'https://u:p@www.recaptcha.net/',
      'ftp://a/',
      '',
    ),
    secretArn: fc.oneof(
      { weight: 3, arbitrary: fc.constant('arn:aws:ssm:eu-central-1:123456789012:parameter/a') },
      secretArn,
    ),
    hostname: fc.constantFrom(
      'www.example.com',
      'localhost',
      'www.example.com',
      'www.example.com:3000',
      'A',
      '',
    ),
    action: fc.constantFrom('chat', 'start/chat', 'start_chat', 'a b', ''),
    score: fc.constantFrom(0, 0.5, 1, 1.1, '1'),
    onFailure: fc.constantFrom('refuse', 'admit', 'admit', 'pass'),
  },
  { requiredKeys: ['provider', 'secretArn', 'hostname', 'action', 'onFailure'] },
);

const values: Readonly<Record<Name, fc.Arbitrary<unknown>>> = {
  allowedOrigins: few(uri),
  cookieOrigins: few(uri),
  redirectUris: few(uri),
  attributeNames: few(name),
  attributePrefix: name,
  attachmentTypes: few(
    fc.constantFrom(
      'image/png',
      'IMAGE/PNG',
      'image/jpg; a=b',
      'text/csv',
      'png',
      '',
      'a/b/c',
      'a /b',
      'é/b',
    ),
  ),
  attachmentMaximum: whole,
  messageMaximum: record(fc.constantFrom('text/plain', 'text/markdown', 'other'), whole),
  quotas,
  signIn,
  admission,
  verification,
  eraseAtConnect: fc.oneof(fc.boolean(), whole),
};

/** The problems of a deployment with this setting. */
function problemsOfStack(setting: Name, value: unknown): readonly string[] {
  const parsed = parseSettings({ ...least, [setting]: value });
  return 'config' in parsed ? [] : parsed.problems;
}

function environmentOf(setting: Name, value: unknown): Record<string, string> {
  const { variable } = requestSettings[setting];
  return {
    TABLE_NAME: 'table',
    AWS_REGION: 'eu-central-1',
    ENTRY_POINTS: '{"default":{"instanceId":"i","contactFlowId":"f"}}',
    [variable]: setting === 'attributePrefix' ? String(value) : JSON.stringify(value),
  };
}

function functionsTake(setting: Name, value: unknown): boolean {
  try {
    readEnvironment(environmentOf(setting, value));
    return true;
  } catch {
    return false;
  }
}

/** The form in which a deployment writes that there is none. */
const isNone = (setting: Name, value: unknown): boolean =>
  JSON.stringify(value) === JSON.stringify(requestSettings[setting].otherwise);

for (const setting of Object.keys(values) as Name[])
  test(`${setting}: what the stack takes, the functions take, and the other way round`, () => {
    const taken = { both: 0, neither: 0 };
    fc.assert(
      fc.property(
        fc.oneof({ weight: 6, arbitrary: values[setting] }, { weight: 1, arbitrary: odd }),
        (value) => {
          // A list of the command line or a text has other forms there.
          if (typeof value === 'string' && setting !== 'attributePrefix') return;
          if (typeof value !== 'string' && setting === 'attributePrefix') return;
          if (isNone(setting, value)) return;
          const problems = problemsOfStack(setting, value);
          // Of values that are right, a deployment has rules of its own: its pages have TLS, and cookies a site.
          const stackTakes = problems.every((problem) =>
            /must be https|cookieOrigins (needs|has \S+, which)/.test(problem),
          );
          assert.equal(functionsTake(setting, value), stackTakes, JSON.stringify([value, problems]));
          taken[stackTakes ? 'both' : 'neither'] += 1;
        },
      ),
      { numRuns: 2_000, seed: 20_261_126 },
    );
    assert.ok(taken.both > 20 && taken.neither > 20, JSON.stringify(taken));
  });

test('what a deployment writes, its functions read as the same', () => {
  const given = {
    ...least,
    allowedOrigins: ['https://www.example.com', 'capacitor://localhost'],
    cookieOrigins: ['https://www.example.com'],
    domainName: 'chat-api.example.com',
    certificateArn: `arn:aws:acm:eu-central-1:123456789012:certificate/77777777-7777-4777-8777-777777777777`,
    redirectUris: ['https://www.example.com/signed-in', 'capacitor://localhost/signed-in'],
    attributeNames: ['topic'],
    attributePrefix: 'web-',
    attachmentTypes: ['image/png'],
    attachmentMaximum: 1_000,
    messageMaximum: { 'text/plain': 16_384 },
    quotas: { send: { rate: 20, burst: 30 } },
    signIn: { issuer: 'https://login.example', audience: ['a'], claims: {}, anonymous: true },
    admission: { chats: 1_000, share: 90, perNetwork: false },
    verification: {
      provider: 'turnstile',
      secretArn: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:captcha-a1b2c3',
      hostname: 'www.example.com',
      action: 'chat',
      onFailure: 'refuse',
    },
    eraseAtConnect: true,
  };
  const parsed = parseSettings(given);
  assert.ok('config' in parsed);
  const { settings } = readEnvironment({
    ...functionEnvironment('connect', parsed.config, 'chat', 'table'),
    AWS_REGION: 'eu-central-1',
  });
  assert.deepEqual(
    Object.fromEntries((Object.keys(values) as Name[]).map((name) => [name, settings[name]])),
    Object.fromEntries((Object.keys(values) as Name[]).map((name) => [name, given[name]])),
  );
  for (const variable of ['SIGN_IN', 'ADMISSION', 'VERIFICATION', 'ERASE_AT_CONNECT'])
    assert.ok(!(variable in functionEnvironment('participant', parsed.config, 'chat', 'table')));
});
