import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { httpClient } from '../../../lambdas/adapters/wire/http-client.ts';
import { makeCertificate, openssl } from './certificate.ts';
import { startWireServer, type WireServer } from './wire-server.ts';

const timeout = 2_000;

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await setTimeout(5);
}

/** Connections of the server, once `count` of them stand. */
async function opened(server: WireServer, count: number): Promise<void> {
  await until(() => server.connections.open.size === count);
}

test('one connection serves one request after the other', async () => {
  const server = await startWireServer();
  const client = httpClient({ endpoint: server.url });
  for (const body of ['a', 'b', 'c']) await client.post('/path', {}, body, timeout);
  assert.deepEqual(
    server.requests.map(({ path, body }) => [path, body]),
    [
      ['/path', 'a'],
      ['/path', 'b'],
      ['/path', 'c'],
    ],
  );
  assert.equal(server.connections.made, 1);
});

test('connections opened ahead carry the first requests, and are kept', async () => {
  const server = await startWireServer();
  const client = httpClient({ endpoint: server.url, connections: 2 });
  await opened(server, 2);
  assert.equal(server.requests.length, 0);
  for (let round = 0; round < 3; round++)
    await Promise.all([client.post('/', {}, 'a', timeout), client.post('/', {}, 'b', timeout)]);
  assert.equal(server.requests.length, 6);
  assert.equal(server.connections.made, 2);
});

test('more requests at once than connections open their own', async () => {
  const server = await startWireServer();
  const client = httpClient({ endpoint: server.url, connections: 1 });
  await opened(server, 1);
  await Promise.all(['a', 'b', 'c'].map((body) => client.post('/', {}, body, timeout)));
  assert.equal(server.connections.made, 3);
});

test('a connection opened ahead that the other side closed is not used', async () => {
  const server = await startWireServer();
  const client = httpClient({ endpoint: server.url, connections: 2 });
  await opened(server, 2);
  for (const socket of server.connections.open) socket.end();
  await opened(server, 0);
  await setTimeout(20);
  assert.equal((await client.post('/', {}, 'a', timeout)).status, 200);
  assert.equal(server.connections.made, 3);
});

const impatience: Readonly<Record<string, (socket: Socket) => void>> = {
  'answered 408 and closed': (socket) =>
    socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n'),
  'answered 408 and left open': (socket) =>
    socket.write('HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n'),
  'said anything': (socket) => socket.write('x'),
  reset: (socket) => socket.resetAndDestroy(),
};

for (const [what, lose] of Object.entries(impatience))
  test(`a connection opened ahead on which the other side ${what} is not used`, async () => {
    const server = await startWireServer();
    const client = httpClient({ endpoint: server.url, connections: 2 });
    await opened(server, 2);
    for (const socket of server.connections.open) lose(socket);
    // What has been said arrives; nobody reads it before the connection is asked for.
    await setTimeout(50);
    const answers = await Promise.all(
      ['a', 'b', 'c', 'd'].map((body) => client.post('/', {}, body, timeout)),
    );
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200, 200],
    );
    assert.deepEqual(server.requests.map(({ body }) => body).toSorted(), ['a', 'b', 'c', 'd']);
  });

test('a connection opened ahead is not used once it is older than servers keep one that asks nothing', async () => {
  const server = await startWireServer();
  let now = 0;
  const client = httpClient({ endpoint: server.url, connections: 2, now: () => now });
  await opened(server, 2);
  now = 20_000;
  await client.post('/', {}, 'a', timeout);
  assert.equal(server.connections.made, 3);
  await opened(server, 1);
});

test('an unused connection of a function that was frozen is not used, whatever waits on it', async () => {
  const server = await startWireServer();
  let now = 0;
  const client = httpClient({ endpoint: server.url, connections: 1, now: () => now });
  await opened(server, 1);
  // Nothing of this has been read when the request is made: no turn of the event loop lies in between.
  for (const socket of server.connections.open) socket.end('HTTP/1.1 408 Request Timeout\r\n\r\n');
  now = 95_000;
  assert.equal((await client.post('/', {}, 'a', timeout)).status, 200);
});

