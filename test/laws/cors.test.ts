import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { after, before, suite, test } from 'node:test';
import { operations } from '../../lambdas/operations/operations.ts';
import { createGateway } from '../../local/gateway.ts';
import { errorName, pathOf, sigV4 } from '../support/api-request.ts';
import { startChat } from '../support/chat.ts';
import { startLocalApi, type LocalApi } from '../support/local-api.ts';
import { validInput } from '../support/valid-input.ts';

const allowed = [
  'https://www.example.com',
  'http://localhost:3000',
  'http://localhost:1',
  'http://localhost',
  'http://127.0.0.1:65535',
];
const notAllowed = [
  'null',
  '*',
  'https://example.com',
  'https://www.example.com.evil.example',
  'https://evilwww.example.com',
  'https://www.example.com:8443',
  'https://www.example.com/',
  'HTTPS://WWW.EXAMPLE.COM',
  'http://www.example.com',
  'https://www.example.com, https://evil.example',
  'https://localhost:3000',
  'http://localhost:',
  'http://localhost:*',
  'http://localhost:3000.evil.example',
  'http://localhost:3000@evil.example',
  'http://localhost:99999999',
  'http://localhost.evil.example:3000',
  'http://evil.example#http://localhost:3000',
];

/** FIELD-NOTES section 2: what amazon-connect-chatjs and the AWS SDKs ask for, and what a page must read. */
const requestHeaders = [
  'authorization',
  'content-type',
  'x-amz-bearer',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-user-agent',
  'amz-sdk-invocation-id',
  'amz-sdk-request',
  'idempotency-key',
  'x-amzn-trace-id',
  'traceparent',
  'tracestate',
  'baggage',
];
const exposedHeaders = ['x-amzn-errortype', 'x-amzn-requestid', 'idempotent-replayed', 'retry-after'];

const security: Readonly<Record<string, RegExp>> = {
  'cache-control': /^no-store$/,
  'x-content-type-options': /^nosniff$/,
  'strict-transport-security': /^max-age=\d{8,}; includeSubDomains$/,
  'referrer-policy': /^no-referrer$/,
  'x-amzn-requestid': /^[\da-f-]{36}$/,
};

