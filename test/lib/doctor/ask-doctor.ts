import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { environments } from '../../../bin/environments.ts';
import { doctor } from '../../../lib/doctor/doctor.ts';
import { publicSuffixes } from '../../../lib/doctor/site/ask-suffixes.ts';
import { configurations, everything } from '../configurations.ts';
import { startAws, type AwsStub, type Replies } from './aws-stub.ts';
import { readyAccount } from './deployed-account.ts';

export const account = '123456789012';
export const region = 'eu-central-1';
export const instanceId = '11111111-1111-4111-8111-111111111111';
export const contactFlowId = '22222222-2222-4222-8222-222222222222';
export const instanceArn = `arn:aws:connect:${region}:${account}:instance/${instanceId}`;
export const origin = 'https://www.example.com';
export const settings = { instanceArn, contactFlowId, allowedOrigins: origin };

export interface Question {
  /** Where AWS is. */
  readonly url: string;
  readonly settings?: Readonly<Record<string, string>> | undefined;
  readonly also?: readonly string[];
  readonly credentials?: () => never;
  /** In place of the settings: one of the example deployments. */
  readonly example?: string;
  /** In place of CDK's own list. */
  readonly publicSuffixes?: URL;
}

export interface Told {
  readonly lines: readonly string[];
  /** The lines that say what to mend. */
  readonly wrong: readonly string[];
  readonly output: string;
  readonly code: number;
  /** Milliseconds for which it has waited, each time. */
  readonly waited: readonly number[];
}

/** The doctor as it is, but for the clock, and for where AWS is. */
export async function askDoctor(question: Question): Promise<Told> {
  const { url, settings: other, also = [], credentials, example, publicSuffixes: list } = question;
  let output = '';
  const waited: number[] = [];
  const argv = example === undefined ? contextOf({ ...settings, ...other }) : [];
  const code = await doctor([...argv, ...also], {
    environments: { ...environments, every: everything },
    context: example === undefined ? {} : (configurations[example] ?? {}),
    aws: (of) => ({
      endpoint: url,
      region: of,
      maxAttempts: 1,
      credentials: credentials ?? { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'credential-secret' },
    }),
    publicSuffixes: list ?? publicSuffixes,
    print: (line) => (output += line),
    now: () => Date.parse('2026-11-26T12:00:00Z'),
    sleep: (milliseconds) => {
      waited.push(milliseconds);
      return Promise.resolve();
    },
  });
  assert.doesNotMatch(output, /\n {4}at |undefined|\[object|NaN/);
  const lines = output.trimEnd().split('\n');
  return { lines, wrong: lines.filter((line) => line.startsWith('✖')), output, code, waited };
}

export function contextOf(given: Readonly<Record<string, string>>): string[] {
  return Object.entries(given).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** An account for one test: ready, but for these replies. */
export async function awsFor(t: TestContext, connect: string, replies: Replies = {}): Promise<AwsStub> {
  const aws = await startAws({ ...readyAccount, ...replies }, connect);
  t.after(() => aws.close());
  return aws;
}
