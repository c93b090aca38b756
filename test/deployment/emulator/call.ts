import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { Certificate } from './certificate.ts';

/** Where an emulator listens, and what it shows of itself. */
export interface Served {
  readonly port: number;
  readonly certificate: Certificate;
}

export interface Answer {
  readonly status: number;
  /** Every value of a header that came more than once. */
  header(name: string): readonly string[];
  readonly body: string;
}

export interface Request {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const patienceMs = 30_000;

/** A request to a URL as it is on AWS, whose host is taken to be the emulator. */
export async function call(
  { port, certificate }: Served,
  url: string,
  { method = 'GET', headers = {}, body }: Request = {},
): Promise<Answer> {
  const { hostname, host, pathname, search } = new URL(url);
  const sent = request({
    host: '127.0.0.1',
    port,
    servername: hostname,
    ca: certificate.pem,
    agent: false,
    method,
    path: pathname + search,
    headers: { ...headers, host },
    timeout: patienceMs,
  });
  sent.once('timeout', () => sent.destroy(new Error(`${url} has not answered for ${patienceMs} ms`)));
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return {
    status: response.statusCode ?? 0,
    header: (name) => response.headersDistinct[name] ?? [],
    body: await text(response),
  };
}

/** The same with JSON both ways: status, headers and what the body says. */
export async function callJson(
  emulator: Served,
  url: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer & { readonly said: Readonly<Record<string, unknown>> }> {
  const answer = await call(emulator, url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { ...answer, said: JSON.parse(answer.body) as Record<string, unknown> };
}
