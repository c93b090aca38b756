import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deployerPolicy } from '../lib/deployer/command.ts';
import { environments } from './environments.ts';

const { context = {} } = JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8')) as {
  readonly context?: Readonly<Record<string, unknown>>;
};
const folder = new URL('../dist/deployer-policy/', import.meta.url);

process.exitCode = deployerPolicy(process.argv.slice(2), {
  environments,
  context,
  write(files) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(new URL(name, folder), text);
    return relative(process.cwd(), fileURLToPath(folder));
  },
  print: (text) => process.stdout.write(text),
});
