import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, suite, test } from 'node:test';
import { systemProgram } from '../support/optional-program.ts';
import { runToEnd } from '../support/program.ts';
import { startServer, startServerByNpm, type Server } from '../support/server.ts';

const curl = systemProgram('curl');

suite('npm start', () => {
  let server: Server;
  before(async () => {
    server = await startServer();
  });
  after(() => server.kill());

  test('serves a chat', async () => {
    const response = await fetch(`${server.url}/v1/chats`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ParticipantDetails: { DisplayName: 'Ada' } }),
    });
    assert.equal(response.status, 200);
  });

  test('prints its addresses, and each of them answers', async () => {
    const urls = [...server.output().matchAll(/http:\/\/localhost:\d+[^\s)]*/g)].map(([url]) => url);
    assert(urls.some((url) => url.endsWith('/v1')) && urls.some((url) => url.endsWith('/v1/openapi.json')));
    const described = urls.find((url) => url.endsWith('/openapi.json')) ?? '';
    assert.equal((await fetch(described)).status, 200);
  });

  test('prints three lines for curl that work as pasted', { skip: curl.skip }, async () => {
    const lines = server
      .output()
      .split('\n')
      .filter((line) => line.includes('curl '));
    assert.equal(lines.length, 3);
    const { code, stdout, stderr } = await runToEnd('bash', ['-c', lines.join('\necho\n')]);
    assert.equal(code, 0, stderr);
    const [sent = '', transcript = ''] = stdout.split('\n').filter((line) => line !== '');
    const { Id } = JSON.parse(sent) as { Id: string };
    const { Transcript } = JSON.parse(transcript) as { Transcript: { Id: string; Content?: string }[] };
    assert(
      Transcript.some((item) => item.Id === Id && item.Content === 'Hello'),
      transcript,
    );
  });

  test('listens on loopback alone', () => {
    assert.match(server.url, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.doesNotMatch(server.output(), /0\.0\.0\.0|\[::\]/);
  });

  test('ends everything at Ctrl-C, an open connection and the simulator too, with exit code 0', async () => {
    const simulator = /Amazon Connect \((http:[^)]+)\)/.exec(server.output())?.[1];
    assert(simulator);
    const { hostname, port } = new URL(server.url);
    const idle = connect(Number(port), hostname).on('error', () => {});
    await once(idle, 'connect');
    assert.equal(await server.stop(), 0);
    for (const url of [server.url, simulator]) await assert.rejects(fetch(url), { message: 'fetch failed' });
    idle.destroy();
  });
});

test('a signal to npm alone ends the server, too', { timeout: 60_000 }, async () => {
  const server = await startServerByNpm();
  await server.terminate();
  const { hostname, port } = new URL(server.url);
  for (;;) {
    const socket = connect(Number(port), hostname);
    const answered = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (!answered) return;
  }
});
