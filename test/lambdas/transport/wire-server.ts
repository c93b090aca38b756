import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { after } from 'node:test';

/** A request as it arrived, headers in their order and with their names as written. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A service that keeps what it is sent, and answers what it is told: `answer` may also end the connection. */
export interface WireServer {
  readonly url: string;
  readonly requests: WireRequest[];
  /** Connections so far, and those that stand. */
  readonly connections: { made: number; readonly open: Set<Socket> };
  answer: WireAnswer | ((socket: Socket) => void);
}

export async function startWireServer(): Promise<WireServer> {
  const requests: WireRequest[] = [];
  const connections = { made: 0, open: new Set<Socket>() };
  const server = createServer((request, response) => {
    // The AWS SDK sets its clock by it.
    response.sendDate = false;
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const { method = '', url = '', rawHeaders } = request;
      const headers = rawHeaders.flatMap((name, at) =>
        at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? ''] as const] : [],
      );
      requests.push({ method, path: url, headers, body });
      const { answer } = wire;
      if (typeof answer === 'function') answer(request.socket);
      else response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });
  server.on('connection', (socket) => {
    connections.made++;
    connections.open.add(socket);
    socket.on('close', () => connections.open.delete(socket));
  });
  const wire: WireServer = {
    url: await listening(server),
    requests,
    connections,
    answer: { status: 200, body: '{}' },
  };
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return wire;
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
