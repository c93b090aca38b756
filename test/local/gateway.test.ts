import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, suite, test } from 'node:test';
import { ConnectParticipant } from '@aws-sdk/client-connectparticipant';
import type { LambdaHandler } from '../../lambdas/http/pipeline.ts';
import { createGateway } from '../../local/gateway.ts';
import { portOf } from '../support/ports.ts';
import { startChat } from '../support/chat.ts';
import { startLocalApi, type LocalApi } from '../support/local-api.ts';
import { rawRequest } from '../support/raw-request.ts';

suite('The local gateway', () => {
  let api: LocalApi;
  before(async () => {
    api = await startLocalApi();
  });
  after(() => api.close());

  test('takes headers named like members of Object', async () => {
    for (const name of ['valueOf', 'constructor', '__proto__', 'hasOwnProperty']) {
      const answer = await rawRequest(api.url, {
        method: 'GET',
        path: '/v1/health',
        headers: [[name, 'a']],
        body: new Uint8Array(),
      });
      assert.equal(answer?.status, 200, name);
    }
  });

  test('takes a bearer whatever the case of its header', async () => {
    const { bearer } = await startChat(api);
    for (const name of ['X-Amz-Bearer', 'x-amz-bearer', 'X-AMZ-BEARER']) {
      const answer = await rawRequest(api.url, {
        method: 'GET',
        path: '/v1/session?any=query',
        headers: [[name, bearer]],
        body: new Uint8Array(),
      });
      assert.equal(answer?.status, 200, name);
    }
  });

  test('takes no bearer, origin, key or type that is there twice and not the same', async () => {
    const [ada, bob] = [await startChat(api), await startChat(api)];
    const asked = async (...headers: readonly (readonly [string, string])[]): Promise<number | undefined> => {
      const answer = await rawRequest(api.url, {
        method: 'POST',
        path: '/v1/participant/message',
        headers,
        body: Buffer.from('{"ContentType":"text/plain","Content":"hi"}'),
      });
      return answer?.status;
    };
    const type = ['Content-Type', 'application/json'] as const;
    const bearer = ['X-Amz-Bearer', ada.bearer] as const;
    const calls = api.simulator.calls.length;
    for (const name of ['X-Amz-Bearer', 'x-amz-bearer']) {
      assert.equal(await asked(type, bearer, [name, bob.bearer]), 403, name);
      assert.equal(await asked(type, [name, bob.bearer], bearer), 403, name);
    }
    const allowed = ['Origin', 'http://localhost:3000'] as const;
    assert.equal(await asked(type, bearer, allowed, ['origin', 'https://evil.example']), 403);
    assert.equal(await asked(type, bearer, ['Idempotency-Key', 'a'], ['idempotency-key', 'b']), 400);
    assert.equal(await asked(type, bearer, ['content-type', 'text/plain']), 400);
    assert.equal(api.simulator.calls.length, calls);
    assert.equal(await asked(type, bearer, ['x-amz-bearer', ada.bearer], ['X-AMZ-BEARER', '']), 200);
  });

  test('answers nothing below the stage that is not the API, and leaves the rest to the pages', async () => {
    assert.equal((await fetch(new URL('/v1x/health', api.url))).status, 404);
    assert.equal((await fetch(new URL('/', api.url))).status, 404);
    assert.equal((await fetch(new URL('/v1/', api.url))).status, 404);
    assert.equal((await fetch(new URL('/v1/health?a=b', api.url))).status, 200);
  });

  test('puts API Gateway’s own error name behind its gateway responses’, in a second header', async () => {
    const signed: [string, string] = ['authorization', 'Basic AAAA'];
    for (const [method, path, headers, status, names] of [
      ['GET', '/v1/no/such/route', [], 404, 'UnknownOperationException, MissingAuthenticationTokenException'],
      ['POST', '/v1/contacts', [], 403, 'MissingAuthenticationTokenException'],
      ['POST', '/v1/contacts', [signed], 403, 'IncompleteSignatureException'],
      ['GET', '/v1/health', [['a b', 'c']], 400, 'ValidationException, BadRequestException'],
    ] as const) {
      const answer = await rawRequest(api.url, { method, path, headers, body: new Uint8Array() });
      assert.equal(answer?.status, status, path);
      const [ours = '', theirs = ours] = names.split(', ');
      assert.equal(answer.headers['x-amzn-errortype'], `${ours}, ${theirs}`);
      assert.equal((JSON.parse(answer.body) as Record<string, unknown>)['__type'], ours);
    }
    const tooLong = new Uint8Array(10 * 1024 * 1024 + 1);
    const refused = await fetch(`${api.url}/participant/message`, { method: 'POST', body: tooLong });
    assert.equal(
      refused.headers.get('x-amzn-errortype'),
      'RequestTooLongException, RequestTooLargeException',
    );
  });

  test('adds none to the errors of the functions', async () => {
    const answer = await fetch(`${api.url}/session`);
    assert.equal(answer.headers.get('x-amzn-errortype'), 'AccessDeniedException');
  });

  test('names its errors so that the AWS SDK takes the first of the two', async () => {
    const sdk = new ConnectParticipant({
      endpoint: `${api.url}/elsewhere`,
      region: 'us-east-1',
      credentials: { accessKeyId: '', secretAccessKey: '' },
    });
    await assert.rejects(sdk.sendMessage({ ConnectionToken: 'a', ContentType: 'text/plain', Content: 'b' }), {
      name: 'UnknownOperationException',
    });
    sdk.destroy();
  });

  test('survives a client that hangs up in the middle of its body', async () => {
    const { hostname, port } = new URL(api.url);
    const socket = connect(Number(port), hostname);
    socket.write('POST /v1/chats HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{"Particip');
    await once(socket, 'ready');
    socket.resetAndDestroy();
    await once(socket, 'close');
    assert.equal((await fetch(`${api.url}/health`)).status, 200);
    assert(!api.log.some((line) => line.includes('"status":500')));
  });
});

const unheard: LambdaHandler = () => new Promise(() => undefined);

test('The local gateway waits for a function no longer than API Gateway: 504, which says when to try again', async (t) => {
  const gateway = createGateway({
    functions: { participant: unheard, connect: unheard },
    allowedOrigins: [],
    timeout: 50,
    outside: () => Promise.resolve(),
  }).listen(0, '127.0.0.1');
  t.after(() => gateway.close());
  await once(gateway, 'listening');
  const answer = await fetch(`http://127.0.0.1:${portOf(gateway)}/v1/participant/connection`, {
    method: 'POST',
  });
  assert.equal(answer.status, 504);
  assert.equal(answer.headers.get('retry-after'), '1');
  assert.equal(answer.headers.get('x-amzn-errortype')?.split(',')[0], 'InternalServerErrorException');
});
