import assert from 'node:assert/strict';
import { systemProgram } from '../../support/optional-program.ts';
import { clientEnvironment, run } from './cdk.ts';
import { region, type Credentials, type Emulator } from './emulator.ts';

export const curl = systemProgram('curl');

export interface AwsRequest {
  /** As the signature names it, such as `iam`. */
  readonly service: string;
  readonly path?: string;
  /** Form fields; or what is sent as JSON. */
  readonly form?: Readonly<Record<string, string>>;
  readonly json?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface AwsAnswer {
  readonly status: number;
  readonly body: string;
}

/** A signed request, by curl: to one of the emulator's services, or to `url`. */
export async function aws(
  emulator: Emulator,
  { service, path = '/', form, json, headers = {} }: AwsRequest,
  { as = emulator.root, url = emulator.url + path }: { as?: Credentials; url?: string } = {},
): Promise<AwsAnswer> {
  const signature = ['--aws-sigv4', `aws:amz:${region}:${service}`];
  const user = ['--user', `${as.accessKeyId}:${as.secretAccessKey}`];
  const all = { ...(json && { 'content-type': 'application/json' }), ...headers };
  const given = Object.entries(all).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const fields = Object.entries(form ?? {}).flatMap(([name, value]) => [
    '--data-urlencode',
    `${name}=${value}`,
  ]);
  const data = json === undefined ? fields : ['-d', JSON.stringify(json)];
  const { code, text } = await run(
    curl.path(),
    ['-sS', '-w', '\n%{http_code}', ...signature, ...user, ...given, ...data, url],
    clientEnvironment(emulator),
  );
  assert.equal(code, 0, text);
  const [, body = '', status = ''] = /^([^]*)\n(\d+)$/.exec(text) ?? [];
  return { status: Number(status), body };
}

/** The same for what has to succeed. Returns the body. */
export async function awsSucceeds(emulator: Emulator, request: AwsRequest): Promise<string> {
  const { status, body } = await aws(emulator, request);
  assert.ok(status >= 200 && status < 300, `${status} ${body}\n--- The emulator:\n${emulator.log()}`);
  return body;
}

/** The texts of an element, wherever it stands in an answer of XML. */
export function elements(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, text = '']) => text);
}

const iam = { service: 'iam', Version: '2010-05-08' };
const cloudFormation = { service: 'cloudformation', Version: '2010-05-15' };

/** A user who may do what one statement says, and keys of theirs. */
export async function createUser(emulator: Emulator, name: string, statement: object): Promise<Credentials> {
  const call = async (Action: string, form: Readonly<Record<string, string>> = {}): Promise<string> =>
    awsSucceeds(emulator, {
      service: iam.service,
      form: { Action, Version: iam.Version, UserName: name, ...form },
    });
  await call('CreateUser');
  await call('PutUserPolicy', {
    PolicyName: 'only',
    PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
  });
  const keys = await call('CreateAccessKey');
  const [accessKeyId = ''] = elements(keys, 'AccessKeyId');
  const [secretAccessKey = ''] = elements(keys, 'SecretAccessKey');
  return { accessKeyId, secretAccessKey };
}

/** Asks CloudFormation. */
export async function aboutStack(
  emulator: Emulator,
  Action: string,
  form: Readonly<Record<string, string>>,
): Promise<AwsAnswer> {
  const { service, Version } = cloudFormation;
  return aws(emulator, { service, form: { Action, Version, ...form } });
}

export interface StackResource {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
}

/** All resources of a stack. */
export async function resourcesOfStack(emulator: Emulator, stackName: string): Promise<StackResource[]> {
  const resources: StackResource[] = [];
  for (let next: string | undefined = ''; next !== undefined;) {
    const { status, body } = await aboutStack(emulator, 'ListStackResources', {
      StackName: stackName,
      ...(next !== '' && { NextToken: next }),
    });
    assert.equal(status, 200, body);
    for (const [member] of body.matchAll(/<member>[^]*?<\/member>/g)) {
      const one = (name: string): string => elements(member, name)[0] ?? '';
      resources.push({
        logicalId: one('LogicalResourceId'),
        physicalId: one('PhysicalResourceId'),
        type: one('ResourceType'),
        status: one('ResourceStatus'),
      });
    }
    [next] = elements(body, 'NextToken');
  }
  return resources;
}

/** SHA-256 of code: what runs behind each alias of a stack, and what was deployed last for its function. */
export async function codeBehind(
  emulator: Emulator,
  stackName: string,
): Promise<readonly { readonly live: string; readonly latest: string }[]> {
  const resources = await resourcesOfStack(emulator, stackName);
  const aliases = resources.filter(({ type }) => type === 'AWS::Lambda::Alias');
  const codeOf = async (arn: string): Promise<string> => {
    const path = `/2015-03-31/functions/${encodeURIComponent(arn)}/configuration`;
    const answer = await awsSucceeds(emulator, { service: 'lambda', path });
    return (JSON.parse(answer) as { CodeSha256: string }).CodeSha256;
  };
  return Promise.all(
    aliases.map(async ({ physicalId: arn }) => ({
      live: await codeOf(arn),
      latest: await codeOf(arn.slice(0, arn.lastIndexOf(':'))),
    })),
  );
}

/** What functions have logged: the lines of a log group, as they were written. */
export async function logLines(emulator: Emulator, logGroupName: string): Promise<string[]> {
  const found = await awsSucceeds(emulator, {
    service: 'logs',
    json: { logGroupName },
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'Logs_20140328.FilterLogEvents',
    },
  });
  const { events } = JSON.parse(found) as { events: { message: string }[] };
  return events.map(({ message }) => message);
}
