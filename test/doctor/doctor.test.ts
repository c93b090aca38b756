import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ConnectClient } from '@aws-sdk/client-connect';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { AwsClients } from '../../lib/doctor/ask-aws.ts';
import { doctor } from '../../lib/doctor/doctor.ts';
import type { SimulatedAccount, SimulatedFlow } from '../../local/simulated-connect/account.ts';
import { startSimulatedConnect } from '../../local/simulated-connect/simulated-connect.ts';
import { startLocalApi, type LocalApi, type LocalApiOptions } from '../harness/local-api.ts';

const account = '123456789012';
const region = 'eu-central-1';
const instanceId = '11111111-1111-4111-8111-111111111111';
const contactFlowId = '22222222-2222-4222-8222-222222222222';
const otherId = '33333333-3333-4333-8333-333333333333';
const instanceArn = `arn:aws:connect:${region}:${account}:instance/${instanceId}`;
const origin = 'https://www.example.com';
const settings = { instanceArn, contactFlowId, allowedOrigins: origin };

test('everything in order: every check is ✔, and the exit code 0', async (t) => {
  const api = await apiFor(t);
  const { lines, code } = await ask({ url: api.simulator.url, also: ['--api', api.url, '--start-chat'] });
  assert.deepEqual(lines, [
    '✔ The settings are complete',
    '✔ AWS accepts the credentials in eu-central-1',
    `✔ The instance ${instanceId} is active`,
    `✔ The flow ${contactFlowId} of the entry point default is published`,
    '✔ Of chats at once, waiting and idle ones included, an instance takes 500 (AWS’s default); at 5 starts a second they would last 100 s',
    '✔ StartChat is throttled at 5 a second; Connect takes 5 (AWS’s default)',
    '✔ StartChatContact is throttled at 5 a second; Connect takes 5 (AWS’s default)',
    '✔ CreateParticipantConnection is throttled at 6 a second; Connect takes 6 (AWS’s default)',
    '✔ The API is up',
    `✔ Pages of ${origin} may use the API`,
    '✔ Pages from elsewhere may not use the API',
    '✔ A chat was started through the API, and ended',
    '',
    'Nothing to mend.',
  ]);
  assert.equal(code, 0);
  assert.deepEqual(
    api.simulator.contacts.map(({ State }) => State),
    ['ENDED'],
  );
});

test('no chat is started unless asked for, and an API is not looked at unless named', async (t) => {
  const api = await apiFor(t);
  const unnamed = await ask({ url: api.simulator.url });
  assert.equal(unnamed.code, 0);
  assert.ok(unnamed.lines.includes('– The deployed API was not looked at: give its URL with --api'));
  assert.equal((await ask({ url: api.simulator.url, also: ['--api', `${api.url}/`] })).code, 0);
  assert.equal(api.simulator.calls.length, 0);
});

test('what is printed holds no bearer, token or credential', async (t) => {
  const api = await apiFor(t);
  const { output } = await ask({ url: api.simulator.url, also: ['--api', api.url, '--start-chat'] });
  assert.doesNotMatch(output, /QVFJ|[\w-]{43}|AKIDEXAMPLE|credential-secret/);
});

const flow = { instanceId, contactFlowId };

/** What is wrong in the account, and what the one ✖ says. */
const accounts: Readonly<
  Record<
    string,
    {
      readonly flows?: readonly SimulatedFlow[];
      readonly account?: SimulatedAccount;
      readonly settings?: Readonly<Record<string, string>>;
      readonly mend: RegExp;
    }
  >
