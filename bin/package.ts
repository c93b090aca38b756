import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageDeployment } from '../lib/package/package.ts';
import { environments } from './environments.ts';

const root = join(import.meta.dirname, '..');
const { context = {} } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as {
  readonly context?: Readonly<Record<string, unknown>>;
};

process.exitCode = await packageDeployment(process.argv.slice(2), {
  environments,
  context,
  into: join(root, 'dist/package'),
  print: (text) => process.stdout.write(text),
});
