import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { doctor } from '../../../lib/doctor/doctor.ts';
import { parseConfig } from '../../../lib/config/config.ts';
import { publicSuffixes } from '../../../lib/doctor/site/ask-suffixes.ts';
import { parseOptions } from '../../../lib/doctor/options.ts';
import type { SimulatedAccount, SimulatedFlow } from '../../../local/simulated-connect/account.ts';
import {
  startSimulatedConnect,
  type SimulatedConnect,
} from '../../../local/simulated-connect/simulated-connect.ts';
import { startLocalApi, type LocalApi, type LocalApiOptions } from '../../support/local-api.ts';
import type { AwsStub } from './aws-stub.ts';
import {
  account,
  askDoctor as ask,
  awsFor,
  contactFlowId,
  contextOf,
  instanceArn,
  instanceId,
  origin,
  region,
  settings,
} from './ask-doctor.ts';
import { frontOf } from './front.ts';

const otherId = '33333333-3333-4333-8333-333333333333';

test('everything in order: every check is ✔, and the exit code 0', async (t) => {
  const api = await apiFor(t);
  const { lines, code } = await ask({ url: api.aws.url, also: ['--api', api.url, '--start-chat'] });
  assert.deepEqual(lines, [
    '✔ The settings are complete',
    '✔ AWS accepts the credentials in eu-central-1',
    `✔ The instance ${instanceId} is active`,
    `✔ The flow ${contactFlowId} of the entry point default is published`,
    '✔ An instance takes 500 chats at once, waiting and idle ones included (AWS’s default); browsers may have 400 of them',
    '✔ StartChat is admitted 5 times a second; Connect takes 5 (AWS’s default)',
    '✔ StartChatContact is throttled at 5 a second; Connect takes 5 (AWS’s default)',
    '✔ CreateParticipantConnection is called 6 times a second; Connect takes 6 (AWS’s default)',
    '✔ Of 500 chats at once, API Gateway lets 600 reconnect in the same moment',
    "✔ CDK's bootstrap stack is there (qualifier hnb659fds, version 30)",
    '✔ The stack connect-chat-bff is not deployed yet',
    '✔ Lambda runs 1000 functions at once in this account; this API needs about 732 at its throttles, when all chats reconnect',
    '✔ API Gateway has no log role in eu-central-1 yet; this deployment gives it one',
    '– Alarms notify nobody: if somebody should know, give alarmEmail or alarmTopicArn',
    '✔ The API is up',
    `✔ Pages of ${origin} may use the API`,
    '✔ Pages from elsewhere may not use the API',
    '✔ A chat was started through the API, and ended',
    '',
    'Nothing to correct.',
  ]);
  assert.equal(code, 0);
  assert.deepEqual(
    api.simulator.contacts.map(({ State }) => State),
    ['ENDED'],
  );
});

test('no chat is started unless asked for, and an API is not checked unless its URL is given', async (t) => {
  const api = await apiFor(t);
  const unnamed = await ask({ url: api.aws.url });
  assert.equal(unnamed.code, 0);
  assert.ok(unnamed.lines.includes('– The deployed API was not checked: give its URL with --api'));
  assert.equal((await ask({ url: api.aws.url, also: ['--api', `${api.url}/`] })).code, 0);
  assert.equal(api.simulator.calls.length, 0);
});

