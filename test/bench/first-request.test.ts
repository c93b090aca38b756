import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { FirstRequest } from '../../bench/child/requests.ts';
import { apiEvent } from '../../bench/child/api-event.ts';

const program = fileURLToPath(new URL('../../bench/child/first-request.ts', import.meta.url));
const adapter = new URL('../../lambdas/adapters/wire/kept-connections.ts', import.meta.url).href;

for (const [ahead, before] of [
  ['with', 2],
  ['without', 0],
] as const)
  test(`a first request is measured ${ahead} connections opened ahead`, async (t) => {
    let connections = 0;
    // Says nothing of TLS: that a connection is tried is enough.
    const server = createServer((socket) => {
      connections++;
      socket.on('error', () => undefined).destroy();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const folder = mkdtempSync(join(tmpdir(), 'first-request-'));
    t.after(() => {
      server.close();
      rmSync(folder, { recursive: true });
    });
    const [entry, file] = [join(folder, 'function.mjs'), join(folder, 'event.json')];
    const endpoint = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    writeFileSync(
      entry,
      `import { keptConnections } from ${JSON.stringify(adapter)};
      const { address, agent, request } = keptConnections({ endpoint: '${endpoint}', connections: 2 });
      export const handler = () => new Promise((resolve) => {
        request({ ...address, agent }).on('error', () => resolve({ statusCode: 200, body: 'asked' })).end();
      });`,
    );
    writeFileSync(file, JSON.stringify(apiEvent('/', {})));
    const child = spawn(process.execPath, [program, entry, file, ahead], {
      stdio: ['pipe', 'ignore', 'inherit', 'pipe'],
    });
    t.after(() => child.kill('SIGKILL'));
    const lines = createInterface({ input: child.stdio[3] as Readable })[Symbol.asyncIterator]();
    assert.equal((await lines.next()).value, 'initialized');
    await setTimeout(300);
    assert.equal(connections, before);
    child.stdin?.write('request\n');
    const told = JSON.parse(String((await lines.next()).value)) as FirstRequest;
    assert.deepEqual([told.status, told.body], [200, 'asked']);
    assert.equal(connections, before + 1);
  });
