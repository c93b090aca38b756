import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { liveConfiguration } from '../lib/doctor/asked.ts';
import { doctor } from '../lib/doctor/doctor.ts';
import { publicSuffixes } from '../lib/doctor/site/ask-suffixes.ts';
import { environments } from './environments.ts';

const { context = {} } = JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8')) as {
  readonly context?: Readonly<Record<string, unknown>>;
};

process.exitCode = await doctor(process.argv.slice(2), {
  environments,
  context,
  aws: liveConfiguration,
  publicSuffixes,
  print: (text) => process.stdout.write(text),
  now: Date.now,
  sleep,
});