test('what is printed holds no bearer, token or credential', async (t) => {
  const api = await apiFor(t);
  const { output } = await ask({ url: api.aws.url, also: ['--api', api.url, '--start-chat'] });
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
    mend: /is of type CUSTOMER_QUEUE, which cannot start a chat: name one of type CONTACT_FLOW/,
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
    mend: /could not be checked \(InternalServiceException\): run the doctor again/,
  },
  'fewer chats at once than admission counts with': {
    account: { quotas: { 'Concurrent active chats per instance': 100 } },
    settings: { admission: '{"share":90}' },
    mend: /An instance takes 100 chats at once, .*, but admission counts with 500, of which browsers may have 450: have .* raised .*-c admission='\{"share":90,"chatsOf":\{"1{8}-1{4}-41{3}-81{3}-1{12}":100\}\}'/,
  },
  'a single instance that admission counts with too many chats of': {
    settings: { admission: `{"chats":400,"chatsOf":{"${instanceId}":501}}` },
    mend: /An instance takes 500 chats at once, .*, but admission counts with 501, of which browsers may have 400: have/,
  },
  'a lower quota of connections than the API goes by': {
    account: { quotas: { 'Rate of CreateParticipantConnection API requests': 2 } },
    mend: /CreateParticipantConnection is called 6 times a second, but Connect takes 2, .*: have .* raised/,
  },
  'more chats at once than may reconnect at once': {
    account: { quotas: { 'Concurrent active chats per instance': 2_000 } },
    mend: /Of 2000 chats at once, API Gateway lets 600 reconnect .*: -c throttles='\{"CreateParticipantConnection":\{"rate":200,"burst":2400\}\}'/,
  },
  'a throttle on reconnections from before they waited their turn': {
    settings: { throttles: '{"CreateParticipantConnection":{"rate":6,"burst":9}}' },
    mend: /Of 500 chats at once, API Gateway lets 9 reconnect in the same moment: the others are lost: .*"burst":600/,
  },
  'starts that are admitted above the quota': {
    settings: { admission: '{"rate":6}' },
    mend: /StartChat is admitted 6 times a second, but Connect takes 5 \(AWS’s default\): have .*-c admission='\{"rate":5,"burst":8\}'/,
  },
  'a throttle on starts above the quota, which admission follows': {
    settings: { throttles: '{"StartChat":{"rate":6,"burst":8}}' },
    mend: /StartChat is admitted 6 times a second, but Connect takes 5 \(AWS’s default\): have/,
  },
  'a throttle above the quota': {
    settings: { throttles: '{"StartChatContact":{"rate":6,"burst":8}}' },
    mend: /StartChatContact is throttled at 6 a second, but Connect takes 5 \(AWS’s default\): have .*'\{"StartChatContact":\{"rate":5,"burst":8\}\}'/,
  },
};
for (const [what, { flows = [flow], account: told, settings: other, mend }] of Object.entries(accounts))
  test(`${what}: one ✖ that says what to do`, async (t) => {
    const simulator = await startSimulatedConnect({ flows, account: { id: account, region, ...told } });
    t.after(() => simulator.close());
    const { lines, code } = await ask({ url: (await awsFor(t, simulator.url)).url, settings: other });
    const wrong = lines.filter((line) => line.startsWith('✖'));
    // The flow of an instance that is not there is not there either.
    assert.ok(
      wrong.some((line) => mend.test(line)),
      lines.join('\n'),
    );
    assert.ok(wrong.length === 1 || what.startsWith('an instance of another') || what.includes('not there'));
    assert.equal(code, 1);
    assert.equal(lines.at(-1), `${wrong.length} to correct.`);
  });

test('a throttle on starts that is no wall before what is admitted is said to be none, and is no error', async (t) => {
  const simulator = await startSimulatedConnect({ flows: [flow], account: { id: account, region } });
  t.after(() => simulator.close());
  const { url } = await awsFor(t, simulator.url);
  const low = '{"StartChat":{"rate":5,"burst":8}}';
  for (const [settings, told] of [
    [{ throttles: low }, true],
    [{ throttles: low, admission: '{"rate":4}' }, false],
    [{ admission: '{"rate":5}' }, false],
  ] as const) {
    const { lines, code } = await ask({ url, settings });
    const line = /^– API Gateway lets 5 starts a second through, .*: name the rate in the setting admission/;
    assert.equal(
      lines.some((one) => line.test(one)),
      told,
      lines.join('\n'),
    );
    assert.equal(code, 0);
  }
});

test('quotas that may not be read are left out, which is not an error', async (t) => {
  const refusals = { ListServiceQuotas: 'AccessDeniedException' };
  const simulator = await startSimulatedConnect({
    flows: [flow],
    account: { id: account, region, refusals },
  });
  t.after(() => simulator.close());
  const { lines, code } = await ask({ url: (await awsFor(t, simulator.url)).url });
  assert.ok(lines.some((line) => /^– The chat quotas were not checked: .*allow servicequotas:/.test(line)));
  assert.equal(code, 0);
});

