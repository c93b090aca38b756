import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';

/** Hands requests, with their paths, on to a server on this machine, and its answers back. */
export interface Forwarding {
  readonly answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Breaks off answers under way: event streams end only so. */
  close(): void;
}

export interface ForwardOptions {
  /** Request headers that are left out, in small letters, besides those of a connection. */
  readonly without?: readonly string[];
  /** The host that the other server is asked for; if absent, the request's own. */
  readonly host?: string;
  /** Answers in the place of a server that does not. Default: the connection breaks. */
  readonly instead?: (response: ServerResponse) => void;
}

/** Headers that belong to a connection, and are not handed on. */
const hopByHop = ['connection', 'expect', 'keep-alive', 'transfer-encoding'];

export function forwardTo(
  url: string,
  { without = [], host, instead = (response) => response.destroy() }: ForwardOptions = {},
): Forwarding {
  const open = new Set<ServerResponse>();
  const dropped = [
    ...hopByHop.filter((name) => name !== 'transfer-encoding'),
    ...(host === undefined ? [] : ['host']),
    ...without,
  ];
  return {
    async answer(request, response) {
      open.add(response);
      await new Promise<void>((resolve) => {
        const asked = httpRequest(new URL(request.url ?? '/', url), {
          method: request.method,
          headers: [
            ...headersBut(dropped, request.rawHeaders),
            ...(host === undefined ? [] : ['Host', host]),
          ],
          setHost: false,
        });
        response.once('close', () => {
          open.delete(response);
          asked.destroy();
          resolve();
        });
        asked.on('error', () => {
          if (response.headersSent) response.destroy();
          else instead(response);
        });
        asked.on('response', (answer) => {
          response.statusCode = answer.statusCode ?? 502;
          for (const [name, value] of pairs(headersBut(hopByHop, answer.rawHeaders)))
            response.appendHeader(name, value);
          response.flushHeaders();
          answer.on('error', () => response.destroy()).pipe(response);
        });
        request.pipe(asked);
      });
    },
    close() {
      for (const response of open) response.destroy();
    },
  };
}

/** Returns the headers as they came: each with its name as it was written, and as often as it was there. */
function headersBut(names: readonly string[], raw: readonly string[]): string[] {
  return pairs(raw)
    .filter(([name]) => !names.includes(name.toLowerCase()))
    .flat();
}

function pairs(raw: readonly string[]): (readonly [string, string])[] {
  return Array.from(
    { length: raw.length / 2 },
    (_, index) => [raw[2 * index] ?? '', raw[2 * index + 1] ?? ''] as const,
  );
}
