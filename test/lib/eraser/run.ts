import type { TestContext } from 'node:test';
import type { Settings } from '../../../lib/config/setting-types.ts';
import { erase } from '../../../lib/eraser/command.ts';
import { functionDefaults } from '../../../local/settings.ts';
import { startLocalApi, type LocalApi, type LocalApiOptions } from '../../support/local-api.ts';
import { commandLine } from '../configurations.ts';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What the command works with, where a test does not leave it to the machine. */
export interface Given {
  /** The first line of the standard input. */
  readonly input?: string;
  readonly environments?: Readonly<Record<string, Settings>>;
  readonly now?: () => number;
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
}

/** As bin/erase.ts has it. The AWS SDK finds the services as it does there, in the environment. */
export async function run(
  { dynamodbUrl, simulator }: Pick<LocalApi, 'dynamodbUrl' | 'simulator'>,
  more: readonly string[],
  { input, environments = {}, now = Date.now, sleep = () => Promise.resolve() }: Given = {},
): Promise<Ran> {
  const settings = Object.entries(commandLine).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const table = ['--table', functionDefaults['TABLE_NAME'] ?? ''];
  process.env['AWS_ENDPOINT_URL_DYNAMODB'] = dynamodbUrl;
  process.env['AWS_ENDPOINT_URL_CONNECT'] = simulator.url;
  let [stdout, stderr] = ['', ''];
  try {
    const code = await erase([...settings, ...table, ...more], {
      environments,
      context: {},
      aws: (region) => ({ region, maxAttempts: 1 }),
      print: (text) => (stdout += text),
      progress: (text) => (stderr += text),
      input: () => Promise.resolve(input),
      now,
      sleep,
    });
    return { code, stdout, stderr };
  } finally {
    delete process.env['AWS_ENDPOINT_URL_DYNAMODB'];
    delete process.env['AWS_ENDPOINT_URL_CONNECT'];
  }
}

export async function api(t: TestContext, options: LocalApiOptions = {}): Promise<LocalApi> {
  const started = await startLocalApi(options);
  t.after(() => started.close());
  return started;
}

/** The lines of JSON that it has printed. */
export function receiptsOf({ stdout }: Ran): readonly unknown[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);
}
