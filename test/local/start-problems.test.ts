import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer as createHttpServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startDynamoDb } from '../../local/dynamodb.ts';
import { startSimulatedConnect } from '../../local/simulated-connect/simulated-connect.ts';
import { newChat } from '../support/api-call.ts';
import { copyCheckout } from '../support/copied-checkout.ts';
import { optional, systemProgram } from '../support/optional-program.ts';
import { freePorts, listenOn, portOf } from '../support/ports.ts';
import { runToEnd, type Ended } from '../support/program.ts';
import { startServer } from '../support/server.ts';

const program = 'local/start.js';
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

function connectAt(url: string): Readonly<Record<string, string>> {
  return { AWS_ENDPOINT_URL_CONNECT: url, AWS_ENDPOINT_URL_CONNECTPARTICIPANT: url };
}

const setting = '/proc/sys/net/ipv4/ip_unprivileged_port_start';
const isPrivileged = existsSync(setting) && Number(readFileSync(setting, 'utf8')) > 81;
const privileged = optional('a privileged port', isPrivileged ? '81' : undefined, 'Linux as it comes');

const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
const ipv6 = optional('::1', addresses.find(({ address }) => address === '::1')?.address, 'IPv6');

const mounting = systemProgram('unshare', 'apt-get install util-linux');
const mounts = mounting.skip === false && spawnSync(mounting.path(), ['-rm', 'true']).status === 0;
const unshare = optional('unshare', mounts ? mounting.path() : undefined, 'a user who may mount');

function start(environment: Readonly<Record<string, string>>, ...parameters: string[]): Promise<Ended> {
  return runToEnd(process.execPath, [program, ...parameters], { PORT: '0', ...environment });
}

/** One line for a person, exit code 1, and nothing else. */
function assertOneLine({ code, stdout, stderr }: Ended, line: RegExp): void {
  assert.equal(code, 1);
  assert.match(stderr, /^[^\n]+\n$/);
  assert.match(stderr, line);
  assert.equal(stdout, '');
}

/** A server of this machine, for as long as the test runs. */
async function serverFor(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createHttpServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const everybody = 0o755;

/** What is on this machine's ports besides, and is neither Connect nor DynamoDB. */
const others: readonly (readonly [what: string, start: (t: TestContext) => Promise<string>])[] = [
  ['a website', (t) => serverFor(t, page)],
  [
    'a website without that page',
    (t) =>
      serverFor(t, (_request, response) => {
        response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not found</h1>');
      }),
  ],
  ['a program that says hello', (t) => serverFor(t, (_request, response) => void response.end('Hello'))],
  [
    'what redirects',
    (t) => serverFor(t, (_request, response) => void response.writeHead(302, { location: '/login' }).end()),
  ],
  [
    'what speaks another language than HTTP',
    async (t) => {
      const server = await listenOn(0);
      server.on('connection', (socket) => {
        socket.on('error', () => {});
        socket.end('220 mail.example ESMTP\r\n');
      });
      t.after(() => server.close());
      return `http://127.0.0.1:${portOf(server)}`;
    },
  ],
];

function page(_request: unknown, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Shop</title>');
}

/** The first Node of the machine's own that is too old. */
function oldNode(): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/local/bin'];
  return folders
    .map((folder) => join(folder, 'node'))
    .filter((file) => existsSync(file))
    .find((file) => {
      const version = execFileSync(file, ['--version'], { encoding: 'utf8' });
      return Number(/^v(\d+)/.exec(version)?.[1]) < 24;
    });
}

