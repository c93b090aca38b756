import type { IncomingMessage, ServerResponse } from 'node:http';
import { isForThisMachine, isFromOwnPage } from '../own-requests.ts';
import { textFile } from './page-files.ts';
import type { PageFile } from './page-files.ts';

/** Serves pages, their files and their requests. */
export type Pages = (request: IncomingMessage, response: ServerResponse, path: string) => Promise<void>;

/** A page's own API, which no page from elsewhere may use. */
export interface PageApi {
  /** Where it is mounted: /agent/api. */
  readonly path: string;
  readonly page: string;
  readonly answer: (request: IncomingMessage, response: ServerResponse, path: string) => Promise<void> | void;
}

export interface ServedPages {
  readonly files: ReadonlyMap<string, PageFile>;
  /** Pages that name the host at which they are asked for. */
  readonly pages?: ReadonlyMap<string, (host: string) => PageFile>;
  readonly notFound: PageFile;
  /** On every page and every file. */
  readonly headers: Readonly<Record<string, string>>;
  readonly apis: readonly PageApi[];
  /** Returns where a page is that another server has; undefined if there is none. */
  readonly elsewhere?: (path: string) => Promise<string | undefined>;
}

/** Serves pages to this machine, and to nobody whose DNS makes it look like this machine. */
export function servePages({ files, pages, notFound, headers, apis, elsewhere }: ServedPages): Pages {
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
    const api = apis.find((one) => path === one.path || path.startsWith(`${one.path}/`));
    if (!isForThisMachine(request.headers)) {
      answer(403, textFile('These pages answer at http://localhost only.\n'));
    } else if (api !== undefined) {
      if (isFromOwnPage(request.headers)) await api.answer(request, response, path.slice(api.path.length));
      else answer(403, textFile(`Only ${api.page} may ask.\n`));
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      answer(405, textFile('Pages are for GET and HEAD.\n'), { allow: 'GET, HEAD' });
    } else {
      const name = /^\/(agent|chat|ops|docs)\/$/.test(path) ? path.slice(0, -1) : path;
      const location = await elsewhere?.(name);
      const file = files.get(name) ?? pages?.get(name)?.(request.headers.host ?? '');
      if (location !== undefined) answer(302, textFile(`It is at ${location}\n`), { location });
      else answer(file === undefined ? 404 : 200, file ?? notFound);
    }
  };
}
