import { connect } from 'node:net';

/** An answer as it came over the socket. */
export interface RawAnswer {
  readonly status: number;
  /** By lower-case name; several values of one with commas between them, as HTTP has it. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What fetch would not send: any method, path and header, whatever they are made of. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
}

/** Sends the request with its true length on a connection of its own. */
export async function rawRequest(url: string, request: RawRequest): Promise<RawAnswer | undefined> {
  const { method, path, headers, body } = request;
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'Host: localhost',
    'Connection: close',
    `Content-Length: ${body.length}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ];
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  return parse(await exchange(url, Buffer.concat([head, body]), false));
}

/** Sends bytes and hangs up behind them; answers what came back. */
export async function rawBytes(url: string, bytes: Uint8Array): Promise<RawAnswer | undefined> {
  return parse(await exchange(url, bytes, true));
}

async function exchange(url: string, bytes: Uint8Array, hangUp: boolean): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await new Promise<void>((resolve) => {
    // A refused request may be cut off while its body is still on its way.
    socket.once('error', () => resolve());
    socket.once('end', () => resolve());
    socket.once('close', () => resolve());
    if (hangUp) socket.end(bytes);
    else socket.write(bytes);
  });
  socket.destroy();
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): RawAnswer | undefined {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(statusLine)?.[1];
  if (status === undefined) return undefined;
  return {
    status: Number(status),
    headers: headersOf(lines),
    body: rest.join('\r\n\r\n'),
  };
}

function headersOf(lines: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [name = '', ...rest] = line.split(': ');
    const before = headers[name.toLowerCase()];
    const value = rest.join(': ');
    headers[name.toLowerCase()] = before === undefined ? value : `${before}, ${value}`;
  }
  return headers;
}
