import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLocalSettings } from '../../local/settings.ts';

test('without any setting it is port 3000 and everything built in', () => {
  assert.deepEqual(readLocalSettings({}), {
    port: 3000,
    quotas: false,
    allowedHeaders: [],
    connect: undefined,
    participant: undefined,
    dynamodb: undefined,
  });
});

test('settings are read, and empty ones are none', () => {
  const settings = readLocalSettings({
    PORT: '0',
    SIMULATOR_QUOTAS: '1',
    ALLOWED_HEADERS: '["x-tenant"]',
    AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:8000',
    AWS_ENDPOINT_URL_CONNECT: '',
  });
  assert.deepEqual(settings, {
    port: 0,
    quotas: true,
    allowedHeaders: ['x-tenant'],
    connect: undefined,
    participant: undefined,
    dynamodb: 'http://127.0.0.1:8000',
  });
});

test('a wrong port is one sentence that says what is right', () => {
  for (const PORT of ['abc', '-1', '65536', '3000.5', '3000x', 'Infinity'])
    assert.deepEqual(readLocalSettings({ PORT }), {
      problems: ['PORT must be a whole number from 0 to 65535, such as PORT=3001'],
    });
});

test('everything that is wrong is told at once', () => {
  const settings = readLocalSettings({
    PORT: 'abc',
    AWS_ENDPOINT_URL_CONNECT: 'localhost:4577',
    AWS_ENDPOINT_URL_CONNECTPARTICIPANT: 'ftp://localhost',
    AWS_ENDPOINT_URL_DYNAMODB: 'dynamodb',
  });
  assert('problems' in settings);
  assert.equal(settings.problems.length, 4);
  for (const problem of settings.problems) assert.match(problem, /^[A-Z_]+ must be [^\n]+$/);
});