> = {
  'an instance that is not there': {
    settings: { instanceArn: instanceArn.replace(instanceId, otherId) },
    mend: new RegExp(
      `The instance ${otherId} is not in ${region} in the account of these credentials: copy instanceArn`,
    ),
  },
  'an instance of another Region': {
    settings: { instanceArn: instanceArn.replace(region, 'us-east-1') },
    mend: /is not in us-east-1 in the account of these credentials: copy instanceArn .* Region is in the ARN/,
  },
  'an instance of another account': {
    settings: { instanceArn: instanceArn.replace(account, '210987654321') },
    mend: /has the ARN \S+:123456789012:\S+, not \S+:210987654321:\S+: correct instanceArn/,
  },
  'an instance that is being created': {
    account: { instanceStatus: 'CREATION_IN_PROGRESS' },
    mend: /is still being created: wait/,
  },
  'an instance that could not be created': {
    account: { instanceStatus: 'CREATION_FAILED' },
    mend: /is not active but CREATION_FAILED: create another one/,
  },
  'a flow that is not there': {
    settings: { contactFlowId: otherId },
    mend: new RegExp(
      `The flow ${otherId} of the entry point default is not in its instance: copy contactFlowId`,
    ),
  },
  'a flow of another instance': {
    flows: [
      { instanceId, contactFlowId: otherId },
      { instanceId: otherId, contactFlowId },
    ],
    mend: /The flow .* is not in its instance: copy contactFlowId/,
  },
  'a flow that is no inbound flow': {
    flows: [{ ...flow, type: 'CUSTOMER_QUEUE' }],
    mend: /is of type CUSTOMER_QUEUE, with which no chat can begin: name one of type CONTACT_FLOW/,
  },
  'a flow that is archived': {
    flows: [{ ...flow, state: 'ARCHIVED' }],
    mend: /is archived: restore it/,
  },
  'a flow that is not published': {
    flows: [{ ...flow, status: 'SAVED' }],
    mend: /has been saved but not published: open it in the flow designer and publish it/,
  },
  'a flow whose saved form alone exists': {
    account: { refusals: { DescribeContactFlow: 'ContactFlowNotPublishedException' } },
    mend: /is not published: open it in the flow designer and publish it/,
  },
  'no permission to look at the instance': {
    account: { refusals: { DescribeInstance: 'AccessDeniedException' } },
    mend: /allow them connect:DescribeInstance and ds:DescribeDirectories/,
  },
  'no permission to look at the flow': {
    account: { refusals: { DescribeContactFlow: 'AccessDeniedException' } },
    mend: /allow them connect:DescribeContactFlow/,
  },
  'expired credentials': {
    account: { refusals: { DescribeInstance: 'ExpiredTokenException' } },
    mend: /does not accept the credentials in eu-central-1 \(ExpiredTokenException\): they have expired, so sign in/,
  },
  'credentials that AWS does not know there': {
    account: { refusals: { DescribeInstance: 'UnrecognizedClientException' } },
    mend: /UnrecognizedClientException\): renew them, .* Region that accounts must enable, enable it/,
  },
  'a failure of AWS': {
    account: { refusals: { DescribeInstance: 'InternalServiceException' } },
    mend: /could not be looked at \(InternalServiceException\): ask again/,
  },
  'fewer chats at once than the starts of a minute': {
    account: { quotas: { 'Concurrent active chats per instance': 100 } },
    mend: /an instance takes 100, which 5 starts a second use up in 20 s: have .* raised .*'\{"StartChat":\{"rate":1,"burst":5\}\}'/,
  },
  'a lower quota of connections than the throttle': {
    account: { quotas: { 'Rate of CreateParticipantConnection API requests': 2 } },
    mend: /CreateParticipantConnection is throttled at 6 a second, but Connect takes 2: have .*\{"rate":2,"burst":3\}/,
  },
  'a throttle above the quota': {
    settings: { throttles: '{"StartChat":{"rate":6,"burst":8}}' },
    mend: /StartChat is throttled at 6 a second, but Connect takes 5 \(AWS’s default\): have/,
  },
};
for (const [what, { flows = [flow], account: told, settings: other, mend }] of Object.entries(accounts))
  test(`${what}: one ✖ that says what to do`, async (t) => {
    const simulator = await startSimulatedConnect({ flows, account: { id: account, region, ...told } });
    t.after(() => simulator.close());
    const { lines, code } = await ask({ url: simulator.url, settings: other });
    const wrong = lines.filter((line) => line.startsWith('✖'));
    // The flow of an instance that is not there is not there either.
    assert.ok(
      wrong.some((line) => mend.test(line)),
      lines.join('\n'),
    );
    assert.ok(wrong.length === 1 || what.startsWith('an instance of another') || what.includes('not there'));
    assert.equal(code, 1);
    assert.equal(lines.at(-1), `${wrong.length} to mend.`);
  });

