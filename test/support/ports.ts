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

/** The first of so many ports in a row on which nobody listens. */
export async function freePorts(count = 1): Promise<number> {
  for (;;) {
    const servers: Server[] = [];
    try {
      servers.push(await listenOn(0));
      const first = portOf(servers[0] as Server);
      for (let more = 1; more < count; more++) servers.push(await listenOn(first + more));
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