test('each entry point is checked, and its own quota wins over the account’s', async (t) => {
  const flows = [flow, { instanceId, contactFlowId: otherId, type: 'AGENT_HOLD' as const }];
  const quotas = { 'Concurrent active chats per instance': 1_000 };
  const simulator = await startSimulatedConnect({ flows, account: { id: account, region, quotas } });
  t.after(() => simulator.close());
  const entryPoints = JSON.stringify({ sales: { contactFlowId: otherId } });
  const { lines, code } = await ask({ url: (await awsFor(t, simulator.url)).url, settings: { entryPoints } });
  assert.ok(lines.includes(`✔ The flow ${contactFlowId} of the entry point default is published`));
  assert.ok(
    lines.some((line) =>
      line.startsWith(`✖ The flow ${otherId} of the entry point sales is of type AGENT_HOLD`),
    ),
  );
  assert.ok(
    lines.some((line) =>
      /^✔ An instance takes 1000 chats at once, waiting and idle ones included; browsers may have 400 of them$/.test(
        line,
      ),
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
  assert.match(lines[2] ?? '', /^– Instances, flows and quotas were not checked/);
  assert.equal(code, 1);
});

test('no credentials at all: sign in', async (t) => {
  const simulator = await startSimulatedConnect();
  t.after(() => simulator.close());
  const { lines, code } = await ask({
    url: (await awsFor(t, simulator.url)).url,
    credentials: noCredentials,
  });
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
    [`${api.url}/prod`]: /^✖ There is no such API at that address \(40[34]\): copy the API's URL/,
  };
  for (const [url, expected] of Object.entries(wrong)) {
    const { lines, code } = await ask({ url: api.aws.url, also: ['--api', url, '--start-chat'] });
    assert.ok(
      lines.some((line) => expected.test(line)),
      lines.join('\n'),
    );
    assert.ok(lines.some((line) => line.startsWith('– Preflights were not checked')));
    assert.equal(code, 1);
  }
  assert.equal(api.simulator.calls.length, 0);
});

test('an origin that the deployed API does not have: deploy again', async (t) => {
  const api = await apiFor(t);
  const also = ['--api', api.url];
  const added = { allowedOrigins: `${origin},https://shop.example.com` };
  const { lines, code } = await ask({ url: api.aws.url, settings: added, also });
  assert.ok(lines.includes(`✔ Pages of ${origin} may use the API`));
  assert.ok(
    lines.includes(
      '✖ Pages of https://shop.example.com may not use the API as it is deployed: deploy again with these settings, ' +
        'which have this origin in allowedOrigins',
    ),
  );
  assert.equal(code, 1);
});

test('an origin of any port of this machine is tried as a browser sends it', async (t) => {
  const api = await apiFor(t, { environment: { ALLOWED_ORIGINS: '["http://localhost:*"]' } });
  const loopback = { allowedOrigins: 'http://localhost:*', loopback: 'true' };
  const { lines, code } = await ask({ url: api.aws.url, settings: loopback, also: ['--api', api.url] });
  assert.ok(lines.includes('✔ Pages of http://localhost:* may use the API'), lines.join('\n'));
  assert.equal(code, 0);
});

test('a chat that Connect does not start says why, and what to do', async (t) => {
  const api = await apiFor(t, { ports: (live) => ({ ...live, sleep: () => Promise.resolve() }) });
  const cases = [
    ['limit', /all chats are in use: end idle ones/],
    ['throttle', /starts are throttled \(429 ThrottlingException\): run the doctor again/],
    ['deny', /\(403 AccessDeniedException\): deploy again, so that the connect function is allowed/],
    [
      'error',
      /\(500 InternalServiceException\): look at the log of the connect function, requestId [\da-f-]{36}$/,
    ],
  ] as const;
  for (const [kind, expected] of cases) {
    api.simulator.faults.add({ kind, operation: 'StartChatContact', times: 100 });
    const { wrong, lines, code } = await ask({
      url: api.aws.url,
      also: ['--api', api.url, '--start-chat'],
    });
    api.simulator.faults.clear();
    assert.ok(
      wrong.some((line) => line.startsWith('✖ A chat could not be started') && expected.test(line)),
      lines.join('\n'),
    );
    assert.equal(
      lines.some((line) =>
        line.startsWith('– See in the agent workspace whether there is a chat all the same'),
      ),
      kind === 'error',
    );
    assert.equal(code, 1);
  }
});

test('a start whose answer is lost is asked for again, by the same ClientToken, so that the chat is ended', async (t) => {
  const api = await apiFor(t);
  let starts = 0;
  const url = await frontOf(t, api.url, async (request, response, passed) => {
    const losing = request.method === 'POST' && request.url === '/v1/chats' && (starts += 1) === 1;
    const { status, headers, body } = await passed();
    return losing ? request.socket.destroy() : response.writeHead(status, headers).end(body);
  });
  const { lines, waited } = await ask({ url: api.aws.url, also: ['--api', url, '--start-chat'] });
  assert.ok(
    lines.some((line) =>
      /^✔ A chat was started through the API, and ended \(after a first \w+\)$/.test(line),
    ),
    lines.join('\n'),
  );
  assert.equal(waited.length, 1);
  assert.deepEqual(
    api.simulator.contacts.map(({ State }) => State),
    ['ENDED'],
  );
});

test('a chat whose end is throttled is ended all the same, after a pause', async (t) => {
  const api = await apiFor(t, { ports: (live) => ({ ...live, sleep: () => Promise.resolve() }) });
  api.simulator.faults.add({ kind: 'throttle', operation: 'DisconnectParticipant', times: 4 });
  const { lines, waited } = await ask({ url: api.aws.url, also: ['--api', api.url, '--start-chat'] });
  assert.ok(lines.includes('✔ A chat was started through the API, and ended'), lines.join('\n'));
  assert.ok(waited.length > 0 && waited.every((milliseconds) => milliseconds >= 1_000));
  assert.deepEqual(
    api.simulator.contacts.map(({ State }) => State),
    ['ENDED'],
  );
});

test('a chat that cannot be ended: status, error and request are told', async (t) => {
  const api = await apiFor(t, { ports: (live) => ({ ...live, sleep: () => Promise.resolve() }) });
  for (const [kind, told] of [
    ['error', '500 InternalServerException'],
    ['throttle', '429 ThrottlingException'],
  ] as const) {
    api.simulator.faults.add({ kind, operation: 'DisconnectParticipant', times: 100 });
    const { wrong } = await ask({ url: api.aws.url, also: ['--api', api.url, '--start-chat'] });
    api.simulator.faults.clear();
    assert.equal(wrong.length, 1);
    assert.match(wrong[0] ?? '', /^✖ A chat was started but could not be ended \(.*requestId [\da-f-]{36}$/);
    assert.ok(wrong[0]?.includes(`(${told}): end it in the agent workspace`), wrong[0]);
  }
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
    url: api.aws.url,
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
      /^✖ --api must be followed by the URL from the stack’s outputs: https:/,
    ],
    [['--api'], /^✖ --api must be followed by/],
    [['--start-chat'], /^✖ --start-chat needs the API/],
    [['--provoke-429'], /^✖ --provoke-429 goes with --after-deploy/],
    [['-c', '=value'], /^✖ -c must be followed by name=value/],
    [['-c', 'instanceArn'], /^✖ -c must be followed by name=value/],
    [['--apí'], /^✖ There is no such argument: see --help/],
    [['-x'], /^✖ There is no -x: see --help/],
  ] as const) {
    const { output, code } = await ask({ url, also });
    assert.match(output, expected);
    assert.equal(code, 1);
  }
});

