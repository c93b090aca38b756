import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { bundle } from '../../../lib/functions/bundle.ts';
import { startWireServer } from '../transport/wire-server.ts';

type Handler = (event: unknown, context: { getRemainingTimeInMillis: () => number }) => Promise<void>;

const role = 'arn:aws:iam::123456789012:role/chat-ApiCloudWatchRole';

/** API Gateway's account, as far as its role goes. */
interface Account {
  readonly url: string;
  role: string | null;
  refuses: boolean;
  patches: number;
}

async function startAccount(): Promise<Account> {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      assert.equal(request.url, '/account');
      assert.match(request.headers.authorization ?? '', /Credential=AKID\/\d{8}\/eu-central-1\/apigateway\//);
      if (request.method === 'PATCH') {
        account.patches++;
        if (account.refuses) {
          response.writeHead(400, { 'x-amzn-errortype': 'BadRequestException' });
          response.end('{"message":"The role ARN does not have required permissions configured."}');
          return;
        }
        const { patchOperations } = JSON.parse(body) as {
          patchOperations: { op: string; path: string; value: string }[];
        };
        for (const { op, path, value } of patchOperations)
          if (op === 'replace' && path === '/cloudwatchRoleArn') account.role = value;
      }
      response.end(JSON.stringify({ apiKeyVersion: '4', cloudwatchRoleArn: account.role }));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const account: Account = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    role: null,
    refuses: false,
    patches: 0,
  };
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return account;
}

interface Deployment {
  readonly account: Account;
  /** Sends a request and answers what CloudFormation is told. */
  readonly ask: (type: string, remaining?: number) => Promise<Record<string, unknown>>;
}

/** The bundle as a module, with the environment that Lambda gives it. */
async function deployed(): Promise<Deployment> {
  const folder = await mkdtemp(join(tmpdir(), 'log-role-'));
  const environment = { ...process.env };
  after(async () => {
    process.env = environment;
    await rm(folder, { recursive: true, force: true });
  });
  const account = await startAccount();
  const cloudFormation = await startWireServer();
  process.env = {
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'AKID',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'session',
    AWS_ENDPOINT_URL: account.url,
  };
  const { 'log-role': code } = await bundle(folder);
  const { handler } = (await import(pathToFileURL(join(code.directory, 'log-role.mjs')).href)) as {
    handler: Handler;
  };
  return {
    account,
    async ask(type, remaining = 180_000) {
      cloudFormation.requests.length = 0;
      const end = Date.now() + remaining;
      await handler(
        {
          RequestType: type,
          ResponseURL: `${cloudFormation.url}/answer?Signature=canary`,
          StackId: 'stack',
          RequestId: `${type}-1`,
          LogicalResourceId: 'ApiLogRole',
          ResourceProperties: { ServiceToken: 'token', RoleArn: role },
          ...(type !== 'Create' && { PhysicalResourceId: 'api-gateway-log-role' }),
        },
        { getRemainingTimeInMillis: () => end - Date.now() },
      );
      assert.equal(cloudFormation.requests.length, 1);
      return JSON.parse(cloudFormation.requests[0]?.body ?? '') as Record<string, unknown>;
    },
  };
}

test('the function as it is deployed sets the role once, leaves another’s, and removes nothing', async () => {
  const { account, ask } = await deployed();
  assert.equal((await ask('Create'))['Status'], 'SUCCESS');
  assert.equal(account.role, role);
  account.role = 'arn:aws:iam::123456789012:role/theirs';
  for (const type of ['Create', 'Update', 'Delete']) {
    const { Status, RequestId } = await ask(type);
    assert.deepEqual([Status, RequestId], ['SUCCESS', `${type}-1`]);
  }
  assert.equal(account.role, 'arn:aws:iam::123456789012:role/theirs');
  assert.equal(account.patches, 1);
});

test('it tells CloudFormation why it could not, and of an environment that is not complete too', async () => {
  const { account, ask } = await deployed();
  account.refuses = true;
  // Too little is left for another attempt.
  const { Status, Reason } = await ask('Create', 40_000);
  assert.equal(Status, 'FAILED');
  assert.match(String(Reason), /BadRequestException: The role ARN does not have required permissions/);
  delete process.env['AWS_SECRET_ACCESS_KEY'];
  const incomplete = await ask('Create', 40_000);
  assert.equal(incomplete['Status'], 'FAILED');
  assert.match(String(incomplete['Reason']), /AWS_SECRET_ACCESS_KEY must be set/);
});
