import { readFile } from 'node:fs/promises';
import { document } from '../../lambdas/openapi/document.ts';
import type { ApiDocument } from './api-document.ts';
import { apiPage, type PageLinks } from './api-page.ts';

/** Returns the page of the API. `server` is the address that its examples ask. */
export function apiDocsPage(links: PageLinks, server?: string): string {
  const shown = document as ApiDocument;
  return apiPage(server === undefined ? shown : { ...shown, servers: [{ url: server }] }, links);
}

/** The other files of the page. */
export const apiDocsFiles = {
  stylesheet: new URL('page.css', import.meta.url),
  script: new URL('page.js', import.meta.url),
} as const;

/** The files of the static page, by their names: it can be opened from disk, and be served by anything. */
export async function staticApiDocs(): Promise<Readonly<Record<string, string>>> {
  const links = { stylesheet: 'page.css', script: 'page.js', document: 'openapi.json' };
  return {
    'index.html': apiDocsPage(links),
    'openapi.json': `${JSON.stringify(document, null, 2)}\n`,
    'page.css': await readFile(apiDocsFiles.stylesheet, 'utf8'),
    'page.js': await readFile(apiDocsFiles.script, 'utf8'),
  };
}
