import type { IncomingMessage, ServerResponse } from 'node:http';

/** Serves the operations page's requests. `path` is what follows the place where it is mounted: /events. */
export type OpsApi = (request: IncomingMessage, response: ServerResponse, path: string) => void;

export interface OpsApiHandle {
  readonly handle: OpsApi;
  /** Returns why a request was refused, as long as its line is kept. */
  readonly reasonOf: (requestId: string) => string | undefined;
  /** Takes a request's line; any other is ignored. */
  take(line: string): void;
  /** Breaks off the event streams. */
  close(): void;
}

/** Sends the page the log line of every request. CloudWatch gets no more than that, so neither does the page. */
export function createOpsApi(): OpsApiHandle {
  const kept = keepLines();
  const streams = new Set<ServerResponse>();

  return {
    handle(request, response, path) {
      if (path !== '/events' || request.method !== 'GET') {
        response.writeHead(404).end();
        return;
      }
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      // A page whose connection was lost has the earlier lines already: `anew` tells it to drop them.
      response.write(`event: anew\ndata:\n\n${kept.lines.map(eventOf).join('')}`);
      streams.add(response);
      response.on('close', () => streams.delete(response));
    },
    reasonOf(requestId) {
      const line = kept.lines.findLast((one) => one.includes(`"requestId":"${requestId}"`));
      const { reason } = JSON.parse(line ?? '{}') as { readonly reason?: string };
      return reason;
    },
    take(line) {
      if (!kept.take(line)) return;
      for (const stream of streams) stream.write(eventOf(line));
    },
    close() {
      for (const stream of streams) stream.destroy();
    },
  };
}

/** Lines that a page opened later still sees. */
const most = 300;

/** The newest lines of requests, the newest last. */
export function keepLines(): {
  readonly lines: readonly string[];
  /** Whether the line is a request's. */
  take(line: string): boolean;
} {
  const lines: string[] = [];
  return {
    lines,
    take(line) {
      if (!line.startsWith('{"_aws":')) return false;
      lines.push(line);
      if (lines.length > most) lines.shift();
      return true;
    },
  };
}

function eventOf(line: string): string {
  return `event: request\ndata: ${line}\n\n`;
}
