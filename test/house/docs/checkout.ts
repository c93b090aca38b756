import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** A checkout as a reader has it who has put this into bin/environments.ts, between its braces. */
export function checkoutWith(environments: string): string {
  const folder = temporaryFolder('checkout');
  for (const name of ['cdk.json', 'lambdas', 'lib', 'node_modules', 'package.json'])
    symlinkSync(join(root, name), join(folder, name));
  mkdirSync(join(folder, 'bin'));
  copyFileSync(join(root, 'bin/connect-chat-bff.ts'), join(folder, 'bin/connect-chat-bff.ts'));
  writeFileSync(join(folder, 'bin/environments.ts'), `export const environments = {\n${environments}};\n`);
  return folder;
}