test('quotas that may not be looked at are left out, and nothing is wrong with that', async (t) => {
  const refusals = { ListServiceQuotas: 'AccessDeniedException' };
  const simulator = await startSimulatedConnect({
    flows: [flow],
    account: { id: account, region, refusals },
  });
  t.after(() => simulator.close());
  const { lines, code } = await ask({ url: simulator.url });
  assert.ok(lines.some((line) => /^– The chat quotas were not looked at: .*allow servicequotas:/.test(line)));
  assert.equal(code, 0);
});

test('each entry point is looked at, and its own quota goes before the account’s', async (t) => {
  const flows = [flow, { instanceId, contactFlowId: otherId, type: 'AGENT_HOLD' as const }];
  const quotas = { 'Concurrent active chats per instance': 1_000 };
  const simulator = await startSimulatedConnect({ flows, account: { id: account, region, quotas } });
  t.after(() => simulator.close());
  const entryPoints = JSON.stringify({ sales: { contactFlowId: otherId } });
  const { lines, code } = await ask({ url: simulator.url, settings: { entryPoints } });
  assert.ok(lines.includes(`✔ The flow ${contactFlowId} of the entry point default is published`));
  assert.ok(
    lines.some((line) =>
      line.startsWith(`✖ The flow ${otherId} of the entry point sales is of type AGENT_HOLD`),
    ),
  );
  assert.ok(
    lines.some((line) =>
      /^✔ .* an instance takes 1000; at 5 starts a second they would last 200 s$/.test(line),
    ),
  );
  assert.equal(code, 1);
});

test('a Region in which nothing answers: see the ARN, see the network', async () => {
  const { lines, code } = await ask({ url: 'http://127.0.0.1:1' });
  assert.match(
    lines[1] ?? '',
    /^✖ Amazon Connect does not answer in eu-central-1 \(ECONNREFUSED\): see whether/,
  );
  assert.match(lines[2] ?? '', /^– Instances, flows and quotas were not looked at/);
  assert.equal(code, 1);
});

test('no credentials at all: sign in', async (t) => {
  const simulator = await startSimulatedConnect();
  t.after(() => simulator.close());
  const { lines, code } = await ask({ url: simulator.url, credentials: noCredentials });
  assert.match(
    lines[1] ?? '',
    /^✖ There are no AWS credentials: sign in \(aws sso login, or aws configure\)/,
  );
  assert.equal(code, 1);
});

test('an API that is not deployed: copy its URL, or deploy', async (t) => {
  const api = await apiFor(t);
  const wrong: Readonly<Record<string, RegExp>> = {
    'http://127.0.0.1:1/v1':
      /^✖ Nothing answers at the API's address \(.+\): copy .* or deploy first: npx cdk deploy$/,
    [api.url.replace('/v1', '/v2')]: /^✖ There is no such API at that address \(404\): copy the API's URL/,
    [`${api.url}/prod`]: /^✖ There is no such API at that address \(403\): copy the API's URL/,
  };
  for (const [url, expected] of Object.entries(wrong)) {
    const { lines, code } = await ask({ url: api.simulator.url, also: ['--api', url, '--start-chat'] });
    assert.ok(
      lines.some((line) => expected.test(line)),
      lines.join('\n'),
    );
    assert.ok(lines.some((line) => line.startsWith('– Preflights were not judged')));
    assert.equal(code, 1);
  }
  assert.equal(api.simulator.calls.length, 0);
});

test('an origin that the deployed API does not have: deploy again', async (t) => {
  const api = await apiFor(t);
  const also = ['--api', api.url];
  const added = { allowedOrigins: `${origin},https://shop.example.com` };
  const { lines, code } = await ask({ url: api.simulator.url, settings: added, also });
  assert.ok(lines.includes(`✔ Pages of ${origin} may use the API`));
  assert.ok(
    lines.includes(
      '✖ Pages of https://shop.example.com may not use the API as it is deployed: deploy again with these settings ' +
        '(allowedOrigins has it here)',
    ),
  );
  assert.equal(code, 1);
});

