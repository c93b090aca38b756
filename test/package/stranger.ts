import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('strangers/node_modules', import.meta.url));
const missing =
  'compilers and loaders of other apps are not installed: npm ci --prefix test/package/strangers';
const there = existsSync(folder);

/** The path of one of the programs that other apps are made, compiled and run with; throws without them. */
export function stranger(path: string): string {
  if (!there) throw new Error(missing);
  return `${folder}/${path}`;
}

/** Why tests that need them are skipped; false where they run: where they are installed, and in CI. */
export const skip: string | false = there || process.env['CI'] === 'true' ? false : missing;
