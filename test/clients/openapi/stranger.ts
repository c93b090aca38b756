import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { optional } from '../../support/optional-program.ts';

const folder = fileURLToPath(new URL('strangers/node_modules', import.meta.url));
const strangers = optional(
  'test/clients/openapi/strangers',
  existsSync(folder) ? folder : undefined,
  'npm ci --prefix test/clients/openapi/strangers',
);
const { resolve } = createRequire(new URL('strangers/package.json', import.meta.url));

/** The path of one of the packages that judge the document or make something of it; throws without them. */
export function stranger(path: string): string {
  return `${strangers.path()}/${path}`;
}

/** What such a package exports; throws without them. `Exports`: as much of it as is used. */
export async function strangersModule<Exports>(name: string): Promise<Exports> {
  strangers.path();
  return (await import(pathToFileURL(resolve(name)).href)) as Exports;
}

export const skip = strangers.skip;