suite('Origins and headers', () => {
  let api: LocalApi;
  let bearer: string;
  before(async () => {
    api = await startLocalApi({
      environment: {
        ALLOWED_ORIGINS: '["https://www.example.com","http://localhost:*","http://127.0.0.1:*"]',
      },
      ports: (live) => ({ ...live, sleep: () => Promise.resolve() }),
    });
    ({ bearer } = await startChat(api));
  });
  after(() => api.close());

  for (const operation of operations) {
    const url = (): string => api.url + pathOf(operation, validInput(operation));

    test(`the preflight of ${operation.name} lets every allowed origin send what its clients send`, async () => {
      for (const origin of allowed) {
        const response = await preflight(url(), origin, operation.method);
        assert.equal(response.status, 204);
        assertSecure(response);
        assert.equal(response.headers.get('access-control-allow-origin'), origin);
        assert.deepEqual(
          requestHeaders.filter((name) => !list(response, 'access-control-allow-headers').includes(name)),
          [],
        );
        assert.deepEqual(
          exposedHeaders.filter((name) => !list(response, 'access-control-expose-headers').includes(name)),
          [],
        );
        assert(list(response, 'access-control-allow-methods').includes(operation.method.toLowerCase()));
        assert(list(response, 'vary').includes('origin'));
        assert.match(response.headers.get('access-control-max-age') ?? '', /^[1-9]\d*$/);
        assert.equal(response.headers.get('access-control-allow-credentials'), null);
      }
    });

    test(`the preflight of ${operation.name} gives another origin nothing`, async () => {
      for (const origin of notAllowed) assertClosed(await preflight(url(), origin, operation.method), origin);
    });

    test(`${operation.name} shows its answers and errors to allowed origins alone`, async () => {
      const ways: readonly Readonly<Record<string, string>>[] = [
        { 'x-amz-bearer': bearer, authorization: sigV4, 'content-type': 'application/json' },
        { 'x-amz-bearer': bearer, authorization: sigV4, 'content-type': 'text/html' },
        { 'content-type': 'application/json' },
      ];
      for (const headers of ways) {
        const init = {
          method: operation.method,
          ...(operation.method === 'POST' && { body: '{"Unknown":1}' }),
        };
        for (const origin of allowed.slice(0, 2))
          assertOpen(await fetch(url(), { ...init, headers: { ...headers, origin } }), origin);
        for (const origin of notAllowed.slice(0, 4))
          assertClosed(await fetch(url(), { ...init, headers: { ...headers, origin } }), origin);
        const none = await fetch(url(), { ...init, headers: { ...headers } });
        assertSecure(none);
        assertNoCors(none);
      }
    });
  }

  test('what API Gateway answers by itself is shown to allowed origins alone', async () => {
    const tooLong = new Uint8Array(10 * 1024 * 1024 + 1);
    const requests: readonly [
      string,
      { method?: string; body?: string | Uint8Array<ArrayBuffer>; authorization?: string },
      number,
    ][] = [
      ['/no/such/route', {}, 404],
      ['', {}, 404],
      ['/participant/message', { method: 'GET' }, 404],
      ['/participant/message', { method: 'DELETE' }, 404],
      ['/no/such/route', { method: 'OPTIONS' }, 404],
      ['/contacts', { method: 'POST', body: '{}' }, 403],
      ['/contacts', { method: 'POST', body: '{}', authorization: 'Basic AAAA' }, 403],
      ['/participant/message', { method: 'POST', body: tooLong }, 413],
    ];
    for (const [path, { authorization, ...init }, status] of requests)
      for (const origin of [...allowed.slice(0, 1), ...notAllowed.slice(0, 1)]) {
        const response = await fetch(api.url + path, {
          ...init,
          headers: { origin, ...(authorization !== undefined && { authorization }) },
        });
        assert.equal(response.status, status, path);
        if (allowed.includes(origin)) assertOpen(response, origin);
        else assertClosed(response, origin);
        const { __type } = (await response.json()) as Record<string, string>;
        assert.equal(errorName(response.headers), __type);
      }
  });

  test('a function that fails is a JSON error that an allowed origin can read', async () => {
    const gateway = createGateway({
      functions: { participant: failingFunction, connect: failingFunction },
      allowedOrigins: allowed,
      outside: () => Promise.resolve(),
    });
    await once(gateway.listen(0, '127.0.0.1'), 'listening');
    const { port } = gateway.address() as AddressInfo;
    const [origin = ''] = allowed;
    const response = await fetch(`http://127.0.0.1:${port}/v1/health`, { headers: { origin } });
    assert.equal(response.status, 502);
    assertOpen(response, origin);
    assert.doesNotMatch(await response.text(), /secret/);
    gateway.close();
    gateway.closeAllConnections();
  });

  test("Connect's failures are shown to allowed origins, with when to come back", async () => {
    const origin = 'http://localhost:3000';
    const { bearer } = await startChat(api);
    const send = async (): Promise<Response> =>
      await fetch(`${api.url}/participant/transcript`, {
        method: 'POST',
        headers: { origin, 'x-amz-bearer': bearer, 'content-type': 'application/json' },
        body: '{}',
      });
    await send();
    for (const [kind, status] of [
      ['throttle', 429],
      ['error', 500],
      ['reset', 500],
    ] as const) {
      api.simulator.faults.add({ kind, operation: 'GetTranscript', times: 3 });
      const response = await send();
      assert.equal(response.status, status);
      assertOpen(response, origin);
      assert.match(response.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
    }
  });

  test('what is not HTTP gets an answer with the same headers', async () => {
    const { port, hostname } = new URL(api.url);
    const socket = connect(Number(port), hostname);
    socket.end('NOT HTTP\r\n\r\n');
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    const [head = '', body = ''] = text.split('\r\n\r\n');
    assert.match(head, /^HTTP\/1\.1 400 /);
    for (const [name, value] of Object.entries(security)) {
      const line = head.split('\r\n').find((header) => header.toLowerCase().startsWith(`${name}: `));
      assert.match(line?.slice(name.length + 2) ?? '', value, name);
    }
    assert.equal(JSON.parse(body).__type, 'ValidationException');
  });
});

suite('Pages of apps', () => {
  const apps = [
    'capacitor://localhost',
    'ionic://localhost',
    'tauri://localhost',
    'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
    'https://localhost',
  ];
  const others = [
    'null',
    'file://',
    'capacitor://localhost/',
    'capacitor://localhost:3000',
    'capacitor://evil.example',
    'CAPACITOR://LOCALHOST',
    'capacitor://localhost.evil.example',
    'ionic://app',
    'tauri://localhost/index.html',
    'chrome-extension://ponmlkjihgfedcbaponmlkjihgfedcba',
    'moz-extension://abcdefghijklmnopabcdefghijklmnop',
    'http://localhost',
    'https://localhost:3000',
  ];
  let api: LocalApi;
  before(async () => {
    api = await startLocalApi({
      environment: { ALLOWED_ORIGINS: JSON.stringify(apps) },
      allowedHeaders: ['X-Datadog-Trace-Id', 'x-tenant'],
    });
  });
  after(() => api.close());

  async function start(origin: string): Promise<Response> {
    return await fetch(`${api.url}/chats`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json' },
      body: '{"ParticipantDetails":{"DisplayName":"Ada"}}',
    });
  }

  for (const origin of apps)
    test(`${origin} asks, starts a chat and uses it, from no other app`, async () => {
      const asked = await preflight(`${api.url}/chats`, origin, 'POST');
      assert.equal(asked.status, 204);
      assertOpen(asked, origin);
      const started = await start(origin);
      assert.equal(started.status, 200);
      assertOpen(started, origin);
      const { ParticipantToken } = (await started.json()) as { ParticipantToken: string };
      for (const from of apps) {
        const session = await fetch(`${api.url}/session`, {
          headers: { origin: from, 'x-amz-bearer': ParticipantToken },
        });
        assert.equal(session.status, from === origin ? 200 : 403, from);
      }
    });

  for (const origin of others)
    test(`${origin} gets nothing`, async () => {
      assertClosed(await preflight(`${api.url}/chats`, origin, 'POST'), origin);
      const started = await start(origin);
      assert.equal(started.status, 403);
      assertClosed(started, origin);
    });

  test('may send the headers of tracing, and those that the setting adds', async () => {
    const asked = await preflight(`${api.url}/chats`, 'capacitor://localhost', 'POST');
    const names = list(asked, 'access-control-allow-headers');
    for (const name of [...requestHeaders, 'x-datadog-trace-id', 'x-tenant'])
      assert.ok(names.includes(name), name);
    assert.ok(!names.includes('*') && !names.includes('cookie'), names.join());
  });
});

