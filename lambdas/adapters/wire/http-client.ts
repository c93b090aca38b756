import type { IncomingHttpHeaders } from 'node:http';
import { keptConnections, type KeptConnectionsOptions } from './kept-connections.ts';

/** POST requests to one service, over connections that are kept. */
export interface HttpClient {
  /** As the `Host` header has it: the port only where it is not the scheme's own. */
  readonly host: string;
  /** What the service's endpoint has before every path: empty, or as `/prefix`. */
  readonly prefix: string;
  /**
   * Sends one request and reads its answer, both within `timeout` milliseconds. `path` comes after the endpoint's own.
   * Fails with Node's own error where there is no whole answer, or with one named TimeoutError.
   */
  post(
    path: string,
    headers: Readonly<Record<string, string>>,
    body: string,
    timeout: number,
  ): Promise<HttpAnswer>;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Characters of an answer, at most: more than Lambda could pass on. */
const longest = 8_000_000;

function tooLong(): Error {
  return Object.assign(new Error(`An answer of more than ${longest} characters`), {
    code: 'ERR_ANSWER_TOO_LONG',
  });
}

export function httpClient(options: KeptConnectionsOptions): HttpClient {
  const { host, pathname } = new URL(options.endpoint);
  const { address, agent, request } = keptConnections(options);
  const prefix = pathname.replace(/\/$/, '');
  return {
    host,
    prefix,
    post: (path, headers, body, timeout) =>
      new Promise((resolve, reject) => {
        const sent = request({ ...address, agent, method: 'POST', path: prefix + path, headers });
        const timer = setTimeout(() => {
          sent.destroy();
          // Not left to the request: one whose connection is gone before it is told of it emits nothing.
          reject(Object.assign(new Error(`No answer within ${timeout} ms`), { name: 'TimeoutError' }));
        }, timeout);
        const fail = (error: Error): void => {
          clearTimeout(timer);
          reject(error);
        };
        sent.on('error', fail);
        sent.on('response', (answer) => {
          let text = '';
          answer.setEncoding('utf8');
          answer.on('data', (chunk: string) => {
            text += chunk;
            if (text.length > longest) sent.destroy(tooLong());
          });
          answer.on('error', fail);
          answer.on('end', () => {
            clearTimeout(timer);
            resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text });
          });
        });
        // Header and body leave in one packet.
        sent.end(body);
      }),
  };
}
