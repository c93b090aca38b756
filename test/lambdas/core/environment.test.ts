import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCredentials } from '../../../lambdas/credentials.ts';
import { EnvironmentError } from '../../../lambdas/environment-error.ts';
import { readEnvironment } from '../../../lambdas/environment.ts';
import { functionDefaults } from '../../../local/settings.ts';

const least = {
  TABLE_NAME: 'table',
  AWS_REGION: 'eu-central-1',
  ENTRY_POINTS: '{"default":{"instanceId":"i","contactFlowId":"f"}}',
};

function problemsOf(variables: Readonly<Record<string, string | undefined>>): readonly string[] {
  try {
    readEnvironment(variables);
    return [];
  } catch (error) {
    assert(error instanceof EnvironmentError);
    return error.problems;
  }
}

test('the least environment is enough, and closed to every browser', () => {
  const { settings, tableName, region, endpoints } = readEnvironment(least);
  assert.deepEqual([tableName, region, endpoints], ['table', 'eu-central-1', {}]);
  assert.deepEqual(settings.allowedOrigins, []);
  assert.deepEqual(settings.redirectUris, []);
  assert.deepEqual(settings.attributeNames, []);
  assert.equal(settings.messageMaximum['text/plain'], 1_024);
});

test('metrics are in the namespace that is given, or that of npm start, and of the version that Lambda tells', () => {
  assert.deepEqual(readEnvironment(least).metrics, { namespace: 'ConnectChatBff', version: undefined });
  for (const namespace of [
    'a',
    'ConnectChatBff/chat-prod',
    'x'.repeat(255),
    'AWS',
    'My chats #1: all_of.them',
  ])
    assert.deepEqual(
      readEnvironment({ ...least, METRIC_NAMESPACE: namespace, AWS_LAMBDA_FUNCTION_VERSION: '12' }).metrics,
      { namespace, version: '12' },
    );
});

test('npm start has an environment without a problem', () => {
  assert.deepEqual(problemsOf(functionDefaults), []);
});

test('an empty environment is told everything that is missing, at once', () => {
  const problems = problemsOf({});
  assert.deepEqual(
    problems.map((problem) => problem.split(' ', 1)[0]),
    ['TABLE_NAME', 'AWS_REGION', 'ENTRY_POINTS'],
  );
  for (const problem of problems) assert.match(problem, / must /);
});

const wrong: Readonly<Record<string, readonly string[]>> = {
  ENTRY_POINTS: [
    '{',
    '[]',
    '{}',
    'null',
    '{"default":{}}',
    '{"default":{"instanceId":"","contactFlowId":"f"}}',
    '{"default":{"instanceId":"i","contactFlowId":"f","chatDurationInMinutes":59}}',
    '{"default":{"instanceId":"i","contactFlowId":"f","chatDurationInMinutes":10081}}',
    '{"default":{"instanceId":"i","contactFlowId":"f","attributes":{"a":1}}}',
    '{"default":{"instanceId":"i","contactFlowId":"f","flow":"typo"}}',
  ],
  ALLOWED_ORIGINS: [
    '*',
    '["*"]',
    '["https://www.example.com/"]',
    '["www.example.com"]',
    '["ftp://a"]',
    '["null"]',
    '["https://*.example.com"]',
    '["https://example.com:*"]',
    '[""]',
  ],
  REDIRECT_URIS: ['https://www.example.com', '["/signed-in"]', '[7]'],
  ATTRIBUTE_NAMES: ['topic', '{"a":"b"}', '[""]'],
  ATTRIBUTE_PREFIX: ['web ', 'ä', 'a.b'],
  ATTACHMENT_TYPES: ['image/png', '[1]'],
  ATTACHMENT_MAXIMUM: ['0', '-1', '1.5', '"10"', '20MB'],
  METRIC_NAMESPACE: ['AWS/Lambda', ':chat', ' ', 'chät', 'a\nb', 'x'.repeat(256)],
  MESSAGE_MAXIMUM: ['1024', '{"text/plain":0}', '{"text/plain":16385}', '{"text/plain":"1"}'],
  AWS_ENDPOINT_URL_CONNECT: ['localhost:4577', 'ftp://localhost'],
  AWS_ENDPOINT_URL_CONNECTPARTICIPANT: ['localhost'],
  AWS_ENDPOINT_URL_DYNAMODB: ['8000'],
};

for (const [name, values] of Object.entries(wrong))
  test(`a wrong ${name} is one problem, that names it and the mend`, () => {
    for (const value of values) {
      const problems = problemsOf({ ...least, [name]: value });
      assert.equal(problems.length, 1, value);
      assert.match(problems[0] ?? '', new RegExp(`^${name} must [^\n]{10,}$`), value);
    }
  });

test('every wrong variable is told in one error', () => {
  const all = Object.fromEntries(Object.entries(wrong).map(([name, [value]]) => [name, value]));
  assert.throws(
    () => readEnvironment(all),
    (error) => {
      assert(error instanceof EnvironmentError);
      assert.equal(error.problems.length, Object.keys(wrong).length + 2);
      for (const problem of error.problems) assert(error.message.includes(problem));
      return true;
    },
  );
});

test('what is right is kept as it is', () => {
  const { settings, endpoints } = readEnvironment({
    ...least,
    ENTRY_POINTS:
      '{"default":{"instanceId":"i","contactFlowId":"f","attributes":{"a":"b"},"chatDurationInMinutes":60}}',
    ALLOWED_ORIGINS: '["https://www.example.com","http://localhost:*","http://127.0.0.1:*"]',
    MESSAGE_MAXIMUM: '{"text/plain":16384}',
    ATTACHMENT_MAXIMUM: '1',
    AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:8000',
    AWS_ENDPOINT_URL_CONNECT: '',
  });
  assert.equal(settings.entryPoints['default']?.chatDurationInMinutes, 60);
  assert.deepEqual(settings.messageMaximum, { 'text/plain': 16_384 });
  assert.equal(settings.allowedOrigins.length, 3);
  assert.deepEqual(endpoints, { dynamodb: 'http://127.0.0.1:8000' });
});

test('the credentials are the environment’s, with the role’s session where there is one', () => {
  const keys = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };
  assert.deepEqual(readCredentials(keys), { accessKeyId: 'id', secretAccessKey: 'secret' });
  assert.deepEqual(readCredentials({ ...keys, AWS_SESSION_TOKEN: 'session' }), {
    accessKeyId: 'id',
    secretAccessKey: 'secret',
    sessionToken: 'session',
  });
  for (const name of Object.keys(keys))
    assert.throws(
      () => readCredentials({ ...keys, [name]: '' }),
      /AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set/,
    );
});
