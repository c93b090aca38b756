import { readFile } from 'node:fs/promises';

/** A file of a page, as it is answered. */
export interface PageFile {
  readonly type: string;
  readonly bytes: Buffer;
}

export const html = 'text/html; charset=utf-8';
export const css = 'text/css; charset=utf-8';
export const script = 'text/javascript; charset=utf-8';

/** What the agent console is made of besides its script, by the path it is served at. */
export const consoleFiles = [
  ['/agent', html, 'agent/agent.html'],
  ['/assets/shared.css', css, 'shared/shared.css'],
  ['/assets/agent.css', css, 'agent/agent.css'],
  ['/assets/icon.svg', 'image/svg+xml', 'shared/icon.svg'],
] as const;

/** Reads files of the pages, and adds their scripts; from then on nothing is read from the disk. */
export async function readPageFiles(
  files: readonly (readonly [path: string, type: string, name: string | URL])[],
  scripts: Readonly<Record<string, Buffer>>,
): Promise<ReadonlyMap<string, PageFile>> {
  const read = files.map(async ([path, type, name]) => [path, await pageFile(type, name)] as const);
  return new Map<string, PageFile>([
    ...(await Promise.all(read)),
    ...Object.entries(scripts).map(
      ([name, bytes]) => [`/assets/${name}.js`, { type: script, bytes }] as const,
    ),
  ]);
}

/** A file of the pages by its name, or one that is elsewhere. */
export async function pageFile(type: string, name: string | URL): Promise<PageFile> {
  return { type, bytes: await readFile(new URL(name, new URL('browser/', import.meta.url))) };
}

export function textFile(sentence: string): PageFile {
  return { type: 'text/plain; charset=utf-8', bytes: Buffer.from(sentence) };
}