suite('npm start tells what is wrong in one line', { concurrency: 3 }, () => {
  test('a busy port, and another one to take', async (t) => {
    const busy = await listenOn(0);
    t.after(() => busy.close());
    const port = portOf(busy);
    const line = new RegExp(`^Port ${port} is in use: .*PORT=${port + 1} npm start`);
    assertOneLine(await start({ PORT: String(port) }), line);
    assertOneLine(await start({}, '--port', String(port)), line);
  });

  test(
    'a port that is somebody else’s at the address that localhost means first',
    {
      skip: ipv6.skip,
    },
    async (t) => {
      const busy = createHttpServer(page).listen(0, ipv6.path());
      await once(busy, 'listening');
      t.after(() => busy.close());
      const { port } = busy.address() as AddressInfo;
      assertOneLine(await start({}, '--port', String(port)), new RegExp(`^Port ${port} is in use: `));
    },
  );

  test('a port that is no port', async () => {
    for (const PORT of ['abc', ' ', '70000'])
      assertOneLine(await start({ PORT }), /^PORT must be a whole number from 0 to 65535/);
  });

  test('a port that only an administrator may have', { skip: privileged.skip }, async () => {
    const ended = await runToEnd(
      process.execPath,
      [program, '--port', privileged.path()],
      {},
      { unprivileged: true },
    );
    assertOneLine(ended, /^Port 81 is not allowed here: choose one above 1023, such as PORT=3000/);
  });

  test('quotas that are neither on nor off', async () => {
    assertOneLine(await start({ SIMULATOR_QUOTAS: 'true' }), /^SIMULATOR_QUOTAS must be 1 .* or 0 /);
    assertOneLine(
      await start({ SIMULATOR_QUOTAS: 'true' }, 'simulator'),
      /^SIMULATOR_QUOTAS must be 1 .* or 0 /,
    );
  });

  test('entry points that are none', async () => {
    for (const ENTRY_POINTS of ['{"default":{}}', 'nonsense'])
      assertOneLine(await start({ ENTRY_POINTS }), /^ENTRY_POINTS must be \{"default"/);
  });

  test('a DynamoDB that is not there', async () => {
    const url = `http://127.0.0.1:${await freePorts()}`;
    const ended = await start({ AWS_ENDPOINT_URL_DYNAMODB: url });
    assertOneLine(ended, new RegExp(`^There is no DynamoDB at ${url}: .*AWS_ENDPOINT_URL_DYNAMODB`));
  });

  for (const [what, startOther] of others)
    test(`${what} in place of DynamoDB`, async (t) => {
      const url = await startOther(t);
      const ended = await start({ AWS_ENDPOINT_URL_DYNAMODB: url });
      assertOneLine(
        ended,
        new RegExp(`^${url} does not answer as DynamoDB: set AWS_ENDPOINT_URL_DYNAMODB to`),
      );
    });

  test('a simulated Connect, and what takes everything, in place of DynamoDB', async (t) => {
    const simulator = await startSimulatedConnect();
    t.after(() => simulator.close());
    const yes = await serverFor(t, (_request, response) => void response.end('{}'));
    for (const url of [simulator.url, yes])
      assertOneLine(
        await start({ AWS_ENDPOINT_URL_DYNAMODB: url }),
        new RegExp(`^${url} does not answer as DynamoDB: `),
      );
  });

  test('a DynamoDB that refuses, in its own words', async (t) => {
    const url = await serverFor(t, (_request, response) => {
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(
        JSON.stringify({ __type: 'com.amazon.coral.service#AccessDeniedException', Message: 'Not you' }),
      );
    });
    assertOneLine(
      await start({ AWS_ENDPOINT_URL_DYNAMODB: url }),
      new RegExp(`^The DynamoDB at ${url} refuses: AccessDeniedException: Not you`),
    );
  });

  test('a table of the same name that is somebody else’s', async (t) => {
    const dynamodb = await startDynamoDb();
    t.after(() => dynamodb.close());
    const client = new DynamoDBClient({ region: 'us-east-1', endpoint: dynamodb.url, credentials });
    await client.send(
      new CreateTableCommand({
        TableName: 'connect-chat-bff',
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'other', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'other', AttributeType: 'S' }],
      }),
    );
    client.destroy();
    assertOneLine(
      await start({ AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url }),
      /^The table connect-chat-bff has the keys other and is not of this program: set TABLE_NAME to another name/,
    );
  });

  test('one Connect without the other', async () => {
    const ended = await start({ AWS_ENDPOINT_URL_CONNECT: 'http://127.0.0.1:4577' });
    assertOneLine(ended, /^AWS_ENDPOINT_URL_CONNECTPARTICIPANT must be set as well, or neither of the two: /);
  });

  test('a Connect that is not there', async () => {
    const url = `http://127.0.0.1:${await freePorts()}`;
    assertOneLine(
      await start(connectAt(url)),
      new RegExp(
        `^AWS_ENDPOINT_URL_CONNECT\\w*: nothing answers at ${url} \\(ECONNREFUSED\\): start it, or unset both`,
      ),
    );
  });

  for (const [what, startOther] of others)
    test(`${what} in place of Connect`, async (t) => {
      const url = await startOther(t);
      assertOneLine(
        await start(connectAt(url)),
        new RegExp(
          `^AWS_ENDPOINT_URL_CONNECT\\w*: ${url} does not answer as Amazon Connect(?: \\(\\w+\\))?: set both`,
        ),
      );
    });

  test('a DynamoDB in place of Connect', async (t) => {
    const dynamodb = await startDynamoDb();
    t.after(() => dynamodb.close());
    assertOneLine(
      await start(connectAt(dynamodb.url)),
      /^\w+: \S+ does not answer as Amazon Connect: set both/,
    );
  });

  test('no folder that takes the built code', async (t) => {
    const closed = mkdtempSync(join(tmpdir(), 'closed-'));
    t.after(() => rmSync(closed, { recursive: true }));
    chmodSync(closed, 0o555);
    for (const TMPDIR of [join(closed, 'nothing'), closed]) {
      const ended = await runToEnd(
        process.execPath,
        [program],
        { PORT: '0', TMPDIR },
        { unprivileged: true },
      );
      assertOneLine(
        ended,
        new RegExp(`^${TMPDIR} takes no folder for the built code \\(\\w+\\): set TMPDIR to a folder`),
      );
    }
  });

  test('no space left', { skip: unshare.skip }, async () => {
    const script = `mount -t tmpfs -o size=64k none /mnt && TMPDIR=/mnt exec ${process.execPath} ${program}`;
    const ended = await runToEnd(unshare.path(), ['-rm', 'sh', '-c', script], { PORT: '0' });
    assertOneLine(
      ended,
      /^There is no space left in \/mnt for the built code: free some, or set TMPDIR to another folder/,
    );
  });

  test('packages that are not installed', async (t) => {
    const folder = copyCheckout({ packages: false });
    t.after(() => rmSync(folder, { recursive: true }));
    assertOneLine(
      await runToEnd(process.execPath, [program], { PORT: '0' }, { folder }),
      /^The packages are not installed \(there is no \S+\): run "npm ci", and then "npm start" again/,
    );
    const help = await runToEnd(process.execPath, [program, '--help'], {}, { folder });
    assert.equal(help.code, 0);
  });

  test('code that does not build', async (t) => {
    const folder = copyCheckout();
    t.after(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'lambdas/core/seal.ts'), 'export function (');
    assertOneLine(
      await runToEnd(process.execPath, [program], { PORT: '0' }, { folder }),
      /^The code does not build: lambdas\/core\/seal\.ts:1:17: Expected /,
    );
  });

  test('an address that is no URL', async () => {
    const ended = await start({ AWS_ENDPOINT_URL_CONNECT: 'localhost:4577' });
    assertOneLine(ended, /^AWS_ENDPOINT_URL_CONNECT must be a URL such as http:/);
  });

  test('each of several settings that are wrong, in a line of its own', async () => {
    const { code, stderr } = await start({ ENTRY_POINTS: '{}', ALLOWED_ORIGINS: '*' });
    assert.equal(code, 1);
    assert.match(stderr, /^ENTRY_POINTS must [^\n]+\nALLOWED_ORIGINS must [^\n]+\n$/);
  });

  const old = optional('an older node', oldNode(), 'install Node 20 or 22 beside the packages’ own');
  test('a Node that is too old', { skip: old.skip }, async () => {
    for (const parameters of [[program], [program, 'simulator']])
      assertOneLine(await runToEnd(old.path(), parameters), /runs on Node 24, and this is Node \d+\./);
  });
});

test('a checkout that cannot be written to is no trouble', async (t) => {
  const folder = copyCheckout();
  t.after(() => rmSync(folder, { recursive: true }));
  chmodSync(folder, everybody);
  // What the tests themselves have compiled is kept there.
  const files = (): string[] =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (name) => !name.startsWith('node_modules/.cache'),
    );
  const before = files();
  const server = await startServer({ HOME: '/nonexistent' }, { folder, unprivileged: true });
  await newChat(`${server.url}/v1`);
  assert.equal(await server.stop(), 0);
  assert.deepEqual(files(), before);
});

test('what has been built is gone at the end', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'temporary-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const server = await startServer({ TMPDIR: folder });
  const built = (): string[] => readdirSync(folder).filter((name) => name.startsWith('connect-chat-bff-'));
  assert.equal(built().length, 1);
  await server.stop();
  assert.deepEqual(built(), []);
});
