import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';

/** Listens on loopback; 0 is any free port. */
export async function listenOn(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/**
 * The first of so many ports in a row on which nobody listens. They lie below those that a system gives to whoever asks
 * for any, as other tests do at the same time.
 */
export async function freePorts(count = 1): Promise<number> {
  for (;;) {
    const servers: Server[] = [];
    try {
      const first = 20_000 + Math.floor(Math.random() * 10_000);
      for (let more = 0; more < count; more++) servers.push(await listenOn(first + more));
      return first;
    } catch {
      // One of them is somebody else's: the next attempt has others.
    } finally {
      await Promise.all(
        servers.map((server) => {
          server.close();
          return once(server, 'close');
        }),
      );
    }
  }
}