test('an origin of any port of this machine is tried as a browser sends it', async (t) => {
  const api = await apiFor(t, { environment: { ALLOWED_ORIGINS: '["http://localhost:*"]' } });
  const loopback = { allowedOrigins: 'http://localhost:*', loopback: 'true' };
  const { lines, code } = await ask({ url: api.simulator.url, settings: loopback, also: ['--api', api.url] });
  assert.ok(lines.includes('✔ Pages of http://localhost:* may use the API'), lines.join('\n'));
  assert.equal(code, 0);
});

const cors = { 'access-control-allow-origin': origin, 'access-control-allow-methods': 'POST,OPTIONS' };
const otherApis: Readonly<
  Record<
    string,
    { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly mend: RegExp }
  >
> = {
  'an API with the usual list of headers': {
    headers: { ...cors, 'access-control-allow-headers': 'Content-Type,X-Amz-Date,Authorization,X-Api-Key' },
    mend: /may not send x-amz-bearer, .* without which the chat client fails: deploy this version again/,
  },
  'an API open to everybody': {
    headers: { ...cors, 'access-control-allow-origin': '*' },
    mend: /Pages from elsewhere may use the API as it is deployed: deploy again/,
  },
  'an API that a web ACL guards against this machine': {
    status: 403,
    mend: /refuses this machine \(403\): see the web ACL/,
  },
  'an API that throttles': { status: 429, mend: /throttles \(429\): ask again in a minute/ },
  'an API whose functions fail': {
    status: 502,
    mend: /not well \(502\): look at the log of the connect function/,
  },
};
for (const [what, { status = 200, headers = {}, mend }] of Object.entries(otherApis))
  test(`${what}: a ✖ that says what to do`, async (t) => {
    const simulator = await startSimulatedConnect({ account: { id: account } });
    t.after(() => simulator.close());
    const api = createServer((_request, response) => response.writeHead(status, headers).end());
    await once(api.listen(0, '127.0.0.1'), 'listening');
    t.after(() => {
      api.close();
      api.closeAllConnections();
    });
    const url = `http://127.0.0.1:${(api.address() as AddressInfo).port}/v1`;
    const { lines, code } = await ask({ url: simulator.url, also: ['--api', url] });
    assert.ok(
      lines.some((line) => line.startsWith('✖') && mend.test(line)),
      lines.join('\n'),
    );
    assert.equal(code, 1);
  });

test('a chat that Connect does not start says why, and what to do', async (t) => {
  const api = await apiFor(t, { ports: (live) => ({ ...live, sleep: () => Promise.resolve() }) });
  const cases = [
    ['limit', /all chats are in use: end idle ones/],
    ['throttle', /starts are throttled \(429 ThrottlingException\): ask again/],
    ['deny', /\(403 AccessDeniedException\): deploy again, so that the connect function is allowed/],
    [
      'error',
      /\(500 InternalServiceException\): look at the log of the connect function, requestId [\da-f-]{36}$/,
    ],
  ] as const;
  for (const [kind, expected] of cases) {
    api.simulator.faults.add({ kind, operation: 'StartChatContact', times: 3 });
    const { lines, code } = await ask({ url: api.simulator.url, also: ['--api', api.url, '--start-chat'] });
    api.simulator.faults.clear();
    assert.ok(
      lines.some((line) => line.startsWith('✖ A chat could not be started') && expected.test(line)),
      lines.join('\n'),
    );
    assert.equal(code, 1);
  }
  api.simulator.faults.add({ kind: 'error', operation: 'DisconnectParticipant', times: 3 });
  const { lines } = await ask({ url: api.simulator.url, also: ['--api', api.url, '--start-chat'] });
  assert.ok(lines.some((line) => line.startsWith('✖ A chat was started but could not be ended: end it')));
});

test('where visitors must sign in, the doctor cannot start a chat, and says so', async (t) => {
  const signIn = JSON.stringify({
    issuer: 'https://issuer.example',
    audience: ['chat-page'],
    claims: { customerId: 'sub' },
    anonymous: false,
  });
  const api = await apiFor(t, { environment: { SIGN_IN: signIn } });
  const { lines, code } = await ask({
    url: api.simulator.url,
    settings: { signIn },
    also: ['--api', api.url, '--start-chat'],
  });
  assert.ok(
    lines.some((line) => line.startsWith('– No chat was started: visitors must sign in')),
    lines.join('\n'),
  );
  assert.equal(code, 0);
});

