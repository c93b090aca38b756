import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, suite, test } from 'node:test';
import fc from 'fast-check';
import { errorStatus } from '../../../lambdas/core/error-name.ts';
import { type Operation } from '../../../lambdas/operations/operation.ts';
import { operations } from '../../../lambdas/operations/operations.ts';
import { routesOf } from '../../../local/routes.ts';
import { pathOf, sigV4 } from '../../support/api-request.ts';
import { anyText, arbitraryOf } from '../../support/arbitrary-input.ts';
import { anyMethod, pathSegment } from '../../support/arbitrary-route.ts';
import { startChat } from '../../support/chat.ts';
import { startLocalApi, type LocalApi } from '../../support/local-api.ts';
import { rawBytes, rawRequest, type RawAnswer, type RawRequest } from '../../support/raw-request.ts';
import { validInput } from '../../support/valid-input.ts';

/** Whatever arrives: JSON with a listed status below 500, and the server lives on. fast-check prints the seed. */

const routes = routesOf(operations);
const latin1 = fc.string({
  unit: fc.integer({ min: 0x21, max: 0xff }).map((code) => String.fromCodePoint(code)),
});

/** A valid body of the operation with some members replaced. */
function nearly(operation: Operation): fc.Arbitrary<Record<string, unknown>> {
  const replaced = fc.record(
    Object.fromEntries(
      Object.entries(operation.input.members).map(([name, shape]) => [name, arbitraryOf(shape)]),
    ),
    { requiredKeys: [] },
  );
  return replaced.map((members) => {
    const few = Object.entries(members).filter((_member, index) => index % 3 === 0);
    // Required of some, and a repetition would be a replay.
    const fresh = 'ClientToken' in operation.input.members && { ClientToken: randomUUID() };
    return { ...validInput(operation), ...fresh, ...Object.fromEntries(few) };
  });
}

