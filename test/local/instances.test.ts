import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { test } from 'node:test';
import { message, newChat, post } from '../support/api-call.ts';
import { optional } from '../support/optional-program.ts';
import { listenOn, freePorts, portOf } from '../support/ports.ts';
import { runToEnd } from '../support/program.ts';
import { startServer, type Server } from '../support/server.ts';

const three = { parameters: ['--instances', '3'] };

/** Of the process that answers as this instance, from 1. */
function pidOf(server: Server, instance: number): number {
  return Number(new RegExp(`\\[${instance}\\] .*process (\\d+)`).exec(server.output())?.[1]);
}

async function isRefused(url: string): Promise<boolean> {
  return fetch(url).then(
    () => false,
    ({ cause }: { cause: { code: string } }) => cause.code === 'ECONNREFUSED',
  );
}

test('several API processes share one Connect and one table: a chat of one goes on in another', async (t) => {
  const server = await startServer({}, three);
  t.after(() => server.stop());
  assert.equal(new Set(server.urls).size, 3);
  const [one, two, other] = server.urls.map((url) => `${url}/v1`) as [string, string, string];
  const { bearer, contactId } = await newChat(one);
  const sent = await post(two, '/participant/message', message('once'), { bearer });
  assert.equal(sent.status, 200);
  const again = await post(other, '/participant/message', message('once'), { bearer });
  assert.equal(again.headers.get('idempotent-replayed'), 'true');
  assert.deepEqual(again.body, sent.body);
  const session = await fetch(`${other}/session`, { headers: { 'x-amz-bearer': bearer } });
  assert.partialDeepStrictEqual(await session.json(), { ContactId: contactId });
});

test('killing one is a crash of that one: it is said, its port refuses, and its chats go on elsewhere', async (t) => {
  const server = await startServer({}, three);
  t.after(() => server.stop());
  const [one = '', two = '', other = ''] = server.urls;
  const { bearer } = await newChat(`${one}/v1`);
  process.kill(pidOf(server, 1), 'SIGKILL');
  await server.says(
    /^API process 1 of 3 \(http:\/\/localhost:\d+\) has ended: SIGKILL\. The rest goes on[^\n]*$/m,
  );
  assert.ok(await isRefused(one));
  for (const url of [two, other]) {
    const sent = await post(`${url}/v1`, '/participant/message', message(`at ${url}`), { bearer });
    assert.equal(sent.status, 200);
  }
  assert.equal(server.process.exitCode, null);
});

const proc = optional('/proc', existsSync('/proc/self/task') ? '/proc' : undefined, 'Linux');

test(
  'the only one may crash, too: what it was started with stays, until Ctrl-C',
  { skip: proc.skip },
  async () => {
    const server = await startServer();
    const { pid } = server.process;
    const children = readFileSync(`${proc.path()}/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    const api = children.find((child) =>
      readFileSync(`${proc.path()}/${child}/cmdline`, 'utf8').includes('api-process'),
    );
    process.kill(Number(api), 'SIGTERM');
    await server.says(/^API process 1 of 1 .* has ended: SIGTERM\./m);
    assert.ok(await isRefused(server.url));
    const simulator = /Amazon Connect \((http:[^)]+)\)/.exec(server.output())?.[1] ?? '';
    assert.equal((await fetch(`${simulator}/_simulator/contacts`)).status, 200);
    assert.equal(await server.stop(), 0);
  },
);

test(
  'a connection that was handed to one that is killed before it takes it is closed',
  { timeout: 30_000 },
  async (t) => {
    const server = await startServer({}, { parameters: ['--instances', '2'] });
    t.after(() => server.stop());
    const pid = pidOf(server, 1);
    const port = Number(new URL(server.urls[0] ?? '').port);
    process.kill(pid, 'SIGSTOP');
    const sockets = Array.from({ length: 5 }, () => connect(port, '127.0.0.1'));
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    // A reset is an end as well.
    for (const socket of sockets) socket.on('error', () => undefined);
    const closed = sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    for (const socket of sockets) socket.write('GET /v1/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    process.kill(pid, 'SIGKILL');
    await Promise.all(closed);
  },
);

test('Ctrl-C ends all of them, a request that is under way too, with exit code 0', async () => {
  const server = await startServer({}, three);
  const stream = await fetch(`${server.urls[1]}/ops/api/events`);
  assert.equal(stream.status, 200);
  const pids = [1, 2, 3].map((instance) => pidOf(server, instance));
  assert.equal(await server.stop(), 0);
  for (const url of server.urls) assert.ok(await isRefused(url));
  for (const pid of pids) assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
  assert.doesNotMatch(server.output(), /has ended/);
});

test('one that is killed takes its API processes with it', async () => {
  const server = await startServer({}, three);
  const pids = [1, 2, 3].map((instance) => pidOf(server, instance));
  await server.kill();
  for (const pid of pids)
    for (;;) {
      try {
        process.kill(pid, 0);
        await new Promise((resolve) => setTimeout(resolve, 20));
      } catch {
        break;
      }
    }
});

test('they listen on as many ports from the first, and --port wins over PORT', async (t) => {
  const port = await freePorts(3);
  const server = await startServer(
    { PORT: '1' },
    { parameters: ['--port', String(port), '--instances', '3'] },
  );
  t.after(() => server.stop());
  assert.deepEqual(
    server.urls,
    [0, 1, 2].map((index) => `http://127.0.0.1:${port + index}`),
  );
});

test('one port that somebody else has is told, and none is kept', async (t) => {
  const port = await freePorts(3);
  const busy = await listenOn(port + 1);
  t.after(() => busy.close());
  const { code, stdout, stderr } = await runToEnd(process.execPath, [
    'local/start.js',
    '--instances=3',
    `--port=${port}`,
  ]);
  assert.equal(code, 1);
  assert.equal(stdout, '');
  assert.match(stderr, new RegExp(`^Port ${port + 1} is in use: [^\n]+\n$`));
  const first = await listenOn(port);
  assert.equal(portOf(first), port);
  first.close();
  await once(first, 'close');
});

test('the operations page of each is told of every request, and of each once', async (t) => {
  const server = await startServer({}, { parameters: ['--instances', '2'] });
  t.after(() => server.stop());
  const [one = '', two = ''] = server.urls;
  await fetch(`${two}/v1/session`);
  for (const url of [one, two]) {
    const stream = await fetch(`${url}/ops/api/events`);
    assert(stream.body);
    let text = '';
    const told = (): number => text.split('event: request').length - 1;
    const reader = stream.body.pipeThrough(new TextDecoderStream()).getReader();
    if (url === one) await fetch(`${one}/v1/session`);
    while (told() < 2) text += (await reader.read()).value ?? '';
    await reader.cancel();
    assert.equal(told(), 2);
    assert.equal(new Set(text.match(/"requestId":"[^"]+"/g)).size, 2);
  }
});
