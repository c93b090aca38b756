import { findConsole } from '../find-console.ts';
import type { OpsApi } from '../ops/ops-api.ts';
import type { AgentApi } from '../simulated-connect/agent-api.ts';
import { bundlePages } from './bundle-pages.ts';
import { docsFiles, docsPage } from './docs-page.ts';
import { consoleFiles, css, html, pageFile, readPageFiles } from './page-files.ts';
import { connectSources, pageHeaders, pictureSources, type ConnectPlace } from './page-headers.ts';
import { servePages, type PageApi, type Pages } from './serve-pages.ts';

export interface PagesOptions extends ConnectPlace {
  /** The simulator's; absent where Connect is not simulated in this process. */
  readonly agentApi: AgentApi | undefined;
  readonly opsApi: OpsApi;
}

/**
 * Returns what `npm start` serves outside the API: a shop with the chat in it, the agent console, the operations page, the page of
 * the API and their files. If Connect is simulated by another process, the console is there.
 */
export async function createPages({ agentApi, opsApi, ...place }: PagesOptions): Promise<Pages> {
  const [scripts, notFound] = await Promise.all([
    bundlePages(['shop', 'agent', 'ops'], {
      simulated: agentApi !== undefined,
      chatPage: true,
    }),
    pageFile(html, 'not-found.html'),
  ]);
  const files = await readPageFiles(
    [
      ...consoleFiles,
      ['/', html, 'shop/shop.html'],
      ['/chat', html, 'shop/chat.html'],
      ['/ops', html, 'ops/ops.html'],
      ['/assets/shop.css', css, 'shop/shop.css'],
      ['/assets/ops.css', css, 'ops/ops.css'],
      ...docsFiles,
    ],
    scripts,
  );
  const elsewhere = async (path: string): Promise<string | undefined> =>
    path === '/agent' ? await findConsole(place.participant) : undefined;
  return servePages({
    files,
    pages: new Map([['/docs', docsPage]]),
    notFound,
    headers: pageHeaders({ connect: connectSources(place), pictures: pictureSources(place) }),
    apis: [
      { path: '/agent/api', page: 'the agent console', answer: agentApi ?? noAgent },
      { path: '/ops/api', page: 'the operations page', answer: opsApi },
    ],
    ...(agentApi === undefined && { elsewhere }),
  });
}

const noAgent: PageApi['answer'] = (_request, response) => {
  response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
  response.end('Connect is not simulated here, so there is no agent to play.\n');
};
