import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { suite, test } from 'node:test';
import { optional } from '../support/optional-program.ts';
import { runToEnd, type Ended } from '../support/program.ts';

const program = 'local/start.js';

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

/** A port that somebody else has, until the work is done. */
async function withBusyPort(work: (port: number) => Promise<void>): Promise<void> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  try {
    await work((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}

/** A port on which nobody listens. */
async function freePort(): Promise<number> {
  let free = 0;
  await withBusyPort((port) => Promise.resolve(void (free = port)));
  return free;
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
  test('a busy port, and another one to take', async () => {
    await withBusyPort(async (port) => {
      assertOneLine(
        await start({ PORT: String(port) }),
        new RegExp(`^Port ${port} is in use: .*PORT=${port + 1}`),
      );
    });
  });

  test('a port that is no port', async () => {
    assertOneLine(await start({ PORT: 'abc' }), /^PORT must be a whole number from 0 to 65535/);
  });

  test('entry points that are none', async () => {
    for (const ENTRY_POINTS of ['{"default":{}}', 'nonsense'])
      assertOneLine(await start({ ENTRY_POINTS }), /^ENTRY_POINTS must be \{"default"/);
  });

  test('a DynamoDB that is not there', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const ended = await start({ AWS_ENDPOINT_URL_DYNAMODB: url });
    assertOneLine(ended, new RegExp(`^There is no DynamoDB at ${url}: .*AWS_ENDPOINT_URL_DYNAMODB`));
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
