import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { region, type Credentials, type Emulator } from './emulator.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const binaries = join(root, 'node_modules/.bin');

/** A command that takes longer than this hangs: milliseconds. */
const patienceMs = 120_000;

export interface Ended {
  readonly code: number | null;
  /** Both streams. */
  readonly text: string;
}

/** What AWS's command lines and curl need to take the emulator for AWS, and nothing of this machine's own settings. */
export function clientEnvironment(
  { url, certificate, folder, root: owner }: Emulator,
  { accessKeyId, secretAccessKey }: Credentials = owner,
): Record<string, string> {
  return {
    PATH: `${binaries}:${process.env['PATH'] ?? ''}`,
    HOME: join(folder, 'home'),
    AWS_ENDPOINT_URL: url,
    AWS_CA_BUNDLE: certificate.certificate,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_DISABLE_CLI_TELEMETRY: '1',
    CDK_DOCKER: '/bin/false',
    // It takes longer than all the rest of a synthesis, and is run by test/deployment/services.
    CDK_VALIDATION: 'false',
    ...(process.env['NODE_COMPILE_CACHE'] !== undefined && {
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
    }),
    // cdk.out of the checkout is locked by whoever else is at it.
    CDK_OUTPUT: join(folder, 'cdk.out'),
  };
}

/** Runs a program to its end, or kills it when that does not come. */
export async function run(
  file: string,
  parameters: readonly string[],
  environment: Readonly<Record<string, string>>,
  folder: string = root,
): Promise<Ended> {
  const child = spawn(file, parameters, {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: patienceMs,
    killSignal: 'SIGKILL',
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part: string) => (text += part));
  await once(child, 'close');
  return {
    code: child.exitCode,
    text: child.signalCode === null ? text : `${text}\nKilled: it did not end.`,
  };
}

export interface CdkOptions {
  /** Default: the account's root. */
  readonly as?: Credentials;
  /** The app's folder. Default: this repository. */
  readonly folder?: string;
}

/** The command `cdk`, without a terminal and without AWS's notices, which come from the Internet. */
export async function cdk(
  emulator: Emulator,
  parameters: readonly string[],
  { as, folder }: CdkOptions = {},
): Promise<Ended> {
  return run(join(binaries, 'cdk'), [...parameters, '--no-notices'], clientEnvironment(emulator, as), folder);
}

/** The same for a command that has to succeed; what both have written, otherwise. Returns the command's. */
export async function cdkSucceeds(
  emulator: Emulator,
  parameters: readonly string[],
  options: CdkOptions = {},
): Promise<string> {
  const { code, text } = await cdk(emulator, parameters, options);
  assert.equal(code, 0, `cdk ${parameters.join(' ')}\n${text}\n--- The emulator:\n${emulator.log()}`);
  return text;
}

/** What a deployment prints under "Outputs", of one stack, by name. */
export function outputsOf(text: string, stackName: string): Readonly<Record<string, string>> {
  const lines = text.matchAll(/^([\w-]+)\.(\w+) = (.*)$/gm);
  return Object.fromEntries(
    [...lines].filter(([, stack]) => stack === stackName).map(([, , name = '', value = '']) => [name, value]),
  );
}