test('an answer that never ends is given up after its time', async () => {
  const server = await startWireServer();
  server.answer = (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
    const chunk = `100000\r\n${'x'.repeat(0x100000)}\r\n`;
    const more = (): void => {
      if (!socket.destroyed) socket.write(chunk, more);
    };
    more();
  };
  const client = httpClient({ endpoint: server.url });
  await assert.rejects(client.post('/', {}, 'a', 20_000), { code: 'ERR_ANSWER_TOO_LONG' });
});

test('a service that is not there fails the request, not the process', async () => {
  const client = httpClient({ endpoint: 'http://127.0.0.1:9', connections: 2 });
  await setTimeout(50);
  await assert.rejects(client.post('/', {}, 'a', timeout), { code: 'ECONNREFUSED' });
});

test('connections opened ahead keep no process alive', async () => {
  const server = await startWireServer();
  const module = new URL('../../../lambdas/adapters/wire/http-client.ts', import.meta.url).href;
  const script = `const { httpClient } = await import(${JSON.stringify(module)});
    httpClient({ endpoint: ${JSON.stringify(server.url)}, connections: 2 });`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { timeout: 20_000 });
});

test('the time runs out in the middle of an answer, too', async () => {
  const server = await startWireServer();
  server.answer = (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{');
  };
  const client = httpClient({ endpoint: server.url });
  await assert.rejects(client.post('/', {}, 'a', 60), { name: 'TimeoutError' });
});

test('a character is whole, wherever the network cuts it', async () => {
  const server = await startWireServer();
  const text = Buffer.from('{"é":"😀"}');
  server.answer = (socket) => {
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n`);
    void (async () => {
      for (const byte of text) {
        socket.write(Buffer.from([byte]));
        await setTimeout(1);
      }
    })();
  };
  const client = httpClient({ endpoint: server.url });
  assert.equal((await client.post('/', {}, 'a', timeout)).body, '{"é":"😀"}');
});

test('the Host header has a port only where it is not the scheme’s own', () => {
  assert.equal(
    httpClient({ endpoint: 'https://dynamodb.eu-central-1.amazonaws.com' }).host,
    'dynamodb.eu-central-1.amazonaws.com',
  );
  assert.equal(httpClient({ endpoint: 'http://127.0.0.1:8000/x/' }).host, '127.0.0.1:8000');
  assert.equal(httpClient({ endpoint: 'http://127.0.0.1:8000/x/' }).prefix, '/x');
});

test(
  'over TLS, connections opened ahead carry requests, and a stranger’s certificate none',
  { skip: openssl.skip },
  async (t) => {
    const { key, cert, certFile } = makeCertificate();
    let connections = 0;
    const names: unknown[] = [];
    const server = createServer({ key, cert }, (request, response) => {
      request.resume().on('end', () => response.end('{"ok":true}'));
    }).on('secureConnection', (socket) => {
      connections++;
      names.push((socket as unknown as { servername: unknown }).servername);
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    t.after(() => {
      server.closeAllConnections();
      server.close();
    });
    const endpoint = `https://localhost:${(server.address() as AddressInfo).port}`;
    const module = new URL('../../../lambdas/adapters/wire/http-client.ts', import.meta.url).href;
    const script = `const { httpClient } = await import(${JSON.stringify(module)});
    const client = httpClient({ endpoint: ${JSON.stringify(endpoint)}, connections: 2 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const post = () => client.post('/', {}, 'a', 5000).then(({ body }) => body, ({ code }) => code);
    const both = await Promise.all([post(), post()]);
    // A connection whose answer was faster than the word that the request has left is not free yet.
    await new Promise((resolve) => setTimeout(resolve, 50));
    console.log(JSON.stringify([...both, await post()]));
    process.exit();`;
    const run = async (environment: Record<string, string>): Promise<unknown> => {
      const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
        env: { ...process.env, ...environment },
        timeout: 30_000,
      });
      return JSON.parse(stdout);
    };
    const answer = '{"ok":true}';
    assert.deepEqual(await run({ NODE_EXTRA_CA_CERTS: certFile }), [answer, answer, answer]);
    assert.equal(connections, 2);
    assert.deepEqual(names, ['localhost', 'localhost']);
    const refused = 'DEPTH_ZERO_SELF_SIGNED_CERT';
    assert.deepEqual(await run({}), [refused, refused, refused]);
  },
);
