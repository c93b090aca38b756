import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { newChat, simulatorFor } from './chat-fixture.ts';

test('the simulator serves the agent console and its files, under a strict Content-Security-Policy', async (t) => {
  const { url } = await simulatorFor(t);
  for (const [path, type] of [
    ['/agent', 'text/html'],
    ['/agent/', 'text/html'],
    ['/assets/agent.js', 'text/javascript'],
    ['/assets/agent.css', 'text/css'],
    ['/assets/shared.css', 'text/css'],
    ['/assets/icon.svg', 'image/svg+xml'],
  ] as const) {
    const response = await fetch(url + path);
    assert.equal(response.status, 200, path);
    assert(response.headers.get('content-type')?.startsWith(type), path);
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    const policy = response.headers.get('content-security-policy') ?? '';
    assert(policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self';"), policy);
    assert.match(policy, /connect-src 'self';/);
    assert.doesNotMatch(policy, /unsafe|\*|data:/);
  }
  for (const path of ['/assets/shop.js', '/assets/nothing.js', '/agent/elsewhere'])
    assert.equal((await fetch(url + path)).status, 404, path);
});

test('the console asks below its own path, and no page from elsewhere can', async (t) => {
  const chat = await newChat(t);
  const { url } = chat.simulator;
  const contacts = await fetch(`${url}/agent/api/contacts`);
  assert.partialDeepStrictEqual(await contacts.json(), { Contacts: [{ ContactId: chat.ContactId }] });
  const status = (path: string, headers: Record<string, string>): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      request(url + path, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
  assert.equal(await status('/agent/api/contacts', { origin: 'https://evil.example' }), 403);
  assert.equal(await status('/agent/api/contacts', { origin: 'http://127.0.0.1:1' }), 403);
  assert.equal(await status('/agent/api/contacts', { host: 'rebound.example' }), 403);
  assert.equal(await status('/agent', { host: 'rebound.example' }), 403);
  assert.equal(await status('/agent/api/contacts', { 'sec-fetch-site': 'cross-site' }), 403);
});

test('whoever asks a Connect whether it is simulated is told where its console is', async (t) => {
  const { url } = await simulatorFor(t);
  const response = await fetch(`${url}/_simulator/`);
  assert.deepEqual(await response.json(), { Simulated: 'Amazon Connect', Console: `${url}/agent` });
});