const asksNobody = {
  environments: {},
  context: { '@aws-cdk/core:enablePartitionLiterals': true },
  aws: () => assert.fail('AWS is not asked'),
  publicSuffixes,
  now: () => 0,
  sleep: () => assert.fail('nothing is waited for'),
} as const;

test('--help: how it is called, with an example', async () => {
  for (const argv of [['--help'], ['-h']]) {
    let output = '';
    assert.equal(await doctor(argv, { ...asksNobody, print: (line) => (output += line) }), 0);
    assert.match(output, /^npm run doctor -- -c instanceArn=[^]*--after-deploy[^]*--provoke-429/);
    const [, example = ''] = /^For example[^\n]*\n\n([^]*)$/m.exec(output) ?? [];
    const given = [...example.matchAll(/ (-c) (\S+)/g)].flatMap(([, option = '', value = '']) => [
      option,
      value,
    ]);
    const options = parseOptions(given);
    assert('context' in options);
    assert.deepEqual(Object.keys(options.context), ['instanceArn', 'contactFlowId', 'allowedOrigins']);
    assert('config' in parseConfig(options.context, {}));
  }
});

test('without arguments and settings: what is missing, and how it is called', async () => {
  let output = '';
  assert.equal(await doctor([], { ...asksNobody, print: (line) => (output += line) }), 1);
  const [missing = '', ...rest] = output.split('\n\n');
  assert.equal(missing.split('\n').length, 3);
  for (const name of ['instanceArn', 'contactFlowId', 'allowedOrigins'])
    assert.match(missing, new RegExp(`^✖ .*${name}`, 'm'));
  assert.match(rest.join('\n\n'), /^npm run doctor -- -c instanceArn=[^]*For example/);
});