function failingFunction(): Promise<never> {
  return Promise.reject(new Error('a secret'));
}

async function preflight(url: string, origin: string, method: string): Promise<Response> {
  return await fetch(url, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': method,
      'access-control-request-headers': requestHeaders.join(','),
    },
  });
}

function list({ headers }: Response, name: string): string[] {
  return (headers.get(name) ?? '').split(',').map((value) => value.trim().toLowerCase());
}

function assertSecure({ headers }: Response): void {
  for (const [name, value] of Object.entries(security)) assert.match(headers.get(name) ?? '', value, name);
}

function assertNoCors({ headers }: Response, origin?: string): void {
  const given = [...headers.keys()].filter((name) => name.startsWith('access-control-'));
  assert.deepEqual(given, [], origin);
}

function assertOpen(response: Response, origin: string): void {
  assertSecure(response);
  assert.equal(response.headers.get('access-control-allow-origin'), origin);
  assert(list(response, 'vary').includes('origin'));
  for (const name of exposedHeaders) assert(list(response, 'access-control-expose-headers').includes(name));
}

function assertClosed(response: Response, origin: string): void {
  assertSecure(response);
  assertNoCors(response, origin);
  // A cache must not give one origin's answer to another.
  assert(list(response, 'vary').includes('origin'));
}
