import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from './temporary-folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface CheckoutOptions {
  /** Whether the packages are installed. Default: they are. */
  readonly packages?: boolean;
}

/** A checkout of one's own, in which sources may be changed; its packages are the repository's. */
export function copyCheckout({ packages = true }: CheckoutOptions = {}): string {
  const folder = temporaryFolder('copied');
  for (const name of [
    'bin',
    'cdk.json',
    'client',
    'lambdas',
    'lib',
    'local',
    'package.json',
    'tsconfig.json',
  ])
    cpSync(join(root, name), join(folder, name), { recursive: true });
  if (packages) symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}
