import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
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
  input: firstLine,
  now: Date.now,
  sleep,
});

async function firstLine(): Promise<string | undefined> {
  try {
    for await (const line of createInterface({ input: process.stdin })) return line;
    return undefined;
  } finally {
    process.stdin.destroy();
  }
}
