import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEnvironment } from '../../../lambdas/environment.ts';
import { connectHandlers } from '../../../lambdas/handlers/connect-handlers.ts';
import { participantHandlers } from '../../../lambdas/handlers/participant-handlers.ts';
import type { Ports } from '../../../lambdas/core/ports.ts';
import { pipeline } from '../../../lambdas/http/pipeline.ts';
import type { Event, Result } from '../../../lambdas/http/request-state.ts';
import { operations } from '../../../lambdas/operations/operations.ts';
import { functionDefaults } from '../../../local/settings.ts';

/** The functions' way from API Gateway's event to its result, for what the local gateway never sends. */

const { settings, metrics } = readEnvironment(functionDefaults);
const handlers = { ...participantHandlers, ...connectHandlers };

interface Run {
  readonly result: Result;
  readonly lines: readonly Readonly<Record<string, unknown>>[];
}

async function run(event: Partial<Event>, ports: Partial<Ports> = {}): Promise<Run> {
  const lines: Record<string, unknown>[] = [];
  const handle = pipeline({
    operations,
    handlers,
    ports: { settings, now: Date.now, ...ports } as Ports,
    log: (line) => lines.push(JSON.parse(line) as Record<string, unknown>),
    metrics,
  });
  const result = await handle(
    {
      httpMethod: 'GET',
      resource: '/health',
      headers: {},
      pathParameters: null,
      body: null,
      isBase64Encoded: false,
      requestContext: { requestId: 'request', identity: {} },
      ...event,
    } as Event,
    {},
  );
  return { result, lines };
}

const start = { httpMethod: 'POST', resource: '/chats', headers: { 'Content-Type': 'application/json' } };

test('a function has a handler for each of its operations, and none for another’s', () => {
  for (const [service, own] of [
    ['participant', participantHandlers],
    ['connect', connectHandlers],
  ] as const)
    assert.deepEqual(
      new Set(Object.keys(own)),
      new Set(operations.filter((one) => one.service === service).map(({ handler }) => handler)),
    );
});

test('a body in Base64 is decoded', async () => {
  const body = Buffer.from('{"ParticipantDetails":{"DisplayName":7}}').toString('base64');
  const { result } = await run({ ...start, body, isBase64Encoded: true });
  assert.equal(JSON.parse(result.body).message, 'ParticipantDetails.DisplayName must be a string');
});

test('a request without headers is a request', async () => {
  const { result } = await run({ headers: null as never });
  assert.equal(result.statusCode, 200);
  assert.equal(result.headers?.['Cache-Control'], 'no-store');
});

test('an invocation that is not a request gets one log line and a plain answer, and throws nothing', async () => {
  const lines: string[] = [];
  const handle = pipeline({
    operations,
    handlers,
    ports: { settings, now: Date.now } as Ports,
    log: (line) => lines.push(line),
    metrics,
  });
  for (const event of [
    {},
    null,
    'ping',
    [],
    { source: 'serverless-plugin-warmup' },
    { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} },
    { Records: [{ eventSource: 'aws:sqs', body: '{}' }] },
    { version: '2.0', routeKey: '$default', requestContext: { http: { method: 'GET' } } },
    { httpMethod: 'GET', resource: '/health', requestContext: null },
  ]) {
    lines.length = 0;
    const { statusCode } = await handle(event as never, {});
    assert.equal(statusCode, 204, JSON.stringify(event));
    assert.deepEqual(
      lines.map((line) => JSON.parse(line)),
      [{ operation: 'none', reason: 'not-a-request' }],
    );
  }
});

test('headers that are not strings, and an absent caller, are ignored', async () => {
  const odd = { origin: 5, 'X-Amz-Bearer': ['a'], 'content-type': null, 'x-amzn-trace-id': {} } as never;
  for (const requestContext of [
    { requestId: 'request', identity: null },
    { requestId: 'request', identity: {} },
  ] as never[]) {
    assert.equal((await run({ headers: odd, requestContext })).result.statusCode, 200);
    const refused = { ...start, headers: odd, body: '{}', requestContext };
    assert.equal((await run(refused)).result.statusCode, 400);
    const signed = { ...refused, resource: '/contacts' };
    assert.equal((await run(signed)).result.statusCode, 403);
    const session = { resource: '/session', headers: odd, requestContext };
    assert.equal((await run(session)).result.statusCode, 403);
  }
  const many = { 'X-Amz-Bearer': [5, null], origin: 'https://www.example.com' } as never;
  assert.equal((await run({ resource: '/session', multiValueHeaders: many })).result.statusCode, 403);
});

test('a path member that is not percent-encoded UTF-8 is refused by name', async () => {
  const { result } = await run({
    resource: '/participant/views/{ViewToken+}',
    headers: { 'X-Amz-Bearer': Buffer.alloc(32).toString('base64url') },
    pathParameters: { ViewToken: '%ff' },
  });
  assert.equal(result.statusCode, 400);
  assert.equal(JSON.parse(result.body).message, 'ViewToken must be percent-encoded UTF-8');
});

test('a resource that no operation has is our own failure, logged, in the form of any other', async () => {
  const { result, lines } = await run({ resource: '/nothing' });
  assert.equal(result.statusCode, 500);
  assert.equal(JSON.parse(result.body).__type, 'InternalServerException');
  assert.partialDeepStrictEqual(lines, [{ operation: 'unknown', status: 500, level: 'error' }]);
});

test('a defect is answered vaguely and logged with its place, without its message', async () => {
  const { result, lines } = await run({
    resource: '/session',
    headers: { 'X-Amz-Bearer': Buffer.alloc(32).toString('base64url') },
  });
  assert.equal(result.statusCode, 500);
  const { message } = JSON.parse(result.body) as { message: string };
  assert.equal(message, 'Something went wrong on our side: please try again');
  const [line] = lines;
  assert.equal(line?.['defect'], 'TypeError');
  assert.match(String(line?.['at']), /session-of\.ts:\d+/);
  assert.doesNotMatch(JSON.stringify(lines), /undefined \(reading/);
});

test('the error of a request names the service it went to', async () => {
  const { result } = await run({ ...start, body: '{"ParticipantDetails":{"DisplayName":"Ada"}}' });
  assert.equal(JSON.parse(result.body).__type, 'InternalServiceException');
});

test('every request has exactly one log line, whatever its outcome', async () => {
  for (const event of [{}, { resource: '/nothing' }, { ...start, body: '{' }, { resource: '/session' }]) {
    const { result, lines } = await run(event);
    assert.equal(lines.length, 1);
    assert.partialDeepStrictEqual(lines, [{ requestId: 'request', status: result.statusCode }]);
  }
});
