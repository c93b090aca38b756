import assert from 'node:assert/strict';
import { after, before, suite, test, type TestContext } from 'node:test';
import { operations } from '../../../lambdas/operations/operations.ts';
import { startLocalApi, type LocalApi } from '../../support/local-api.ts';
import { configurations } from '../configurations.ts';
import { synthesized } from '../synthesized.ts';
import { account, askDoctor, awsFor, origin, region, type Told } from './ask-doctor.ts';
import { Refused, type Input, type Replies } from './aws-stub.ts';
import { deployedAccount, topicAttributes } from './deployed-account.ts';
import { frontOf } from './front.ts';

const example = 'the command line';

suite('npm run doctor -- --after-deploy', () => {
  let api: LocalApi;
  before(async () => {
    api = await startLocalApi({
      simulator: { account: { id: account } },
      environment: { ALLOWED_ORIGINS: JSON.stringify([origin]) },
    });
  });
  after(() => api.close());

  async function ask(
    t: TestContext,
    { replies = {}, named = example, also = [] }: Asking = {},
  ): Promise<Told> {
    const aws = await awsFor(t, api.simulator.url, { ...deployedAccount(named, api.url), ...replies });
    return await askDoctor({ url: aws.url, example: named, also: ['--after-deploy', ...also] });
  }

  test('finds API and resources by the stack, and all as it should be', async (t) => {
    const { lines, code } = await ask(t);
    assert.deepEqual(lines.slice(9), [
      "✔ CDK's bootstrap stack is there (qualifier hnb659fds, version 30)",
      '✔ The stack connect-chat-bff is deployed (CREATE_COMPLETE)',
      '✔ Lambda runs 1000 functions at once in this account; this API needs about 732 at its throttles, when all chats reconnect',
      '✔ API Gateway writes logs with the role connect-chat-bff-ApiCloudWatchRole73EC6FC4-1A2B3C of this stack',
      ...topics(example).map((name) => `✔ The alarms' topic ${name} notifies 1`),
      '✔ The API is up',
      `✔ Pages of ${origin} may use the API`,
      '✔ Pages from elsewhere may not use the API',
      "✔ API Gateway answers an unknown route in Connect's form, with CORS headers",
      '✔ A view token with %2F reaches DescribeView',
      '✔ StartChatContact, which takes an IAM signature, refuses a request that nobody has signed',
      '✔ CreateParticipant, which takes an IAM signature, refuses a request that nobody has signed',
      '✔ EraseContact, which takes an IAM signature, refuses a request that nobody has signed',
      ...aliases(example).map((name) => `✔ The alias ${name}:live sends every request to version 3`),
      ...ids(example, 'AWS::CodeDeploy::DeploymentGroup').map(
        (name) => `✔ The last gradual deployment of ${name} succeeded`,
      ),
      `✔ The table ${ids(example, 'AWS::DynamoDB::Table')[0]} is as the settings say: recovery, expiry`,
      `✔ All ${ids(example, 'AWS::Logs::LogGroup').length} log groups keep their lines for 30 days`,
      `✔ All ${operations.length} operations are throttled as the settings say`,
      '✔ The web ACL of the settings protects the API',
      lines.find((line) => /^✔ The web ACL's \d+ rate rules answer 429 with CORS headers$/.test(line)),
      ...lines.filter((line) => line.startsWith('✔ The dashboard')),
      ...lines.filter((line) => line.startsWith("✔ The functions' own metrics have arrived in")),
      lines.find((line) => /^✔ All \d+ alarms are there, and none is on$/.test(line)),
      '',
      'Nothing to correct.',
    ]);
    assert.equal(lines.filter((line) => line.startsWith('✔ The dashboard has data')).length, 3);
    assert.equal(code, 0);
    assert.equal(api.simulator.calls.length, 0);
  });

  for (const name of Object.keys(configurations))
    test(`has nothing to mend where AWS has "${name}" as the template says`, async (t) => {
      const { config } = synthesized(name);
      const own = await startLocalApi({
        simulator: { account: { id: account } },
        environment: {
          ALLOWED_ORIGINS: JSON.stringify(config.allowedOrigins),
          COOKIE_ORIGINS: JSON.stringify(config.cookieOrigins),
        },
      });
      t.after(() => own.close());
      const aws = await awsFor(t, own.simulator.url, deployedAccount(name, own.url));
      const { wrong } = await askDoctor({ url: aws.url, example: name, also: ['--after-deploy'] });
      // The simulated Connect has AWS's default quotas, which this example's own are above.
      assert.deepEqual(
        wrong.filter((line) => !/but (?:Connect takes|admission counts with)/.test(line)),
        [],
      );
    });

  const faults: Readonly<Record<string, { readonly replies: Changes; readonly mend: RegExp }>> = {
    'a stack that is not there': {
      replies: {
        'cloudformation:DescribeStacks': new Refused('ValidationError', 'Stack with id x does not exist'),
      },
      mend: /^✖ There is no stack connect-chat-bff in eu-central-1 of account 123456789012: deploy it first/,
    },
    'a deployment that was undone': {
      replies: {
        'cloudformation:DescribeStacks': (input, as) =>
          ofStack(as(input), { StackStatus: 'UPDATE_ROLLBACK_COMPLETE' }),
      },
      mend: /^✖ The last deployment of connect-chat-bff failed and was rolled back .*describe-stack-events --stack-name/,
    },
    'an alias that is gone': {
      replies: { 'lambda:GetAlias': new Refused('ResourceNotFoundException') },
      mend: /^✖ The alias \S+:live is gone, so no request is answered: deploy/,
    },
    'a canary that was left': {
      replies: {
        'lambda:GetAlias': {
          FunctionVersion: '3',
          RoutingConfig: { AdditionalVersionWeights: { '4': 0.1 } },
        },
      },
      mend: /sends some requests to version 4, the others to 3: wait/,
    },
    'a gradual deployment that failed': {
      replies: deploymentOf('Failed'),
      mend: /gradual deployment of \S+ failed \(d-1\), so the version before gets every request: see in CodeDeploy/,
    },
    'a gradual deployment that was stopped': {
      replies: deploymentOf('Stopped'),
      mend: /was stopped \(d-1\)/,
    },
    'a gradual deployment under way': {
      replies: deploymentOf('InProgress'),
      mend: /is still under way \(d-1, InProgress\): run the doctor again/,
    },
    'a table that is gone': {
      replies: { 'dynamodb:DescribeTable': new Refused('ResourceNotFoundException') },
      mend: /^✖ The table \S+ is gone, and with it every session: restore it/,
    },
    'a table without recovery': {
      replies: {
        'dynamodb:DescribeContinuousBackups': {
          ContinuousBackupsDescription: {
            ContinuousBackupsStatus: 'ENABLED',
            PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
          },
        },
      },
      mend: /has no point-in-time recovery: switch it on again: aws dynamodb update-continuous-backups .*Enabled=true --table-name \S+ --region eu-central-1$/,
    },
    'a table whose items do not expire': {
      replies: {
        'dynamodb:DescribeTimeToLive': { TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } },
      },
      mend: /never deletes sessions, as its time to live is off: .*update-time-to-live .*AttributeName=/,
    },
    'a log that is kept for ever': {
      replies: {
        'logs:DescribeLogGroups': ({ logGroupNamePrefix }) => ({
          logGroups: [{ logGroupName: logGroupNamePrefix }],
        }),
      },
      mend: /^✖ The log group \S+ keeps its lines for ever, not for 30: aws logs put-retention-policy --retention-in-days 30 --log-group-name/,
    },
    'a log group that is gone': {
      replies: { 'logs:DescribeLogGroups': { logGroups: [] } },
      mend: /^✖ The log group \S+ is gone/,
    },
    'throttles that somebody has changed': {
      replies: {
        'apigateway:GetStage': (input, as) => {
          const { methodSettings, ...stage } = as(input) as { methodSettings: Record<string, object> };
          return {
            ...stage,
            methodSettings: {
              ...methodSettings,
              '/participant/message/POST': { throttlingRateLimit: 1_000, throttlingBurstLimit: 2_000 },
            },
          };
        },
      },
      mend: /Throttles differ from the settings \(SendMessage 1000\/2000, not 10\/15\): deploy again/,
    },
    'no access log': {
      replies: {
        'apigateway:GetStage': (input, as) => ({ ...as(input), accessLogSettings: undefined }),
      },
      mend: /writes no access log: deploy again .*detect-stack-drift --stack-name connect-chat-bff/,
    },
    'no web ACL before the stage': {
      replies: { 'wafv2:GetWebACLForResource': {} },
      mend: /^✖ No web ACL protects the API: deploy again/,
    },
    'a web ACL of which WAF knows nothing': {
      replies: { 'wafv2:GetWebACLForResource': new Refused('WAFNonexistentItemException') },
      mend: /^✖ No web ACL protects the API: deploy again/,
    },
    'another web ACL before the stage': {
      replies: {
        'wafv2:GetWebACLForResource': {
          WebACL: { ARN: 'arn:aws:wafv2:other', Rules: [], Name: 'a', Id: 'b' },
        },
      },
      mend: /Another web ACL protects the API \(arn:aws:wafv2:other\)/,
    },
    'a rate rule that answers 403': {
      replies: rulesOf(({ Action, ...rule }) => ({ ...rule, ...(Action && { Action: { Block: {} } }) })),
      mend: /answer in a way that pages misunderstand \(Requests answers 403, which the client takes for the end of the chat; Starts/,
    },
    'a rate rule whose answer a page cannot read': {
      replies: rulesOf(({ Action, ...rule }) => ({
        ...rule,
        ...(Action && { Action: { Block: { CustomResponse: { ResponseCode: 429 } } } }),
      })),
      mend: /Requests has no Access-Control-Allow-Origin, so that a page cannot read it/,
    },
    'no rate rule': {
      replies: rulesOf(() => undefined),
      mend: /No rule of the web ACL counts the requests of an address/,
    },
    'a dashboard that is gone': {
      replies: { 'monitoring:GetDashboard': new Refused('ResourceNotFound') },
      mend: /^✖ There is no dashboard: deploy again with these settings; if that finds nothing to change/,
    },
    'an empty dashboard': {
      replies: { 'monitoring:GetDashboard': { DashboardBody: '{"widgets":[]}' } },
      mend: /shows no metrics: /,
    },
    'a dashboard without data of the API': {
      replies: {
        'monitoring:GetMetricData': ({ MetricDataQueries }) => ({
          MetricDataResults: (MetricDataQueries as Query[]).map(({ Id, MetricStat }) => ({
            Id,
            Values: MetricStat.Metric.Namespace === 'AWS/ApiGateway' ? [] : [1],
          })),
        }),
      },
      mend: /no data of the last three hours in AWS\/ApiGateway: run the doctor again in five minutes/,
    },
    'metrics of our own that do not arrive': {
      replies: { 'monitoring:ListMetrics': { Metrics: [] } },
      mend: /None of the functions' own metrics has arrived in ConnectChatBff\S*: run the doctor again in fifteen minutes/,
    },
    'an alarm that is in alarm': {
      replies: alarmsOf((alarm) =>
        alarm.AlarmName.endsWith('-SealFailed') ? { ...alarm, StateValue: 'ALARM' } : alarm,
      ),
      mend: /^✖ These alarms are on \(connect-chat-bff-SealFailed\): docs\/runbook\.md/,
    },
    'an alarm that is gone': {
      replies: alarmsOf((alarm) => (alarm.AlarmName.endsWith('-SealFailed') ? undefined : alarm)),
      mend: /^✖ These alarms are gone \(connect-chat-bff-SealFailed\): deploy/,
    },
    'an alarm that notifies nobody': {
      replies: alarmsOf((alarm) =>
        alarm.AlarmName.endsWith('-SealFailed') ? { ...alarm, ActionsEnabled: false } : alarm,
      ),
      mend: /^✖ The actions of these alarms are disabled \(connect-chat-bff-SealFailed\)/,
    },
    'alarms without data': {
      replies: alarmsOf((alarm) => ({ ...alarm, StateValue: 'INSUFFICIENT_DATA' })),
      mend: /^✖ These alarms have no data yet \(.*connect-chat-bff-SealFailed/,
    },
  };
  for (const [what, { replies, mend }] of Object.entries(faults))
    test(`${what}: a ✖ that says what to do`, async (t) => {
      const { lines, wrong, code } = await ask(t, {
        replies: changed(deployedAccount(example, api.url), replies),
      });
      assert.ok(
        wrong.some((line) => mend.test(line)),
        lines.join('\n'),
      );
      // Of what there are several (aliases, log groups, alarms), each has its own.
      assert.ok(wrong.length === 1 || wrong.every((line) => mend.test(line)), wrong.join('\n'));
      assert.equal(code, 1);
    });

  test('looks no further where a first deployment has left nothing', async (t) => {
    const { lines, wrong } = await ask(t, {
      replies: changed(deployedAccount(example, api.url), {
        'cloudformation:DescribeStacks': (input, as) =>
          ofStack(as(input), { StackStatus: 'ROLLBACK_COMPLETE', EnableTerminationProtection: true }),
      }),
    });
    assert.equal(wrong.length, 2, lines.join('\n'));
    assert.match(wrong[0] ?? '', /--no-enable-termination-protection --stack-name connect-chat-bff/);
    assert.match(wrong[1] ?? '', /failed and was rolled back \(ROLLBACK_COMPLETE\)/);
  });

  test('says one line for each look that is not allowed, and finds nothing to mend in that', async (t) => {
    const denied = new Refused('AccessDeniedException');
    const { lines, code } = await ask(t, {
      replies: Object.fromEntries(
        [
          'lambda:GetAlias',
          'codedeploy:GetDeploymentGroup',
          'dynamodb:DescribeTable',
          'logs:DescribeLogGroups',
          'apigateway:GetStage',
          'wafv2:GetWebACLForResource',
          'monitoring:GetDashboard',
          'monitoring:DescribeAlarms',
        ].map((name) => [name, denied]),
      ),
    });
    const needed = new Set(
      lines
        .filter((line) => line.startsWith('–') && line.includes('allow '))
        .map((line) => line.split('allow ')[1]),
    );
    assert.deepEqual(
      [...needed],
      [
        'lambda:GetAlias',
        'codedeploy:GetDeploymentGroup',
        'dynamodb:DescribeTable',
        'logs:DescribeLogGroups',
        'apigateway:GET on /restapis/*/stages/*',
        'wafv2:GetWebACLForResource',
        'cloudwatch:GetDashboard',
        'cloudwatch:DescribeAlarms',
      ],
    );
    assert.equal(code, 0);
    const unlisted = await ask(t, { replies: { 'cloudformation:ListStackResources': denied } });
    assert.ok(
      unlisted.lines.some((line) => line.endsWith('allow cloudformation:ListStackResources')),
      unlisted.output,
    );
    assert.equal(unlisted.code, 0);
  });

  test('wants production protected, and says who is not told', async (t) => {
    const named = 'the environment prod';
    const { wrong } = await ask(t, {
      named,
      replies: {
        'dynamodb:DescribeTable': { Table: { TableStatus: 'ACTIVE', DeletionProtectionEnabled: false } },
        'sns:GetTopicAttributes': ({ TopicArn }: Input) =>
          topicAttributes(String(TopicArn), { SubscriptionsConfirmed: '0' }),
      },
    });
    assert.equal(wrong.length, 4, wrong.join('\n'));
    assert.equal(
      wrong.filter((line) => /topic \S+ notifies nobody: subscribe .*, or give alarmEmail/.test(line)).length,
      3,
    );
    assert.match(
      wrong[3] ?? '',
      /may be deleted, although this is production: switch it on again: aws dynamodb update-table --deletion-protection-enabled/,
    );
  });

  test('wants table and logs encrypted with the key of the settings', async (t) => {
    const named = 'every setting';
    const plain = deployedAccount(named, api.url);
    const { wrong } = await ask(t, {
      named,
      replies: changed(plain, {
        'dynamodb:DescribeTable': { Table: { TableStatus: 'ACTIVE', DeletionProtectionEnabled: true } },
        'logs:DescribeLogGroups': (input, as) => {
          const { logGroups } = as(input) as { logGroups: Record<string, unknown>[] };
          return { logGroups: logGroups.map((group) => ({ ...group, kmsKeyId: undefined })) };
        },
      }),
    });
    assert.ok(wrong.some((line) => /The table \S+ is not encrypted with the key of the settings/.test(line)));
    assert.ok(wrong.some((line) => /The log group \S+ is not encrypted with the key/.test(line)));
  });

  test('starts a chat through the API that the stack names, and ends it', async (t) => {
    const { lines } = await ask(t, { also: ['--start-chat'] });
    assert.ok(lines.includes('✔ A chat was started through the API, and ended'), lines.join('\n'));
    assert.deepEqual(
      api.simulator.contacts.map(({ State }) => State),
      ['ENDED'],
    );
  });

  test('provokes the rate rule with starts that start nothing, and only for so long', async (t) => {
    const before = api.simulator.contacts.length;
    const never = await ask(t, { also: ['--provoke-429'] });
    assert.match(
      never.wrong[0] ?? '',
      /After 190 starts from this address the web ACL still lets more through \(400 ValidationException\)/,
    );
    assert.equal(never.waited.length, 189);
    assert.ok(never.waited.every((milliseconds) => milliseconds >= 500));
    assert.equal(api.simulator.contacts.length, before);
    const without = await ask(t, { named: 'no web ACL', also: ['--provoke-429'] });
    assert.ok(without.lines.some((line) => line.startsWith('– The rate rule was not provoked')));
    assert.equal(without.waited.length, 0);
  });

  const edges: Readonly<
    Record<string, { readonly path: RegExp; readonly answer: Edge; readonly mend: RegExp }>
  > = {
    'an unknown route without our gateway response': {
      path: /no-such-route/,
      answer: { status: 403, name: 'MissingAuthenticationTokenException', bare: true },
      mend: /unknown route with 403 MissingAuthenticationTokenException, not in the form of the gateway responses/,
    },
    'an unknown route without CORS headers': {
      path: /no-such-route/,
      answer: { status: 404, name: 'UnknownOperationException', cors: false },
      mend: /answers an unknown route without CORS headers/,
    },
    'a path with %2F that API Gateway does not know': {
      path: /views/,
      answer: { status: 404, name: 'UnknownOperationException' },
      mend: /A view token with %2F does not reach DescribeView \(404 UnknownOperationException\)/,
    },
    'a path with %2F that API Gateway refuses as such': {
      path: /views/,
      answer: { status: 400, name: 'BadRequestException' },
      mend: /A view token with %2F does not reach DescribeView \(400 BadRequestException\)/,
    },
    'a trusted route that anybody may call': {
      path: /\/contacts$/,
      answer: { status: 400, name: 'ValidationException', once: true },
      mend: /StartChatContact, .* answers 400 ValidationException to a request that nobody has signed: .* at once/,
    },
  };
  for (const [what, { path, answer, mend }] of Object.entries(edges))
    test(`${what}: one ✖ that says what to do`, async (t) => {
      const url = await answering(t, api.url, { path, answer });
      const aws = await awsFor(t, api.simulator.url, deployedAccount(example, url));
      const { wrong, lines } = await askDoctor({ url: aws.url, example, also: ['--after-deploy'] });
      assert.ok(wrong.length === 1 && mend.test(wrong[0] ?? ''), lines.join('\n'));
    });

  test('ends as soon as the rate rule answers, which then is judged', async (t) => {
    for (const [cors, expected] of [
      [true, /^✔ After 1 starts .* answers 429 in Connect's form, with CORS headers/],
      [false, /^✖ After 1 starts .* answers 429, but a page cannot read the answer/],
    ] as const) {
      const answer = { status: 429, name: 'ThrottlingException', once: true, retryAfter: 60, cors };
      const url = await answering(t, api.url, { path: /\/chats$/, answer });
      const aws = await awsFor(t, api.simulator.url, deployedAccount(example, url));
      const { lines } = await askDoctor({
        url: aws.url,
        example,
        also: ['--after-deploy', '--provoke-429'],
      });
      assert.ok(
        lines.some((line) => expected.test(line)),
        lines.join('\n'),
      );
    }
  });
});

interface Asking {
  readonly replies?: Replies;
  readonly named?: string;
  readonly also?: readonly string[];
}

interface Query {
  readonly Id: string;
  readonly MetricStat: { readonly Metric: { readonly Namespace: string } };
}

/** What replaces a reply, or makes another of it. */
type Changes = Readonly<Record<string, object | ((input: Input, as: (input: Input) => object) => object)>>;

function changed(replies: Replies, changes: Changes): Replies {
  return {
    ...replies,
    ...Object.fromEntries(
      Object.entries(changes).map(([name, change]) => {
        const before = replies[name] ?? {};
        const as = (input: Input): object => (typeof before === 'function' ? before(input) : before);
        return [name, typeof change === 'function' ? (input: Input) => change(input, as) : change];
      }),
    ),
  };
}

function ofStack(described: object, changes: object): object {
  const { Stacks } = described as { readonly Stacks: readonly object[] };
  return { Stacks: Stacks.map((stack) => ({ ...stack, ...changes })) };
}

function deploymentOf(status: string): Changes {
  return {
    'codedeploy:GetDeploymentGroup': {
      deploymentGroupInfo: { lastAttemptedDeployment: { deploymentId: 'd-1', status } },
    },
  };
}

interface Alarm {
  readonly AlarmName: string;
}

function alarmsOf(change: (alarm: Alarm) => Alarm | undefined): Changes {
  return {
    'monitoring:DescribeAlarms': (input, as) =>
      Object.fromEntries(
        Object.entries(as(input) as Record<string, Alarm[]>).map(([kind, alarms]) => [
          kind,
          alarms.flatMap((alarm) => change(alarm) ?? []),
        ]),
      ),
  };
}

interface Rule {
  readonly Statement?: { readonly RateBasedStatement?: object };
  readonly Action?: object;
}

/** Changes the rules that count requests. */
function rulesOf(change: (rule: Rule) => Rule | undefined): Changes {
  return {
    'wafv2:GetWebACLForResource': (input, as) => {
      const { WebACL } = as(input) as { readonly WebACL: { readonly Rules: readonly Rule[] } };
      return {
        WebACL: {
          ...WebACL,
          Rules: WebACL.Rules.flatMap((rule) =>
            rule.Statement?.RateBasedStatement ? (change(rule) ?? []) : rule,
          ),
        },
      };
    },
  };
}

function ids(name: string, type: string): readonly string[] {
  return Object.entries(synthesized(name).template.Resources)
    .filter(([, { Type }]) => Type === type)
    .map(([id]) => id);
}

const topics = (name: string): readonly string[] => ids(name, 'AWS::SNS::Topic');
const aliases = (name: string): readonly string[] =>
  Object.values(synthesized(name).template.Resources)
    .filter(({ Type }) => Type === 'AWS::Lambda::Alias')
    .map(({ Properties }) => (Properties['FunctionName'] as { Ref: string }).Ref);

interface Edge {
  readonly status: number;
  readonly name: string;
  /** Without our form. */
  readonly bare?: boolean;
  readonly cors?: boolean;
  /** With one name, as a function or WAF has it. */
  readonly once?: boolean;
  readonly retryAfter?: number;
}

/** The API behind something that answers some paths itself. */
async function answering(
  t: TestContext,
  api: string,
  { path, answer }: { readonly path: RegExp; readonly answer: Edge },
): Promise<string> {
  const { status, name, bare, cors = true, once, retryAfter } = answer;
  return await frontOf(t, api, async (request, response, passed) => {
    if (path.test(request.url ?? '') && request.method !== 'OPTIONS') {
      response.writeHead(status, {
        'content-type': 'application/json',
        'x-amzn-requestid': region,
        'x-amzn-errortype': bare || once ? name : [name, name],
        ...(cors && { 'access-control-allow-origin': '*' }),
        ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
      });
      return response.end(JSON.stringify({ ...(!bare && { __type: name }), message: 'No' }));
    }
    const { status: theirs, headers, body } = await passed();
    return response.writeHead(theirs, headers).end(body);
  });
}
