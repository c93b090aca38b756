import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * The services that the CDK CLI asks, as far as its own commands go: who am I, which stacks are there, make, change,
 * delete one. Whatever is to be deployed is taken; whether AWS would take it is for other tests. Keeps CloudFormation's
 * rules about stacks: one that is protected is not deleted, one whose creation failed is not changed.
 */
export interface CloudFormation {
  readonly url: string;
  /** By Region and name: `eu-central-1/connect-chat-bff`. */
  readonly stacks: Map<string, Stack>;
  /** Calls that change something, and all of DynamoDB: `eu-central-1 DeleteStack connect-chat-bff`. */
  readonly changes: string[];
  /** Services and operations that were asked for and are not there. */
  readonly unknown: string[];
  close(): Promise<void>;
}

export interface Stack {
  status: string;
  protected: boolean;
}

export const account = '123456789012';

interface Call {
  readonly service: string;
  readonly region: string;
  readonly action: string;
  readonly given: URLSearchParams;
}

export async function startCloudFormation(): Promise<CloudFormation> {
  const stacks = new Map<string, Stack>();
  const changeSets = new Set<string>();
  const changes: string[] = [];
  const unknown: string[] = [];

  function answer({ service, region, action, given }: Call): Answer {
    if (service === 'sts') return xml(action, action === 'AssumeRole' ? role : caller);
    if (service === 'ssm') return json({ Parameter: { Name: 'version', Type: 'String', Value: '30' } });
    if (service === 'dynamodb') {
      changes.push(`${region} ${action}`);
      return json({});
    }
    // Every asset is there already.
    if (service === 's3') return listing(given.get('prefix') ?? '');
    const named = given.get('StackName') ?? '';
    const name = named.replace(/^arn:.*:stack\/([^/]+)\/.*$/, '$1');
    const key = `${region}/${name}`;
    const id = `arn:aws:cloudformation:${region}:${account}:stack/${name}/0`;
    // One that is deleted is found by its ARN alone.
    const stack =
      named === name && stacks.get(key)?.status === 'DELETE_COMPLETE' ? undefined : stacks.get(key);
    if (!/^(Describe|Get|List)/.test(action)) changes.push(`${region} ${action} ${name}`);
    switch (action) {
      case 'DescribeStacks':
        return stack
          ? xml(action, described(name, id, stack))
          : refused(`Stack with id ${name} does not exist`);
      case 'GetTemplate':
        return xml(action, '<TemplateBody>{}</TemplateBody>');
      case 'CreateChangeSet':
        if (stack?.status.includes('ROLLBACK_') && !stack.status.startsWith('UPDATE_ROLLBACK_COMPLETE'))
          return refused(`Stack:${id} is in ${stack.status} state and can not be updated.`);
        changeSets.add(key);
        if (!stack) stacks.set(key, { status: 'REVIEW_IN_PROGRESS', protected: false });
        return xml(action, `<Id>${id}/change-set</Id><StackId>${id}</StackId>`);
      case 'DescribeChangeSet':
        return changeSets.has(key)
          ? xml(action, changeSet(name, id))
          : refused(`The change set of ${name} does not exist`, 'ChangeSetNotFound');
      case 'ExecuteChangeSet':
        stacks.set(key, {
          status: stack?.status === 'REVIEW_IN_PROGRESS' ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE',
          protected: stack?.protected ?? false,
        });
        return xml(action, '');
      case 'ContinueUpdateRollback':
        if (stack) stack.status = 'UPDATE_ROLLBACK_COMPLETE';
        return xml(action, '');
      case 'UpdateTerminationProtection':
        if (!stack) return refused(`Stack [${name}] does not exist`);
        stack.protected = given.get('EnableTerminationProtection') === 'true';
        return xml(action, `<StackId>${id}</StackId>`);
      case 'DeleteStack':
        if (stack?.protected)
          return refused(`Stack [${name}] cannot be deleted while TerminationProtection is enabled`);
        stacks.set(key, { status: 'DELETE_COMPLETE', protected: false });
        return xml(action, '');
      case 'DeleteChangeSet':
        changeSets.delete(key);
        return xml(action, '');
      case 'DescribeStackEvents':
      case 'ListStackResources':
        return xml(action, '');
      default:
        unknown.push(`${service} ${action}`);
        return refused(`${action} is not here`);
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status = 200, type, body } = answer(await callOf(request));
    response.writeHead(status, { 'content-type': type }).end(body);
  }

  const server = createServer((request, response) => {
    void serve(request, response);
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  server.unref();
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stacks,
    changes,
    unknown,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => {
          done();
        });
      }),
  };
}

async function callOf(request: IncomingMessage): Promise<Call> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const url = new URL(request.url ?? '/', 'http://localhost');
  const [, region = '', service = ''] =
    /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
  const target = request.headers['x-amz-target'];
  const given = service === 's3' ? url.searchParams : new URLSearchParams(target === undefined ? '' : body);
  if (target === undefined && service !== 's3')
    for (const [name, value] of new URLSearchParams(body)) given.set(name, value);
  // DynamoDB_20120810.DeleteTable
  const operation = String(target ?? request.method).replace(/^\w+\./, '');
  return { service, region, given, action: given.get('Action') ?? operation };
}

interface Answer {
  readonly status?: number;
  readonly type: string;
  readonly body: string;
}

function xml(action: string, result: string): Answer {
  return {
    type: 'text/xml',
    body: `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`,
  };
}

function json(value: unknown): Answer {
  return { type: 'application/x-amz-json-1.1', body: JSON.stringify(value) };
}

function refused(message: string, code = 'ValidationError'): Answer {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status: 400, type: 'text/xml', body: `<ErrorResponse>${error}</ErrorResponse>` };
}

function listing(key: string): Answer {
  const contents = `<Contents><Key>${key}</Key><Size>1</Size></Contents>`;
  return { type: 'application/xml', body: `<ListBucketResult>${contents}</ListBucketResult>` };
}

function described(name: string, id: string, stack: Stack): string {
  return (
    `<Stacks><member><StackName>${name}</StackName><StackId>${id}</StackId><StackStatus>${stack.status}</StackStatus>` +
    `<EnableTerminationProtection>${stack.protected}</EnableTerminationProtection>` +
    '<CreationTime>2026-11-01T00:00:00Z</CreationTime></member></Stacks>'
  );
}

function changeSet(name: string, id: string): string {
  return (
    `<StackName>${name}</StackName><StackId>${id}</StackId><ChangeSetName>c</ChangeSetName>` +
    '<Status>CREATE_COMPLETE</Status><ExecutionStatus>AVAILABLE</ExecutionStatus>' +
    '<Changes><member><Type>Resource</Type></member></Changes>'
  );
}

const caller = `<Account>${account}</Account><Arn>arn:aws:iam::${account}:user/a</Arn><UserId>a</UserId>`;
const role =
  '<Credentials><AccessKeyId>A</AccessKeyId><SecretAccessKey>b</SecretAccessKey><SessionToken>c</SessionToken>' +
  '<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>';
