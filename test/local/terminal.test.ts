import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { suite, test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { message, newChat, post } from '../support/api-call.ts';
import { systemProgram } from '../support/optional-program.ts';
import { startServer } from '../support/server.ts';

/** `npm start` on a terminal, and where there is none. */

const script = systemProgram('script', 'apt-get install bsdutils');
const program = fileURLToPath(new URL('../../local/start.js', import.meta.url));

interface Terminal {
  /** http://127.0.0.1:PORT/v1 */
  readonly url: string;
  /** Resolves with what the terminal shows, once that has something like this. */
  readonly shows: (what: RegExp) => Promise<string>;
}

async function onTerminal(
  t: TestContext,
  parameters = '',
  environment: Readonly<Record<string, string>> = {},
): Promise<Terminal> {
  // Node takes a terminal with CI set for one without colours.
  const { NO_COLOR: _, FORCE_COLOR: __, CI: ___, ...surroundings } = process.env;
  // `exec`: whatever shell this is, it is not there to turn a Ctrl-C into an exit code of its own.
  const command = `exec ${process.execPath} ${program} ${parameters}`;
  const child = spawn(script.path(), ['-q', '-e', '-c', command, '/dev/null'], {
    env: { ...surroundings, TERM: 'xterm-256color', PORT: '0', ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (shown += text.replaceAll('\r\n', '\n')));
  const shows = async (what: RegExp): Promise<string> => {
    while (!what.test(shown)) {
      assert.equal(child.exitCode, null, `it ended, and had shown ${shown}`);
      await Promise.race([once(child.stdout, 'data'), once(child, 'close')]);
    }
    return shown;
  };
  t.after(async () => {
    // Ctrl-C, as a terminal takes it.
    child.stdin.write('\u0003');
    await once(child, 'close');
    assert.equal(child.exitCode, 0);
  });
  const [, port] = /localhost:(\d+)\/v1 /.exec(await shows(/follows for each request.*\n\n/)) ?? [];
  return { url: `http://127.0.0.1:${port}/v1`, shows };
}

const line = /^\d\d:\d\d:\d\d POST \/participant\/message 200 \d+ ms claimed · chat [\w-]{5}…$/m;

async function chat(url: string): Promise<void> {
  const { bearer } = await newChat(url);
  await post(url, '/participant/message', message('first'), { bearer });
  await post(url, '/participant/message', message('second'), { bearer });
}

suite('On a terminal, npm start', { skip: script.skip, concurrency: 2 }, () => {
  test('tells each request in a coloured line, and ends at Ctrl-C', async (t) => {
    const { url, shows } = await onTerminal(t);
    await chat(url);
    await fetch(`${url}/session`, { headers: { 'x-amz-bearer': 'abc' } });
    const shown = await shows(/bearer-malformed/);
    assert.ok(shown.includes('\u001B[32m200\u001B[39m'));
    assert.match(stripVTControlCharacters(shown), line);
    assert.match(
      stripVTControlCharacters(shown),
      /^\d\d:\d\d:\d\d GET \/session 403 \d+ ms bearer-malformed$/m,
    );
    assert.doesNotMatch(shown, /"_aws"/);
  });

  // A terminal for each test: a hook that fails keeps those after it from running, and with them the next one's Ctrl-C.
  for (const [where, environment] of [
    ['with NO_COLOR', { NO_COLOR: '1' }],
    ['where the terminal has none', { TERM: 'dumb' }],
  ] as const)
    test(`has no colour ${where}`, async (t) => {
      const { url, shows } = await onTerminal(t, '', environment);
      await chat(url);
      assert.equal(stripVTControlCharacters(await shows(line)), await shows(line));
    });

  test('says of several processes which one it was', async (t) => {
    const { url, shows } = await onTerminal(t, '--instances 2', { NO_COLOR: '1' });
    await fetch(`${url}/health`);
    await shows(/^\d\d:\d\d:\d\d \[1\] GET \/health 200 \d+ ms$/m);
  });

  test('with --json has the lines of the functions', async (t) => {
    const { url, shows } = await onTerminal(t, '--json');
    await fetch(`${url}/health`);
    const shown = await shows(/^\{"_aws":.*\}$/m);
    assert.match(shown, /A line of JSON follows for each request\./);
  });
});

test('where there is no terminal, each request is a line of JSON, as its function writes it', async (t) => {
  const server = await startServer({ FORCE_COLOR: '1' });
  t.after(() => server.stop());
  await chat(`${server.url}/v1`);
  await fetch(`${server.url}/v1/health`);
  const last = (): boolean => server.stdout().includes('"GetHealth"');
  while (!last()) await once(server.process.stdout ?? assert.fail(), 'data');
  const [, requests = ''] = server.stdout().split('A line of JSON follows for each request.\n\n');
  const lines = requests.trimEnd().split('\n');
  // The function that ends chats hears of the chat meanwhile, and may have a line of its own.
  assert.equal(lines.filter((one) => !one.includes('"service":"reaper"')).length, 4);
  for (const one of lines) {
    assert.ok(one.startsWith('{"_aws":'));
    assert.equal(JSON.stringify(JSON.parse(one)), one);
  }
});
