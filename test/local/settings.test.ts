import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readLocalSettings } from '../../local/settings.ts';

const url = 'http://127.0.0.1:4577';

test('without any setting it is port 3000, one process and everything built in', () => {
  assert.deepEqual(readLocalSettings({}), {
    port: 3000,
    instances: 1,
    quotas: false,
    verification: undefined,
    allowedHeaders: [],
    connect: undefined,
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
    instances: 1,
    quotas: true,
    verification: undefined,
    allowedHeaders: ['x-tenant'],
    connect: undefined,
    dynamodb: 'http://127.0.0.1:8000',
  });
});

test('the command line wins over the environment', () => {
  const settings = readLocalSettings({ PORT: '3001' }, { port: '3002', instances: '3' });
  assert.partialDeepStrictEqual(settings, { port: 3002, instances: 3 });
});

test('a port is what is written as one, and nothing else', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 65_535 }), (port) => {
      assert.partialDeepStrictEqual(readLocalSettings({ PORT: String(port) }), { port });
    }),
  );
  for (const port of [
    'abc',
    '-1',
    '65536',
    '70000',
    '3000.5',
    '3000x',
    'Infinity',
    ' ',
    ' 3000',
    '0x10',
    '1e3',
  ]) {
    assert.deepEqual(readLocalSettings({ PORT: port }), {
      problems: ['PORT must be a whole number from 0 to 65535, such as PORT=3001'],
    });
    assert.deepEqual(readLocalSettings({}, { port, instances: undefined }), {
      problems: ['--port must be a whole number from 0 to 65535, such as --port 3001'],
    });
  }
});

test('there are 1 to 8 instances, and a port for each', () => {
  for (const instances of ['0', '9', '-1', '1.5', 'three', '', ' 3'])
    assert.deepEqual(readLocalSettings({}, { port: undefined, instances }), {
      problems: ['--instances must be a whole number from 1 to 8, such as --instances 3'],
    });
  assert.deepEqual(readLocalSettings({}, { port: '65534', instances: '3' }), {
    problems: ['3 instances need as many ports: choose a first one below 65534'],
  });
  assert.partialDeepStrictEqual(readLocalSettings({}, { port: '65533', instances: '3' }), { port: 65_533 });
});

test('one Connect in place of the simulated one is both of its services, or neither', () => {
  const both = { AWS_ENDPOINT_URL_CONNECT: url, AWS_ENDPOINT_URL_CONNECTPARTICIPANT: url };
  assert.partialDeepStrictEqual(readLocalSettings(both), { connect: { connect: url, participant: url } });
  for (const [given, other] of [
    ['AWS_ENDPOINT_URL_CONNECT', 'AWS_ENDPOINT_URL_CONNECTPARTICIPANT'],
    ['AWS_ENDPOINT_URL_CONNECTPARTICIPANT', 'AWS_ENDPOINT_URL_CONNECT'],
  ] as const) {
    const settings = readLocalSettings({ [given]: url });
    assert('problems' in settings);
    assert.equal(settings.problems.length, 1);
    assert.match(
      settings.problems[0] ?? '',
      new RegExp(`^${other} must be set as well, or neither of the two`),
    );
  }
});

test('SIMULATOR_QUOTAS is 1 or 0, and what means neither is told', () => {
  assert.partialDeepStrictEqual(readLocalSettings({ SIMULATOR_QUOTAS: '0' }), { quotas: false });
  for (const SIMULATOR_QUOTAS of ['true', 'yes', 'on', 'false', '2', ' '])
    assert.deepEqual(readLocalSettings({ SIMULATOR_QUOTAS }), {
      problems: ['SIMULATOR_QUOTAS must be 1 for Connect’s default quotas, or 0 for none'],
    });
});

test('SIMULATOR_VERIFICATION names a provider, and what is none is told', () => {
  assert.partialDeepStrictEqual(readLocalSettings({}), { verification: undefined });
  for (const name of ['turnstile', 'recaptcha'] as const)
    assert.partialDeepStrictEqual(readLocalSettings({ SIMULATOR_VERIFICATION: name }), {
      verification: name,
    });
  assert.deepEqual(readLocalSettings({ SIMULATOR_VERIFICATION: 'hcaptcha' }), {
    problems: ['SIMULATOR_VERIFICATION must be turnstile or recaptcha, or be left out'],
  });
});

test('everything that is wrong is told at once', () => {
  const settings = readLocalSettings({
    PORT: 'abc',
    SIMULATOR_QUOTAS: 'true',
    AWS_ENDPOINT_URL_CONNECT: 'localhost:4577',
    AWS_ENDPOINT_URL_CONNECTPARTICIPANT: 'ftp://localhost',
    AWS_ENDPOINT_URL_DYNAMODB: 'dynamodb',
  });
  assert('problems' in settings);
  assert.equal(settings.problems.length, 5);
  for (const problem of settings.problems) assert.match(problem, /^[A-Z_]+ must be [^\n]+$/);
});
