import { request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';
import type { Service } from '../../lambdas/core/access.ts';
import type { Allowed } from '../../lib/api/preflight.ts';
import { createGateway } from '../../local/gateway.ts';

/** The local gateway over HTTP, before functions that only say that they were asked. */

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const servers: Server[] = [];
after(() => {
  for (const server of servers) server.close();
});

export interface Local {
  readonly port: number;
  /** Which function has got each request, by its resource. */
  readonly served: Map<string, Service>;
  fails: boolean;
}

export async function localGateway(allowed: Allowed): Promise<Local> {
  const served = new Map<string, Service>();
  const local: { port: number; served: Map<string, Service>; fails: boolean } = {
    port: 0,
    served,
    fails: false,
  };
  const serve = (service: Service) => (event: { resource: string; httpMethod: string }) => {
    if (local.fails) return Promise.reject(new Error('The function has crashed'));
    served.set(`${event.httpMethod} ${event.resource}`, service);
    return Promise.resolve({ statusCode: 200, headers: {}, body: '{}' });
  };
  const server = createGateway({
    functions: { participant: serve('participant'), connect: serve('connect') },
    ...allowed,
    outside: () => Promise.resolve(),
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  local.port = (server.address() as AddressInfo).port;
  return local;
}

/** A path with something in place of its parameters. */
export const example = (path: string): string =>
  path.replaceAll(/\{\w+\}/g, 'one').replaceAll(/\{\w+\+\}/g, 'one%2Ftwo');

export async function ask(
  { port }: Local,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body = '',
): Promise<Answer> {
  return await new Promise((resolve, reject) => {
    const sent = httpRequest(
      { port, host: '127.0.0.1', method, path: `/v1${path}`, headers, agent: false },
      (got) => {
        let text = '';
        got.setEncoding('utf8');
        got.on('data', (chunk: string) => (text += chunk));
        got.on('end', () => {
          resolve({
            status: got.statusCode ?? 0,
            headers: got.headers as Record<string, string>,
            body: text,
          });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
