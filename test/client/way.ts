import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { afterwards } from '../support/afterwards.ts';

/** The way to a server. While it is down, connections are refused, and those that there were are cut. */
export interface Way {
  readonly url: string;
  down(): Promise<void>;
  up(): Promise<void>;
  /** Calls once when the next request for this path has arrived, before it is passed on. */
  onRequest: ((path: string) => void) | undefined;
}

export async function openWay(t: TestContext, to: string): Promise<Way> {
  const server = createServer((incoming, outgoing) => {
    way.onRequest?.(incoming.url ?? '');
    const passed = request(
      to + (incoming.url ?? ''),
      { method: incoming.method ?? 'GET', headers: incoming.headers, agent: false },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      },
    );
    passed.on('error', () => outgoing.destroy());
    outgoing.on('close', () => passed.destroy());
    incoming.pipe(passed);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  // Of the hooks of a test, those behind one that fails are not run.
  server.unref();
  const { port } = server.address() as AddressInfo;
  const way: Way = {
    url: `http://127.0.0.1:${port}`,
    onRequest: undefined,
    async down() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
    async up() {
      await once(server.listen(port, '127.0.0.1'), 'listening');
    },
  };
  afterwards(t, () => {
    server.close();
    server.closeAllConnections();
  });
  return way;
}
