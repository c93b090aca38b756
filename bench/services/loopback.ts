import type { Server as HttpServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';

/** Listens on a free port of loopback; resolves with the URL. */
export async function listen(server: HttpServer): Promise<string> {
  // DynamoDB and Connect keep connections open, too: a pause between two blocks must not cost one.
  server.keepAliveTimeout = 600_000;
  return `http://127.0.0.1:${await portOf(server)}`;
}

/** Listens on a free port of loopback; resolves with the port. */
export async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}
