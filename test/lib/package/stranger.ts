import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { optional } from '../../support/optional-program.ts';

const folder = fileURLToPath(new URL('strangers/node_modules', import.meta.url));
const strangers = optional(
  'test/lib/package/strangers',
  existsSync(folder) ? folder : undefined,
  'npm ci --prefix test/lib/package/strangers',
);

/** The path of one of the programs that other apps are made, compiled and run with; throws without them. */
export function stranger(path: string): string {
  return `${strangers.path()}/${path}`;
}

export const skip = strangers.skip;
