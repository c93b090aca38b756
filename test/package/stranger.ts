import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('strangers/node_modules', import.meta.url));

/** The path of a program among those that other apps are compiled and run with. */
export function stranger(path: string): string {
  return `${folder}/${path}`;
}

/** Why tests that need them are skipped; false if they are not, which in CI they never are. */
export function skipWithout(): string | false {
  return existsSync(folder) || process.env['CI'] === 'true'
    ? false
    : 'compilers and loaders of other apps are not installed: npm ci --prefix test/package/strangers';
}
