import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The newest release, as keep-release.ts has kept it. */
const folder = fileURLToPath(new URL('released', import.meta.url));
const [archive = ''] = readdirSync(folder);

export const releasedVersion = archive.replace('.tar.gz', '');

/** Its cloud assembly, with the README's settings. */
export function unpackRelease(into: string): string {
  mkdirSync(into);
  execFileSync('tar', ['-xzf', join(folder, archive), '-C', into]);
  return into;
}
