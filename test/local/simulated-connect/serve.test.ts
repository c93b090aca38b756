import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { serveSimulatedConnect } from '../../../local/simulated-connect/serve.ts';
import type { Streams } from '../../../local/simulated-connect/serve.ts';
import { startSimulatedConnect } from '../../../local/simulated-connect/simulated-connect.ts';
import { simulatorFor } from './chat-fixture.ts';

test('a port that is taken rejects with EADDRINUSE', async (t) => {
  const { url } = await simulatorFor(t);
  await assert.rejects(startSimulatedConnect({ port: Number(new URL(url).port) }), { code: 'EADDRINUSE' });
});

test('alone it says where it is and how to point AWS clients at it, until it is told to end', async () => {
  const port = await freePort();
  const end = new AbortController();
  const { streams, written } = memory(() => end.abort());
  const code = await serveSimulatedConnect(
    { PORT: `${port}`, SIMULATOR_QUOTAS: '1' },
    undefined,
    end.signal,
    streams,
  );
  assert.equal(code, 0);
  for (const service of ['CONNECT', 'CONNECTPARTICIPANT']) {
    assert.match(written.join(''), new RegExp(`AWS_ENDPOINT_URL_${service}=http://127.0.0.1:${port}\n`));
  }
  assert.match(written.join(''), new RegExp(`Agent console {2}http://127.0.0.1:${port}/agent\n`));
  await assert.rejects(fetch(`http://127.0.0.1:${port}`));
});

test('alone, a port that is taken or is none gives one clear line', async (t) => {
  const { url } = await simulatorFor(t);
  const { port } = new URL(url);
  const { streams, written } = memory();
  const never = new AbortController().signal;
  assert.equal(await serveSimulatedConnect({ PORT: port }, undefined, never, streams), 1);
  assert.equal(await serveSimulatedConnect({ PORT: 'http' }, undefined, never, streams), 1);
  assert.match(
    written.join(''),
    new RegExp(`^Port ${port} is in use: .*PORT=${Number(port) + 1} npm run simulator\nPORT must be .*\n$`),
  );
});

function memory(onWrite = (): void => {}): {
  readonly streams: Streams;
  readonly written: readonly string[];
} {
  const written: string[] = [];
  const stream = {
    write(chunk: string | Uint8Array): boolean {
      written.push(String(chunk));
      onWrite();
      return true;
    },
  };
  return { streams: { stdout: stream, stderr: stream }, written };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}
