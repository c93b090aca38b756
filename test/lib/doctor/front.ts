import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { TestContext } from 'node:test';

/** What stands before an API: answers a request itself, or lets it through; `passed` is the API's answer. */
export type Meet = (
  request: IncomingMessage,
  response: ServerResponse,
  passed: () => Promise<Passed>,
) => Promise<unknown>;

export interface Passed {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers the URL of a front before the API. */
export async function frontOf(t: TestContext, api: string, meet: Meet): Promise<string> {
  const server = createServer((request, response) => {
    void meet(request, response, () => passOn(api, request)).catch(() => response.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

/** Sends a request on to another server as it came. */
export async function passOn(server: string, request: IncomingMessage, read?: Buffer): Promise<Passed> {
  const body = read ?? (await buffer(request));
  const answer = await fetch(new URL(request.url ?? '', server), {
    method: request.method ?? 'GET',
    headers: Object.entries(request.headers).flatMap(([name, value]) =>
      typeof value === 'string' && !/^(host|connection|content-length|transfer-encoding|expect)$/.test(name)
        ? [[name, value] as [string, string]]
        : [],
    ),
    ...(request.method === 'POST' && { body }),
  });
  return {
    status: answer.status,
    headers: Object.fromEntries(answer.headers),
    body: await answer.text(),
  };
}
