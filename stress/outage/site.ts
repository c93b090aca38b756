import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { stageName } from '../../lambdas/core/stage-name.ts';
import { forwardTo } from '../../local/instances/forward.ts';
import { createPages } from '../../local/pages/pages.ts';
import type { Pages } from '../../local/pages/serve-pages.ts';

/**
 * One origin with pages that do not go with the API: the shop of `npm start`, and at /client a page that has the client
 * without the element, which asks the API at another name of the same server.
 */
export interface Site {
  /** http://localhost:PORT */
  readonly origin: string;
  close(): Promise<void>;
}

/** What a visitor gets from a way to the API at whose end nobody is: none, or the answer of what stands before it. */
export type DeadEnd = 'nothing' | '502';

/** The pages of one Connect, for several sites. */
export type SitePages = Pages;

const client = fileURLToPath(new URL('../../client/src/index.ts', import.meta.url));

export async function createSitePages(connect: string): Promise<SitePages> {
  const [shop, { outputFiles }, page] = await Promise.all([
    createPages({
      region: 'us-east-1',
      participant: connect,
      agentApi: undefined,
      opsApi: (_request, response) => void response.writeHead(404).end(),
    }),
    build({
      entryPoints: [client],
      bundle: true,
      write: false,
      format: 'iife',
      globalName: 'client',
      logLevel: 'silent',
    }),
    readFile(new URL('client-page.html', import.meta.url)),
  ]);
  const own = new Map([
    ['/client', ['text/html', page]],
    ['/client.js', ['text/javascript', outputFiles[0]?.contents ?? '']],
  ] as const);
  return async (request, response, path) => {
    const file = own.get(path as '/client');
    if (file === undefined) return await shop(request, response, path);
    response.writeHead(200, { 'content-type': file[0] }).end(file[1]);
  };
}

/** Serves them, and hands on what is the API's. */
export async function openSite(pages: SitePages, api: string, deadEnd: DeadEnd): Promise<Site> {
  const way = forwardTo(api, deadEnd === '502' ? { instead: answerBadGateway } : {});
  const server = createServer((request, response) => {
    const [path = '/'] = (request.url ?? '/').split('?');
    const answering = path.startsWith(`/${stageName}/`)
      ? way.answer(request, response)
      : pages(request, response, path);
    answering.catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    async close() {
      way.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** As CloudFront answers: no JSON, and no header for a page of another origin. */
function answerBadGateway(response: ServerResponse): void {
  response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>502 ERROR</h1>');
}
