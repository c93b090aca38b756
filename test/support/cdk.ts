import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from './temporary-folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface CdkRun {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The folder of the cloud assembly. */
  readonly output: string;
}

export interface CdkOptions {
  /** Where AWS is; without, there are neither credentials nor a Region. */
  readonly aws?: { readonly url: string };
  /** Default: the repository. */
  readonly folder?: string;
  /** Has CDK validate the template as well. It takes longer than all the rest, and test/deployment/services does it. */
  readonly validates?: boolean;
}

/** The real CDK CLI with these arguments, on a machine that has what everybody has, and without a terminal. */
export function cdk(
  args: readonly string[],
  { aws, folder = root, validates = false }: CdkOptions = {},
): Promise<CdkRun> {
  const output = join(temporaryFolder('cdk'), 'out');
  const env = {
    PATH: `${join(root, 'node_modules/.bin')}:/usr/bin:/bin`,
    HOME: temporaryFolder('home'),
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_DOCKER: '/bin/false',
    ...(!validates && { CDK_VALIDATION: 'false' }),
    // CDK is compiled once for all runs of the tests: it is a sixth of what the command takes.
    ...(process.env['NODE_COMPILE_CACHE'] !== undefined && {
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
    }),
    ...(aws && {
      AWS_ENDPOINT_URL: aws.url,
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
      AWS_REGION: 'eu-central-1',
      AWS_MAX_ATTEMPTS: '1',
    }),
  };
  return new Promise((done) => {
    execFile(
      join(root, 'node_modules/.bin/cdk'),
      [...args, '--no-notices', '--output', output],
      { cwd: folder, env, maxBuffer: 100_000_000, timeout: 300_000 },
      (error, stdout, stderr) => {
        const status = error ? (typeof error.code === 'number' ? error.code : 1) : 0;
        done({ status, stdout, stderr, output });
      },
    );
  });
}
