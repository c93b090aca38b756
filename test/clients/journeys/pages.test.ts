import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { startServer, type Server } from '../../support/server.ts';
import { afterwards } from '../../support/afterwards.ts';

describe('What npm start serves beside the API', () => {
  let server: Server;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  test('is pages and their files, under a strict Content-Security-Policy', async () => {
    for (const [path, type] of [
      ['/', 'text/html'],
      ['/agent', 'text/html'],
      ['/docs', 'text/html'],
      ['/docs/', 'text/html'],
      ['/chat', 'text/html'],
      ['/assets/shop.js', 'text/javascript'],
      ['/assets/connect-chat.js', 'text/javascript'],
      ['/assets/agent.js', 'text/javascript'],
      ['/assets/shared.css', 'text/css'],
      ['/assets/shop.css', 'text/css'],
      ['/assets/agent.css', 'text/css'],
      ['/assets/docs.css', 'text/css'],
      ['/assets/docs.js', 'text/javascript'],
      ['/assets/icon.svg', 'image/svg+xml'],
    ] as const) {
      const response = await fetch(server.url + path);
      assert.equal(response.status, 200, path);
      assert(response.headers.get('content-type')?.startsWith(type), path);
      assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
      const policy = response.headers.get('content-security-policy') ?? '';
      assert(policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self';"), policy);
      assert.doesNotMatch(policy, /unsafe|\*|data:/);
      assert.match(policy, /connect-src 'self' http:\/\/127\.0\.0\.1:\d+ ws:\/\/127\.0\.0\.1:\d+;/);
      // The pictures of interactive messages are the simulated Connect's: its origin, and no other.
      const simulator = /connect-src 'self' (\S+)/.exec(policy)?.[1] ?? '';
      assert.ok(policy.includes(`; img-src 'self' blob: ${simulator};`), policy);
      for (const part of ["frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"]) {
        assert(policy.includes(part), part);
      }
    }
  });

  test('has no inline script or style, and nothing from elsewhere', async () => {
    for (const path of ['/', '/chat', '/agent', '/nowhere']) {
      const html = await (await fetch(server.url + path)).text();
      assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=|<script>|(src|href)="(?!\/)/);
    }
  });

  test('answers HEAD, helps on unknown paths, and takes nothing else', async () => {
    const head = await fetch(`${server.url}/`, { method: 'HEAD' });
    assert.equal(head.status, 200);
    assert(Number(head.headers.get('content-length')) > 0);
    const unknown = await fetch(`${server.url}/nowhere`);
    assert.equal(unknown.status, 404);
    assert(unknown.headers.get('content-type')?.startsWith('text/html'));
    assert.match(await unknown.text(), /The agent console/);
    assert.equal((await fetch(`${server.url}/`, { method: 'POST' })).status, 405);
  });

  test('refuses names that are not of this machine, as a rebound DNS name would be', async () => {
    for (const path of ['/', '/agent', '/agent/api/contacts']) {
      assert.equal(await statusOf(server, path, { host: 'rebound.example:3000' }), 403, path);
      assert.equal(await statusOf(server, path, { host: 'localhost.example' }), 403, path);
      assert.equal(await statusOf(server, path, { host: 'localhost:3000' }), 200, path);
      assert.equal(await statusOf(server, path, { host: '[::1]:3000' }), 200, path);
    }
  });

  test("lets only its own pages use the agent's API", async () => {
    const path = '/agent/api/contacts';
    const host = 'localhost:3000';
    assert.equal(await statusOf(server, path, { host, origin: 'http://localhost:3000' }), 200);
    for (const origin of ['http://localhost:3001', 'https://www.example.com', 'null']) {
      assert.equal(await statusOf(server, path, { host, origin }), 403, origin);
    }
    for (const site of ['cross-site', 'same-site']) {
      assert.equal(await statusOf(server, path, { host, 'sec-fetch-site': site }), 403, site);
    }
  });
});

test('the agent console says so where Connect is not simulated', async (t) => {
  // As an AWS service refuses what it does not know.
  const service = createServer((_request, response) => {
    response.writeHead(403, { 'x-amzn-errortype': 'MissingAuthenticationTokenException' }).end('{}');
  }).listen(0, '127.0.0.1');
  await once(service, 'listening');
  afterwards(t, () => void service.close());
  const elsewhere = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  const server = await startServer({
    AWS_ENDPOINT_URL_CONNECT: elsewhere,
    AWS_ENDPOINT_URL_CONNECTPARTICIPANT: elsewhere,
  });
  afterwards(t, () => server.stop());
  const page = await (await fetch(`${server.url}/agent`)).text();
  assert.match(page, /There is no agent to play here/);
  const script = await (await fetch(`${server.url}/assets/agent.js`)).text();
  assert.match(script, /if \(false\)/);
  assert.equal((await fetch(`${server.url}/agent/api/contacts`)).status, 404);
});

/** fetch does not let a caller choose the Host. */
async function statusOf(server: Server, path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    request(new URL(path, server.url), { headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}