test('without arguments, settings in cdk.json count', async (t) => {
  const { url } = await awsFor(t, (await simulatorFor(t)).url);
  let output = '';
  const code = await doctor([], {
    environments: {},
    context: settings,
    aws: (of) => ({ endpoint: url, region: of, credentials: { accessKeyId: 'A', secretAccessKey: 'B' } }),
    publicSuffixes,
    print: (line) => (output += line),
    now: () => 0,
    sleep: () => Promise.resolve(),
  });
  assert.match(output, /^✔ The settings are complete/);
  assert.equal(code, 0);
});

test('a name behind -c may have any characters: the settings say whether they have it', () => {
  const parsed = parseOptions(['-c', 'web-acl=off', '-c', '@aws-cdk/core:x=a=b', '--context=a.b=']);
  assert.deepEqual('context' in parsed && parsed.context, {
    'web-acl': 'off',
    '@aws-cdk/core:x': 'a=b',
    'a.b': '',
  });
});

test('npm run doctor: the program as it is called, with the SDK’s own environment variables', async (t) => {
  const { url } = await awsFor(t, (await simulatorFor(t)).url);
  const call = async (
    ...also: readonly string[]
  ): Promise<{ code: number | null; output: string; errors: string }> => {
    const program = fileURLToPath(new URL('../../../bin/doctor.ts', import.meta.url));
    const child = spawn(process.execPath, [program, ...contextOf(settings), ...also], {
      env: {
        ...process.env,
        AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_ENDPOINT_URL: url,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const exit = once(child, 'exit') as Promise<[number | null]>;
    const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: (await exit)[0], output, errors };
  };
  const good = await call();
  assert.equal(good.errors, '');
  assert.match(good.output, /✔ The instance .* is active\n[^]*Nothing to correct\.\n$/);
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

async function simulatorFor(t: TestContext): Promise<SimulatedConnect> {
  const simulator = await startSimulatedConnect({ account: { id: account } });
  t.after(() => simulator.close());
  return simulator;
}

async function apiFor(
  t: TestContext,
  options: LocalApiOptions = {},
): Promise<LocalApi & { readonly aws: AwsStub }> {
  const api = await startLocalApi({
    ...options,
    simulator: { account: { id: account }, ...options.simulator },
    environment: { ALLOWED_ORIGINS: JSON.stringify([origin]), ...options.environment },
  });
  t.after(() => api.close());
  return { ...api, aws: await awsFor(t, api.simulator.url) };
}
