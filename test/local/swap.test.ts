import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { message, newChat, post } from '../support/api-call.ts';
import { copyCheckout } from '../support/copied-checkout.ts';
import { startServer, type Server } from '../support/server.ts';

/** Sources of a copied checkout, changed under a running `npm start`. */

suite('A change of the code while npm start runs', () => {
  let folder: string;
  let server: Server;
  let simulator: string;
  before(async () => {
    folder = copyCheckout();
    server = await startServer({}, { folder, parameters: ['--instances', '2'] });
    simulator = /Amazon Connect \((http:[^)]+)\)/.exec(server.output())?.[1] ?? '';
  });
  after(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
  /** Changes a file, and waits for what is said of it. */
  async function change(path: string, former: string, to: string, what: RegExp): Promise<string> {
    const before = read(path);
    assert.ok(before.includes(former), `${path} has no ${former}`);
    const from = server.stderr().length;
    writeFileSync(join(folder, path), before.replace(former, to));
    const since = (): string => server.stderr().slice(from);
    await server.says(what, since);
    return since();
  }
  const swapped = /Swapped in after a change of [^\n]+\n/;
  const description = 'lambdas/operations/get-health.ts';
  const described =
    /summary: '([^']+)\.'/.exec(
      readFileSync(new URL(`../../${description}`, import.meta.url), 'utf8'),
    )?.[1] ?? '';
  const document = async (url = server.url): Promise<string> =>
    (await fetch(`${url}/v1/openapi.json`)).text();

  test('below lambdas: it answers with the new code, on every instance', async () => {
    for (const url of server.urls) assert.ok((await document(url)).includes(described));
    const said = await change(description, described, 'Tells that it is well', swapped);
    assert.match(
      said,
      new RegExp(
        `^Swapped in after a change of ${description}, in \\d+\\.\\d s\\. Processes \\d+, \\d+\\.\n$`,
      ),
    );
    for (const url of server.urls) assert.ok((await document(url)).includes('Tells that it is well'));
  });

  test('keeps the chats: their sessions, their messages and their websockets', async () => {
    const { bearer } = await newChat(`${server.url}/v1`);
    const connection = await post(
      `${server.url}/v1`,
      '/participant/connection',
      { Type: ['WEBSOCKET', 'CONNECTION_CREDENTIALS'] },
      { bearer },
    );
    const { Url } = connection.body['Websocket'] as { Url: string };
    const socket = new WebSocket(Url);
    const heard: string[] = [];
    socket.addEventListener('message', ({ data }) => heard.push(String(data)));
    await once(socket, 'open');
    socket.send(JSON.stringify({ topic: 'aws/subscribe', content: { topics: ['aws/chat'] } }));
    await post(`${server.url}/v1`, '/participant/message', message('before', 'Before it'), { bearer });
    await change(description, 'Tells that it is well', 'Tells how it is', swapped);
    const again = await post(`${server.url}/v1`, '/participant/message', message('before', 'Before it'), {
      bearer,
    });
    assert.equal(again.headers.get('idempotent-replayed'), 'true');
    await post(`${server.url}/v1`, '/participant/message', message('after', 'After it'), { bearer });
    while (!heard.some((frame) => frame.includes('After it'))) await once(socket, 'message');
    assert.equal(socket.readyState, WebSocket.OPEN);
    socket.close();
  });

  test('loses no request: those under way are answered, and none is refused', async () => {
    const { bearer } = await newChat(`${server.url}/v1`);
    await post(`${server.url}/v1`, '/participant/message', message('first'), { bearer });
    const fault = { kind: 'slow', operation: 'SendMessage', delayMs: 4_000 };
    const set = await fetch(`${simulator}/_simulator/faults`, {
      method: 'POST',
      body: JSON.stringify(fault),
    });
    assert.equal(set.status, 200, await set.text());
    const slow = post(`${server.url}/v1`, '/participant/message', message('slow', 'Slow'), { bearer });
    const over = new AbortController();
    const statuses: unknown[] = [];
    const asking = ['close', 'keep-alive'].map(async (connection) => {
      while (!over.signal.aborted)
        statuses.push(
          await fetch(`${server.url}/v1/health`, { headers: { connection } }).then(
            ({ status }) => status,
            ({ cause }: Error) => cause,
          ),
        );
    });
    try {
      await change(description, 'Tells how it is', 'Tells whether it is there', swapped);
      assert.equal((await slow).status, 200);
    } finally {
      over.abort();
      await Promise.all(asking);
    }
    assert.deepEqual([...new Set(statuses)], [200]);
    assert.ok(statuses.length > 10);
  });

  test('of the gateway and of the pages: new as well, and a file that an editor puts in the place of the old one', async () => {
    const refused = '...gatewayErrors.unknownOperation,';
    await change('local/gateway.ts', refused, `${refused}\n  message: 'No such operation here',`, swapped);
    const { message: text } = (await (await fetch(`${server.url}/v1/nothing`)).json()) as { message: string };
    assert.match(text, /^No such operation here/);
    const css = 'local/pages/browser/shop/shop.css';
    writeFileSync(join(folder, `${css}.new`), `${read(css)}\n.swapped { color: red }\n`);
    const from = server.stderr().length;
    renameSync(join(folder, `${css}.new`), join(folder, css));
    await server.says(new RegExp(`Swapped in after a change of ${css}`), () => server.stderr().slice(from));
    assert.match(await (await fetch(`${server.url}/assets/shop.css`)).text(), /\.swapped/);
  });

  test('that does not build: the error in a few lines, and the code before goes on, until it is mended', async () => {
    const said = await change(description, 'summary:', 'summary ,', /The code before goes on\.\n/);
    assert.match(
      said,
      new RegExp(`^The changed code does not build:\n.*\n\n {4}${description}:\\d+:\\d+:\n`),
    );
    assert.ok(said.split('\n').length < 12, said);
    assert.ok((await document()).includes('Tells whether it is there'));
    await change(description, 'summary ,', 'summary:', swapped);
  });

  test('that builds and does not start: what it said, and the code before goes on', async () => {
    const said = await change(
      'lambdas/participant.ts',
      'const environment',
      "if (process.pid > 0) throw new Error('Not today');\nconst environment",
      /The code before goes on\.\n/,
    );
    assert.match(said, /^The changed code does not start:\n[^]*Not today/);
    for (const url of server.urls) assert.equal((await fetch(`${url}/v1/health`)).status, 200);
    await change(
      'lambdas/participant.ts',
      "if (process.pid > 0) throw new Error('Not today');\n",
      '',
      swapped,
    );
  });

  test('of what goes on running: one line, that it needs a restart', async () => {
    for (const [path, from, to] of [
      ['local/simulated-connect/timers.ts', '/**', '// Changed.\n/**'],
      ['local/simulated-connect/api-model.json', '{', '{ '],
      ['lib/functions/bundle.ts', '/**', '// Changed.\n/**'],
    ] as const) {
      const said = await change(path, from, to, /restart npm start[^\n]*\n/);
      assert.match(said, new RegExp(`^${path} is also of what goes on running: restart npm start[^\n]*\n$`));
    }
  });

  test('brings back a process that has crashed', async () => {
    const processes = [...server.output().matchAll(/ Processes (\d+), (\d+)\.$/gm)].at(-1)?.slice(1) ?? [];
    assert.equal(processes.length, 2);
    for (const pid of processes) process.kill(Number(pid), 'SIGKILL');
    await server.says(/API process 1 of 2[^\n]*has ended: SIGKILL/);
    await server.says(/API process 2 of 2[^\n]*has ended: SIGKILL/);
    await change(description, 'Tells whether it is there', 'Tells all', swapped);
    for (const url of server.urls) assert.ok((await document(url)).includes('Tells all'));
  });
});
