import assert from 'node:assert/strict';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { suite, test, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { makeCertificate, openssl } from './certificate.ts';

/**
 * Lambda freezes an environment between initialization and an invocation: time passes, the other side acts, and when
 * the process goes on, a request may be made before anything of it was heard. Here a signal stops the process.
 */

/** What the other side does meanwhile: with a connection, and with what carries it, which over TLS is another. */
const meanwhile: Readonly<Record<string, (socket: Socket, carrier: Socket) => void>> = {
  closes: (socket) => socket.destroy(),
  'closes half': (socket) => socket.end(),
  'answers 408 and closes': (socket) => socket.end(impatient),
  'answers 408 and stays': (socket) => socket.write(impatient),
  resets: (_, carrier) => carrier.resetAndDestroy(),
  'does nothing': () => undefined,
};

const impatient = 'HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n';

interface Service {
  readonly endpoint: string;
  /** Connections that are ready for requests, and what carries each. */
  readonly open: Map<Socket, Socket>;
  /** All so far. */
  made: number;
  readonly environment: Readonly<Record<string, string>>;
}

async function startService(t: TestContext, tls: boolean): Promise<Service> {
  const certificate = tls ? makeCertificate() : undefined;
  const server = certificate ? createHttpsServer(certificate) : createHttpServer();
  const service: Service = {
    get endpoint() {
      return `http${tls ? 's' : ''}://localhost:${(server.address() as AddressInfo).port}`;
    },
    open: new Map(),
    made: 0,
    environment: certificate ? { NODE_EXTRA_CA_CERTS: certificate.certFile } : {},
  };
  const carriers = new Map<number | undefined, Socket>();
  server.prependListener('connection', (socket: Socket) => carriers.set(socket.remotePort, socket));
  server.on('request', (request, response) => {
    request.resume().on('end', () => response.end('{}'));
  });
  server.on(tls ? 'secureConnection' : 'connection', (socket: Socket) => {
    service.made++;
    const carrier = carriers.get(socket.remotePort) ?? socket;
    service.open.set(socket, carrier);
    socket.on('error', () => undefined).on('close', () => service.open.delete(socket));
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return service;
}

type Environment = ChildProcessByStdio<Writable, Readable, Readable>;

const adapters = new URL('../../../lambdas/adapters/wire/', import.meta.url).href;

/** A process that runs `script`, which makes its requests as soon as there is a line on stdin. */
function startEnvironment(t: TestContext, { environment }: Service, script: string): Environment {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  return child;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await setTimeout(5);
}

/** Lets `during` happen while the process is stopped; its request is there before or after it. */
async function frozen(
  child: Environment,
  requestComes: 'before' | 'after',
  during: () => void,
): Promise<void> {
  child.kill('SIGSTOP');
  await setTimeout(50);
  if (requestComes === 'before') child.stdin.write('request\n');
  await setTimeout(50);
  during();
  await setTimeout(50);
  if (requestComes === 'after') child.stdin.write('request\n');
  await setTimeout(50);
  child.kill('SIGCONT');
}

for (const { tls, skip } of [
  { tls: false, skip: false },
  { tls: true, skip: openssl.skip },
])
  suite(`After a freeze, ${tls ? 'over TLS' : 'without TLS'}`, { skip, concurrency: 2 }, () => {
    for (const [what, act] of Object.entries(meanwhile))
      for (const comes of ['before', 'after'] as const)
        test(`requests succeed that come ${comes} the other side ${what} on connections opened ahead`, async (t) => {
          const service = await startService(t, tls);
          const child = startEnvironment(
            t,
            service,
            `const { httpClient } = await import('${adapters}http-client.ts');
              const client = httpClient({ endpoint: '${service.endpoint}', connections: 2 });
              const post = () => client.post('/', {}, 'a', 20_000).then(({ status }) => status, ({ code }) => code);
              process.stdin.once('data', async () => {
                console.log(JSON.stringify(await Promise.all([post(), post(), post()])));
                process.exit();
              });`,
          );
          await until(() => service.open.size === 2);
          // The client's side of the handshake may be behind, and its stdin not listened to yet.
          await setTimeout(200);
          await frozen(child, comes, () => service.open.forEach((carrier, socket) => act(socket, carrier)));
          assert.deepEqual(await text(child.stdout), '[200,200,200]\n', await text(child.stderr));
          assert.equal(service.made, what === 'does nothing' ? 3 : 5);
        });

    test('a call of DynamoDB succeeds although its kept connection was closed', async (t) => {
      const service = await startService(t, tls);
      const child = startEnvironment(
        t,
        service,
        `const { dynamoDbWire } = await import('${adapters}dynamodb.ts');
          const send = dynamoDbWire({ endpoint: '${service.endpoint}', region: 'eu-central-1', now: Date.now,
            credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' } });
          const get = () => send('GetItem', { TableName: 't', Key: { pk: { S: 'k' } } });
          await get();
          process.stdin.once('data', async () => {
            console.log(await get().then(() => 'ok', ({ name }) => name));
            process.exit();
          });`,
      );
      await until(() => service.open.size === 1);
      await setTimeout(300);
      await frozen(child, 'before', () => service.open.forEach((_, socket) => socket.end()));
      assert.equal(await text(child.stdout), 'ok\n', await text(child.stderr));
      assert.equal(service.made, 2);
    });
  });
