import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { OpsApi } from '../ops/ops-api.ts';
import type { AgentApi } from '../simulated-connect/agent-api.ts';
import { bundlePages } from './bundle-pages.ts';
import { isForThisMachine, isFromOwnPage } from './own-requests.ts';
import { connectSources, pageHeaders, type ConnectPlace } from './page-headers.ts';

export interface PagesOptions extends ConnectPlace {
  /** The simulator's; absent where Connect is not simulated. */
  readonly agentApi: AgentApi | undefined;
  readonly opsApi: OpsApi;
}

/** Answers what lies outside the API: the chat page, the agent console, the operations page and what they are made of. */
export type Pages = (request: IncomingMessage, response: ServerResponse, path: string) => Promise<void>;

interface PageFile {
  readonly type: string;
  readonly bytes: Buffer;
}

const html = 'text/html; charset=utf-8';
const css = 'text/css; charset=utf-8';
const script = 'text/javascript; charset=utf-8';
const agentApiPath = '/agent/api';
const opsApiPath = '/ops/api';

/** Reads and bundles everything once; from then on nothing is read from the disk. */
export async function createPages({ agentApi, opsApi, ...place }: PagesOptions): Promise<Pages> {
  const headers = pageHeaders(connectSources(place));
  const [files, notFound] = await Promise.all([
    readFiles(place.region, agentApi !== undefined),
    fileOf(html, 'not-found.html'),
  ]);

  return async (request, response, path) => {
    const answer = (status: number, { type, bytes }: PageFile, more: Record<string, string> = {}): void => {
      response.writeHead(status, {
        ...headers,
        'content-type': type,
        'content-length': bytes.length,
        ...more,
      });
      response.end(request.method === 'HEAD' ? undefined : bytes);
    };
    if (!isForThisMachine(request.headers)) {
      answer(403, text('These pages answer at http://localhost only.\n'));
    } else if (path === agentApiPath || path.startsWith(`${agentApiPath}/`)) {
      if (!isFromOwnPage(request.headers)) answer(403, text('Only the agent console may ask.\n'));
      else if (agentApi === undefined)
        answer(404, text('Connect is not simulated here, so there is no agent to play.\n'));
      else await agentApi(request, response, path.slice(agentApiPath.length));
    } else if (path.startsWith(`${opsApiPath}/`)) {
      if (!isFromOwnPage(request.headers)) answer(403, text('Only the operations page may ask.\n'));
      else opsApi(request, response, path.slice(opsApiPath.length));
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      answer(405, text('Pages are for GET and HEAD.\n'), { allow: 'GET, HEAD' });
    } else {
      const file = files.get(/^\/(agent|ops)\/$/.test(path) ? path.slice(0, -1) : path);
      answer(file === undefined ? 404 : 200, file ?? notFound);
    }
  };
}

async function readFiles(region: string, simulated: boolean): Promise<ReadonlyMap<string, PageFile>> {
  const client = import.meta.resolve('amazon-connect-chatjs');
  const [scripts, chatjs, ...others] = await Promise.all([
    bundlePages({ region, simulated }),
    readFile(fileURLToPath(client)),
    ...(
      [
        ['/', html, 'chat/chat.html'],
        ['/agent', html, 'agent/agent.html'],
        ['/ops', html, 'ops/ops.html'],
        ['/assets/shared.css', css, 'shared/shared.css'],
        ['/assets/chat.css', css, 'chat/chat.css'],
        ['/assets/agent.css', css, 'agent/agent.css'],
        ['/assets/ops.css', css, 'ops/ops.css'],
        ['/assets/icon.svg', 'image/svg+xml', 'shared/icon.svg'],
      ] as const
    ).map(async ([path, type, name]) => [path, await fileOf(type, name)] as const),
  ]);
  return new Map<string, PageFile>([
    ...others,
    ['/assets/amazon-connect-chat.js', { type: script, bytes: chatjs }],
    ...Object.entries(scripts).map(
      ([name, bytes]) => [`/assets/${name}.js`, { type: script, bytes }] as const,
    ),
  ]);
}

async function fileOf(type: string, name: string): Promise<PageFile> {
  return { type, bytes: await readFile(new URL(`browser/${name}`, import.meta.url)) };
}

function text(sentence: string): PageFile {
  return { type: 'text/plain; charset=utf-8', bytes: Buffer.from(sentence) };
}
