import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answers the operations page; `path` is what follows the place where it is mounted: /events. */
export type OpsApi = (request: IncomingMessage, response: ServerResponse, path: string) => void;

export interface OpsApiHandle {
  readonly handle: OpsApi;
  /** Why a request was refused, while its line is kept. */
  readonly reasonOf: (requestId: string) => string | undefined;
  /** Ends the event streams. */
  close(): void;
}

/** A page that is opened late sees so many of the lines before. */
const kept = 300;

/**
 * Tells the page of every request, by the line that its function writes to stdout. The functions run in this process,
 * and the line is all that CloudWatch gets to know of a request, so it is all that the page gets.
 */
export function createOpsApi(stdout: Pick<NodeJS.WriteStream, 'write'>): OpsApiHandle {
  const lines: string[] = [];
  const streams = new Set<ServerResponse>();
  const write = stdout.write.bind(stdout);

  stdout.write = (chunk: string | Uint8Array, ...rest: []) => {
    if (typeof chunk === 'string' && chunk.startsWith('{"_aws":')) take(chunk.trimEnd());
    return write(chunk, ...rest);
  };

  function take(line: string): void {
    lines.push(line);
    if (lines.length > kept) lines.shift();
    for (const stream of streams) stream.write(eventOf(line));
  }

  return {
    handle(request, response, path) {
      if (path !== '/events' || request.method !== 'GET') {
        response.writeHead(404).end();
        return;
      }
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      // Those before belong to a page that was there already, too, when its line comes back.
      response.write(`event: anew\ndata:\n\n${lines.map(eventOf).join('')}`);
      streams.add(response);
      response.on('close', () => streams.delete(response));
    },
    reasonOf(requestId) {
      const line = lines.findLast((kept) => kept.includes(`"requestId":"${requestId}"`));
      const { reason } = JSON.parse(line ?? '{}') as { readonly reason?: string };
      return reason;
    },
    close() {
      stdout.write = write;
      for (const stream of streams) stream.end();
    },
  };
}

function eventOf(line: string): string {
  return `event: request\ndata: ${line}\n\n`;
}
