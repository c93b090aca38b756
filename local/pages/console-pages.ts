import type { AgentApi } from '../simulated-connect/agent-api.ts';
import { bundlePages } from './bundle-pages.ts';
import { consoleFiles, html, pageFile, readPageFiles } from './page-files.ts';
import { pageHeaders } from './page-headers.ts';
import { servePages, type Pages } from './serve-pages.ts';

/** The agent console alone, as the simulated Connect serves it: there is no chat page beside it. */
export async function createConsolePages(agentApi: AgentApi): Promise<Pages> {
  const [scripts, notFound] = await Promise.all([
    bundlePages(['agent'], { simulated: true, chatPage: false }),
    pageFile(html, 'not-found.html'),
  ]);
  return servePages({
    files: await readPageFiles(consoleFiles, scripts),
    notFound,
    headers: pageHeaders({ connect: [], pictures: [] }),
    apis: [{ path: '/agent/api', page: 'the agent console', answer: agentApi }],
  });
}
