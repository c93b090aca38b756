import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { forwardTo, type Forwarding } from '../../local/instances/forward.ts';
import { rawRequest } from '../support/raw-request.ts';

async function urlOf(t: TestContext, listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function through(t: TestContext, forwarding: Forwarding): Promise<string> {
  return urlOf(t, (request, response) => void forwarding.answer(request, response));
}

test('a request is handed on as it came, and its answer comes back as it was', async (t) => {
  let got: unknown;
  const behind = await urlOf(t, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url, rawHeaders } = request;
      got = { method, url, headers: rawHeaders.join('|'), body: Buffer.concat(chunks).toString() };
      response.writeHead(409, {
        'X-Amzn-ErrorType': ['Ours', 'Theirs'],
        'Retry-After': 3,
        'Content-Length': 2,
      });
      response.end('{}');
    });
  });
  const url = await through(t, forwardTo(behind));
  const answer = await rawRequest(url, {
    method: 'POST',
    path: '/v1/a%2Fb?c=d',
    headers: [
      ['X-Amz-Bearer', 'one'],
      ['x-amz-bearer', 'two'],
      ['valueOf', 'three'],
    ],
    body: new TextEncoder().encode('héllo'),
  });
  assert.partialDeepStrictEqual(got, { method: 'POST', url: '/v1/a%2Fb?c=d', body: 'héllo' });
  const { headers } = got as { headers: string };
  for (const pair of ['X-Amz-Bearer|one', 'x-amz-bearer|two', 'valueOf|three'])
    assert.ok(`|${headers}|`.includes(`|${pair}|`), headers);
  assert.equal(`|${headers}|`.match(/\|host\|/gi)?.length, 1);
  assert.equal(answer?.status, 409);
  assert.equal(answer.headers['x-amzn-errortype'], 'Ours, Theirs');
  assert.equal(answer.headers['retry-after'], '3');
  assert.equal(answer.body, '{}');
});

test('what is not to be handed on is left out, and the host is the one that is told', async (t) => {
  let headers: Record<string, unknown> = {};
  const behind = await urlOf(t, (request, response) => {
    headers = request.headers;
    response.end();
  });
  const url = await through(t, forwardTo(behind, { without: ['origin'], host: 'other.example' }));
  await fetch(url, { headers: { origin: 'http://localhost:1', accept: 'text/event-stream' } });
  assert.equal(headers['origin'], undefined);
  assert.equal(headers['host'], 'other.example');
  assert.equal(headers['accept'], 'text/event-stream');
});

test('a stream arrives piece by piece, until it is broken off', async (t) => {
  const behind = await urlOf(t, (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: one\n\n');
  });
  const forwarding = forwardTo(behind);
  const stream = await fetch(await through(t, forwarding));
  assert(stream.body);
  const reader = stream.body.getReader();
  assert.equal(new TextDecoder().decode((await reader.read()).value), 'data: one\n\n');
  forwarding.close();
  await assert.rejects(reader.read());
});

test('where nobody is behind it, the connection ends', async (t) => {
  await assert.rejects(fetch(await through(t, forwardTo('http://127.0.0.1:9'))));
});
