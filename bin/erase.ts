import { readFileSync } from 'node:fs';
import { liveConfiguration } from '../lib/doctor/asked.ts';
import { erase } from '../lib/eraser/command.ts';
import { environments } from './environments.ts';

const { context = {} } = JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8')) as {
  readonly context?: Readonly<Record<string, unknown>>;
};

process.exitCode = await erase(process.argv.slice(2), {
  environments,
  context,
  aws: liveConfiguration,
  print: (text) => process.stdout.write(text),
  progress: (text) => process.stderr.write(text),
  now: Date.now,
});
