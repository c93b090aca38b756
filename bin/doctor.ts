import { readFileSync } from 'node:fs';
import { liveClients } from '../lib/doctor/ask-aws.ts';
import { doctor } from '../lib/doctor/doctor.ts';
import { environments } from './environments.ts';

const { context = {} } = JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8')) as {
  readonly context?: Readonly<Record<string, unknown>>;
};

process.exitCode = await doctor(process.argv.slice(2), {
  environments,
  context,
  clients: liveClients,
  print: (text) => process.stdout.write(text),
});
