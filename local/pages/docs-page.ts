import { stageName } from '../../lambdas/core/stage-name.ts';
import { apiDocsFiles, apiDocsPage } from '../../lib/api-docs/api-docs.ts';
import { css, html, script, type PageFile } from './page-files.ts';

/** What the page of the API is made of besides the page itself, by the path it is served at. */
export const docsFiles = [
  ['/assets/docs.css', css, apiDocsFiles.stylesheet],
  ['/assets/docs.js', script, apiDocsFiles.script],
] as const;

/** The page of the API, whose examples ask the server at `host`. */
export function docsPage(host: string): PageFile {
  const page = apiDocsPage(
    {
      stylesheet: '/assets/docs.css',
      script: '/assets/docs.js',
      document: `/${stageName}/openapi.json`,
      icon: '/assets/icon.svg',
    },
    `http://${host}/${stageName}`,
  );
  return { type: html, bytes: Buffer.from(page) };
}
