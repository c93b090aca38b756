import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';

/** Hands requests on to a server of this machine, path and all, and its answers back. */
export interface Forwarding {
  readonly answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Ends what is being answered: streams of events end only so. */
  close(): void;
}

export function forwardTo(url: string): Forwarding {
  const open = new Set<ServerResponse>();
  return {
    async answer(request, response) {
      open.add(response);
      const { 'content-type': type, 'content-length': length, accept } = request.headers;
      // Who asks has been looked at here: the other server is asked by a program.
      const headers = Object.fromEntries(
        Object.entries({ 'content-type': type, 'content-length': length, accept }).filter(
          (entry): entry is [string, string] => entry[1] !== undefined,
        ),
      );
      await new Promise<void>((resolve) => {
        const asked = httpRequest(new URL(request.url ?? '/', url), { method: request.method, headers });
        response.once('close', () => {
          open.delete(response);
          asked.destroy();
          resolve();
        });
        asked.on('error', () => response.destroy());
        asked.on('response', (answer) => {
          const { connection: _, 'transfer-encoding': __, ...rest } = answer.headers;
          response.writeHead(answer.statusCode ?? 502, rest);
          response.flushHeaders();
          answer.on('error', () => response.destroy()).pipe(response);
        });
        request.pipe(asked);
      });
    },
    close() {
      for (const response of open) response.end();
    },
  };
}