function json(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

function bodies(operation: Operation): fc.Arbitrary<Uint8Array> {
  return fc.oneof(
    { weight: 6, arbitrary: nearly(operation).map(json) },
    { weight: 4, arbitrary: arbitraryOf(operation.input).map(json) },
    { weight: 1, arbitrary: fc.jsonValue().map(json) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
    { weight: 1, arbitrary: fc.constant(Buffer.alloc(70_000, '[')) },
  );
}

const knownHeaders = fc.constantFrom(
  'x-amz-bearer',
  'authorization',
  'origin',
  'content-type',
  'idempotency-key',
  'x-amz-date',
  'accept',
  'cookie',
  'x-http-method-override',
  'x-forwarded-for',
);

const headers = fc.array(
  fc.tuple(
    fc.oneof(
      knownHeaders,
      fc.stringMatching(/^[\w-]{1,20}$/).filter((name) => !framing.test(name)),
    ),
    fc.oneof(latin1, fc.constantFrom('application/json', 'http://localhost:3000', 'null', '', sigV4)),
  ),
  { maxLength: 4 },
);

/** What frames the message is the subject of the bytes below. */
const framing = /^(host|connection|content-length|transfer-encoding|upgrade|expect|trailer|te|keep-alive)$/i;

suite('Fuzzing every route', () => {
  let api: LocalApi;
  let bearer: string;
  before(async () => {
    api = await startLocalApi();
    ({ bearer } = await startChat(api));
  });
  after(() => api.close());

  const reached = new Set<number>();

  async function send(request: RawRequest): Promise<void> {
    const answer = await rawRequest(api.url, request);
    assert(answer, 'the connection was closed without an answer');
    reached.add(answer.status);
    const path = request.path.split('?', 1)[0]?.slice('/v1'.length) ?? '';
    assertOrderly(answer, routes.find(request.method, path)?.operation, request.method);
    // One of them ends the chat.
    if (path === '/participant/disconnect' && answer.status === 200) ({ bearer } = await startChat(api));
  }

  test('any body at every operation', async () => {
    const request = fc
      .constantFrom(...operations)
      .chain((operation) =>
        fc.tuple(fc.constant(operation.name), bodies(operation), headers, fc.nat(9), anyText),
      );
    await fc.assert(
      fc.asyncProperty(request, async ([name, body, extra, dice, text]) => {
        const operation = operations.find((candidate) => candidate.name === name);
        assert(operation);
        const inPath = pathOf(operation, { ViewToken: text.toWellFormed(), ContactId: text.toWellFormed() });
        await send({
          method: operation.method,
          path: `/v1${text === '' ? pathOf(operation) : inPath}`,
          body,
          headers: [
            ...(dice === 0 ? [] : ([['content-type', 'application/json']] as const)),
            ...(dice === 1 ? [] : ([['x-amz-bearer', bearer]] as const)),
            ...(operation.access === 'iam' && dice !== 2 ? ([['authorization', sigV4]] as const) : []),
            // Half of them with nothing more; and none beside a body so long that it is still on its way when a header
            // is refused, as the answer is then lost with the connection.
            ...(dice % 2 === 0 && body.length < 10_000 ? extra : []),
          ],
        });
      }),
      { numRuns: 700 },
    );
    await assertAlive();
    for (const status of [200, 400, 403])
      assert(reached.has(status), `no request was answered with ${status}`);
  });

  test('any method, path and headers', async () => {
    const path = fc.oneof(
      fc.array(pathSegment, { maxLength: 5 }).map((segments) => `/v1/${segments.join('/')}`),
      fc.constantFrom(...operations).map((operation) => `/v1${pathOf(operation)}`),
    );
    await fc.assert(
      fc.asyncProperty(anyMethod, path, headers, fc.string(), async (method, path, extra, query) => {
        const asked = query.length % 2 === 0 ? path : `${path}?${encodeURIComponent(query.toWellFormed())}`;
        await send({
          method,
          path: asked,
          headers: [['x-amz-bearer', bearer], ...extra],
          body: Buffer.from('{}'),
        });
      }),
      { numRuns: 400 },
    );
    await assertAlive();
  });

  test('any bytes, HTTP or not', async () => {
    const pieces = fc.array(
      fc.oneof(
        fc.constantFrom(
          'POST /v1/chats HTTP/1.1\r\n',
          'GET /v1/health HTTP/1.1\r\n',
          'Host: a\r\n',
          'Content-Length: 5\r\n',
          'Content-Length: -1\r\n',
          'Transfer-Encoding: chunked\r\n',
          'Transfer-Encoding: identity\r\n',
          'Expect: 100-continue\r\n',
          'Expect: nothing\r\n',
          'Upgrade: websocket\r\nConnection: Upgrade\r\n',
          'Content-Type: application/json\r\n',
          '\r\n',
          'zz\r\n',
          '5\r\n{}   \r\n0\r\n\r\n',
          `X: ${'a'.repeat(20_000)}\r\n`,
        ),
        latin1,
      ),
      { maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          pieces.map((parts) => Buffer.from(parts.join(''), 'latin1')),
          fc.uint8Array(),
        ),
        async (bytes) => {
          const answer = await rawBytes(api.url, bytes);
          if (answer) assertDecent(answer);
        },
      ),
      { numRuns: 300 },
    );
    await assertAlive();
  });

  async function assertAlive(): Promise<void> {
    const health = await fetch(`${api.url}/health`);
    assert.equal(health.status, 200);
  }
});

/** Below 500, and never a page of HTML. */
function assertDecent({ status, headers, body }: RawAnswer): void {
  assert(status < 500, `${status}: ${body}`);
  assert.doesNotMatch(headers['content-type'] ?? '', /html/);
  assert.doesNotMatch(body, /<html|<!doctype|<pre>| {4}at /i);
}

function assertOrderly(answer: RawAnswer, operation: Operation | undefined, method: string): void {
  const { status, headers, body } = answer;
  assertDecent(answer);
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.match(headers['x-amzn-requestid'] ?? '', /^[\da-f-]{36}$/);
  if (status === 204) return assert.ok(method === 'OPTIONS' || operation?.form === 'beacon');
  assert.equal(headers['content-type'], 'application/json');
  const type = headers['x-amzn-errortype']?.split(',')[0];
  if (status !== 200) {
    const listed = operation?.errors.find((name) => name === type && errorStatus[name] === status);
    const byGateway =
      (status === 404 && type === 'UnknownOperationException') ||
      (status === 403 && /^(MissingAuthenticationToken|IncompleteSignature)Exception$/.test(type ?? ''));
    // What is not HTTP in its headers has no route yet.
    const notHttp = status === 400 && type === 'ValidationException' && body.includes('not valid HTTP');
    assert(listed !== undefined || byGateway || notHttp, `${operation?.name}: ${status} ${type} ${body}`);
  }
  if (method === 'HEAD') return;
  const parsed = JSON.parse(body) as Record<string, unknown>;
  if (status !== 200) assert.equal(parsed['__type'], type);
}