test('wrong settings and arguments: every one with its mend, and nothing is asked', async () => {
  const url = 'http://127.0.0.1:1';
  const settingsWrong = await ask({ url, settings: { instanceArn: 'connect', allowedOrigins: '*' } });
  assert.equal(settingsWrong.code, 1);
  assert.match(settingsWrong.output, /^✖ instanceArn must be .*\n✖ allowedOrigins must be .*\n$/);
  for (const [also, expected] of [
    [
      ['--api', 'http://www.example.com/v1'],
      /^✖ --api must be followed by the URL that the stack put out: https:/,
    ],
    [['--api'], /^✖ --api must be followed by/],
    [['--start-chat'], /^✖ --start-chat needs the API/],
    [['-c', 'instanceArn'], /^✖ -c must be followed by name=value/],
    [['--apí'], /^✖ There is no such argument: see --help/],
    [['-x'], /^✖ There is no -x: see --help/],
  ] as const) {
    const { output, code } = await ask({ url, also });
    assert.match(output, expected);
    assert.equal(code, 1);
  }
});

test('npm run doctor: the program as it is called, with the SDK’s own environment variables', async (t) => {
  const simulator = await startSimulatedConnect({ account: { id: account } });
  t.after(() => simulator.close());
  const call = async (
    ...also: readonly string[]
  ): Promise<{ code: number | null; output: string; errors: string }> => {
    const program = fileURLToPath(new URL('../../bin/doctor.ts', import.meta.url));
    const child = spawn(process.execPath, [program, ...contextOf(settings), ...also], {
      env: {
        ...process.env,
        AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_ENDPOINT_URL_CONNECT: simulator.url,
        AWS_ENDPOINT_URL_SERVICE_QUOTAS: simulator.url,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const exit = once(child, 'exit') as Promise<[number | null]>;
    const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: (await exit)[0], output, errors };
  };
  const good = await call();
  assert.equal(good.errors, '');
  assert.match(good.output, /✔ The instance .* is active\n[^]*Nothing to mend\.\n$/);
  assert.equal(good.code, 0);
  const wrong = await call('-c', 'environment=nowhere');
  assert.equal(wrong.errors, '');
  assert.match(wrong.output, /^✖ environment must be one of: dev, prod/);
  assert.equal(wrong.code, 1);
});

function noCredentials(): never {
  throw Object.assign(new Error('Could not load credentials from any providers'), {
    name: 'CredentialsProviderError',
  });
}

function contextOf(given: Readonly<Record<string, string>>): string[] {
  return Object.entries(given).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function apiFor(t: TestContext, options: LocalApiOptions = {}): Promise<LocalApi> {
  const api = await startLocalApi({
    ...options,
    simulator: { account: { id: account }, ...options.simulator },
    environment: { ALLOWED_ORIGINS: JSON.stringify([origin]), ...options.environment },
  });
  t.after(() => api.close());
  return api;
}

interface Question {
  readonly url: string;
  readonly settings?: Readonly<Record<string, string>> | undefined;
  readonly also?: readonly string[];
  readonly credentials?: () => never;
}

async function ask({ url, settings: other, also = [], credentials }: Question): Promise<{
  readonly lines: readonly string[];
  readonly output: string;
  readonly code: number;
}> {
  let output = '';
  const clients = (of: string): AwsClients => {
    const configuration = {
      endpoint: url,
      region: of,
      maxAttempts: 1,
      credentials: credentials ?? { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'credential-secret' },
    };
    return { connect: new ConnectClient(configuration), quotas: new ServiceQuotasClient(configuration) };
  };
  const code = await doctor([...contextOf({ ...settings, ...other }), ...also], {
    environments: {},
    context: {},
    clients,
    print: (line) => (output += line),
  });
  assert.doesNotMatch(output, /\n {4}at |undefined|\[object/);
  return { lines: output.trimEnd().split('\n'), output, code };
}
