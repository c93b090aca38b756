import type { Agent, IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

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

export interface HttpClientOptions {
  readonly endpoint: string;
  /** Connections to open at once, so that the first requests need not. */
  readonly connections?: number;
}

/** No more connections than this: each concurrent request has its own. The AWS SDK's own figure. */
const maximumConnections = 50;

export function httpClient({ endpoint, connections = 0 }: HttpClientOptions): HttpClient {
  const { protocol, hostname, port, host, pathname } = new URL(endpoint);
  const tls = protocol === 'https:';
  const target = {
    // Brackets belong to the URL, not to the address.
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? (tls ? 443 : 80) : Number(port),
  };
  // Not by imports: that of node:http loads all it exports, WebSocket included, at six times the cost
  // (https://github.com/nodejs/node/issues/59686), and that of node:https loads TLS where there is none.
  const { Agent, request } = process.getBuiltinModule(tls ? 'node:https' : 'node:http');
  const agent = new Agent({ keepAlive: true, maxSockets: maximumConnections });
  openAhead(agent, target, connections);
  const prefix = pathname.replace(/\/$/, '');
  return {
    host,
    prefix,
    post: (path, headers, body, timeout) =>
      new Promise((resolve, reject) => {
        const sent = request({ ...target, agent, method: 'POST', path: prefix + path, headers });
        const timer = setTimeout(() => {
          sent.destroy(Object.assign(new Error(`No answer within ${timeout} ms`), { name: 'TimeoutError' }));
        }, timeout);
        const fail = (error: Error): void => {
          clearTimeout(timer);
          reject(error);
        };
        sent.on('error', fail);
        sent.on('response', (answer) => {
          let text = '';
          answer.setEncoding('utf8');
          answer.on('data', (chunk: string) => (text += chunk));
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

/**
 * Opens connections before there is a request for them: Lambda initializes a function with a whole core, and the first
 * request finds the handshakes done. A connection that fails, or that the other side closes, is forgotten.
 */
function openAhead(
  agent: Agent,
  target: { readonly host: string; readonly port: number },
  connections: number,
): void {
  const connect: Agent['createConnection'] = agent.createConnection.bind(agent);
  const waiting: Socket[] = [];
  const options = { ...target, servername: target.host, noDelay: true, keepAlive: true };
  for (let opened = 0; opened < connections; opened++) {
    const socket = connect(options) as Socket;
    waiting.push(socket.unref());
    const forget = (): void => {
      const at = waiting.indexOf(socket);
      if (at !== -1) waiting.splice(at, 1);
    };
    socket.on('error', forget).on('end', forget).on('close', forget);
  }
  agent.createConnection = (options, created): Duplex | null | undefined => {
    const socket = waiting.shift();
    return socket ? socket.ref() : connect(options, created);
  };
}
