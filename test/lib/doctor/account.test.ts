import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { logRoleFinding } from '../../../lib/doctor/account/log-role-checks.ts';
import { stackFinding } from '../../../lib/doctor/account/stack-checks.ts';
import { startSimulatedConnect } from '../../../local/simulated-connect/simulated-connect.ts';
import { account, askDoctor, awsFor, region, type Told } from './ask-doctor.ts';
import { Refused, type Replies } from './aws-stub.ts';
import { logsStatement, publishStatement, rootStatement, topicAttributes } from './deployed-account.ts';

/** What of the account would refuse a deployment, or leave it deaf: each cause with its own sentence and mend. */

interface Case {
  readonly aws: Replies;
  readonly settings?: Readonly<Record<string, string>>;
  readonly mend: RegExp;
}

const role = `arn:aws:iam::${account}:role/another-stack-ApiCloudWatchRole-1A2B3C`;
const topicArn = `arn:aws:sns:${region}:${account}:alarms`;
const keyArn = `arn:aws:kms:${region}:${account}:key/33333333-3333-4333-8333-333333333333`;
const topic = { alarmTopicArn: topicArn };
const key = { keyArn };

function accountLimit(limit: number, unreserved = limit): Replies {
  return {
    'lambda:GetAccountSettings': {
      AccountLimit: { ConcurrentExecutions: limit, UnreservedConcurrentExecutions: unreserved },
    },
  };
}

function stack(StackStatus: string, more: object = {}): Replies {
  return {
    'cloudformation:DescribeStacks': {
      Stacks: [{ StackName: 'connect-chat-bff', CreationTime: '2026-11-20T10:00:00Z', StackStatus, ...more }],
    },
    'cloudformation:ListStackResources': { StackResourceSummaries: [] },
  };
}

function topicOf(attributes: Readonly<Record<string, string>>, more: Replies = {}): Replies {
  return { 'sns:GetTopicAttributes': topicAttributes(topicArn, attributes), ...more };
}

function keyOf(statements: readonly object[], metadata: object = {}): Replies {
  return {
    'kms:DescribeKey': {
      KeyMetadata: {
        KeyId: 'key',
        Arn: keyArn,
        KeyState: 'Enabled',
        KeyManager: 'CUSTOMER',
        KeyUsage: 'ENCRYPT_DECRYPT',
        KeySpec: 'SYMMETRIC_DEFAULT',
        ...metadata,
      },
    },
    'kms:GetKeyPolicy': { Policy: JSON.stringify({ Statement: statements }) },
  };
}

const cloudWatchUsesKey = {
  Effect: 'Allow',
  Principal: { Service: 'cloudwatch.amazonaws.com' },
  Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
  Resource: '*',
};

const wrong: Readonly<Record<string, Case>> = {
  'an account that is not bootstrapped': {
    aws: { 'ssm:GetParameter': new Refused('ParameterNotFound') },
    mend: /^✖ There is no bootstrap stack of CDK with the qualifier hnb659fds in aws:\/\/123456789012\/eu-central-1: npx cdk bootstrap aws:\/\/123456789012\/eu-central-1, or name the qualifier/,
  },
  'a qualifier of its own that is not there': {
    aws: {
      'ssm:GetParameter': ({ Name }) =>
        Name === '/cdk-bootstrap/chat/version'
          ? new Refused('ParameterNotFound')
          : { Parameter: { Value: '30' } },
    },
    settings: { bootstrapQualifier: 'chat' },
    mend: /qualifier chat in .*: npx cdk bootstrap --qualifier chat --toolkit-stack-name CDKToolkit-chat aws:/,
  },
  'a bootstrap stack of years ago': {
    aws: { 'ssm:GetParameter': { Parameter: { Value: '4' } } },
    mend: /^✖ CDK's bootstrap stack is too old \(version 4\): npx cdk bootstrap aws:/,
  },
  'a production stack whose first deployment failed': {
    aws: stack('ROLLBACK_COMPLETE', { EnableTerminationProtection: true }),
    mend: /termination protection prevents its replacement: .*aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name connect-chat-bff --region eu-central-1$/,
  },
  'a deployment under way': {
    aws: stack('UPDATE_IN_PROGRESS'),
    mend: /^✖ The stack connect-chat-bff is being changed \(UPDATE_IN_PROGRESS\): wait/,
  },
  'a stack that could not be rolled back': {
    aws: stack('UPDATE_ROLLBACK_FAILED', { StackStatusReason: 'The following resource(s) failed' }),
    mend: /neither updated nor rolled back \(The following .*\): .*aws cloudformation continue-update-rollback --stack-name connect-chat-bff --region/,
  },
  'a stack that could not be deleted': {
    aws: stack('DELETE_FAILED'),
    mend: /could not be deleted completely: .*aws cloudformation delete-stack --stack-name connect-chat-bff/,
  },
  'a stack whose creation could not be undone, protected': {
    aws: stack('ROLLBACK_FAILED', { EnableTerminationProtection: true }),
    mend: /ROLLBACK_FAILED.*: delete it, .*update-termination-protection --no-enable.*; aws cloudformation delete-stack/,
  },
  'a new account with 10 functions at once': {
    aws: accountLimit(10),
    mend: /^✖ Lambda runs 10 functions at once in this account, as new ones do, but .*: have "Concurrent executions" raised, .*--quota-code L-B99A9384 --desired-value 1000 --region eu-central-1$/,
  },
  'a new account with 50 functions at once': {
    aws: accountLimit(50),
    mend: /^✖ Lambda runs 50 functions at once/,
  },
  'throttles that have outgrown the account': {
    aws: accountLimit(1_000),
    settings: { throttles: '{"SendMessage":{"rate":2000,"burst":3000}}' },
    mend: /^✖ Lambda runs 1000 functions at once in this account, but this API needs about 2722 /,
  },
  'a limit of which only the quota may be read': {
    aws: {
      'lambda:GetAccountSettings': new Refused('AccessDeniedException'),
      'servicequotas:GetServiceQuota': ({ QuotaCode }) => ({
        Quota: { QuotaCode, Value: QuotaCode === 'L-B99A9384' ? 10 : 1_000 },
      }),
    },
    mend: /^✖ Lambda runs 10 functions at once/,
  },
  'a reservation that leaves fewer than a hundred': {
    aws: accountLimit(1_000, 210),
    settings: { reservedConcurrency: '{"participant":100,"connect":20}' },
    mend: /^✖ reservedConcurrency needs 120, but only 110 can be reserved, as Lambda keeps 100 .* refused: leave it out/,
  },
  'a log role of another stack, and the setting that would replace it': {
    aws: { 'apigateway:GetAccount': { cloudwatchRoleArn: role } },
    settings: { apiGatewayLogRole: 'true' },
    mend: /with arn:\S+another-stack\S+, and apiGatewayLogRole=true would replace it: leave/,
  },
  'no log role, and the setting that gives none': {
    aws: { 'apigateway:GetAccount': {} },
    settings: { apiGatewayLogRole: 'false' },
    mend: /no log role in eu-central-1, and with apiGatewayLogRole=false the deployment sets none and will be refused/,
  },
  'a key that is not there': {
    aws: { 'kms:DescribeKey': new Refused('NotFoundException') },
    settings: key,
    mend: /^✖ The key 33333333-\S+ is not there: copy keyArn/,
  },
  'a key that is about to be deleted': {
    aws: keyOf([rootStatement, logsStatement], { KeyState: 'PendingDeletion' }),
    settings: key,
    mend: /not enabled but PendingDeletion: cancel its deletion/,
  },
  'a key that is switched off': {
    aws: keyOf([rootStatement, logsStatement], { KeyState: 'Disabled' }),
    settings: key,
    mend: /not enabled but Disabled: enable it/,
  },
  "a key of AWS's own": {
    aws: keyOf([rootStatement, logsStatement], { KeyManager: 'AWS' }),
    settings: key,
    mend: /is AWS's own, .*: leave keyArn out/,
  },
  'a key for signatures': {
    aws: keyOf([rootStatement, logsStatement], { KeyUsage: 'SIGN_VERIFY', KeySpec: 'RSA_2048' }),
    settings: key,
    mend: /has the key spec RSA_2048, for SIGN_VERIFY: name a symmetric key/,
  },
  'a key that CloudWatch Logs may not use': {
    aws: keyOf([rootStatement]),
    settings: key,
    mend: /does not let logs\.eu-central-1\.amazonaws\.com, .* kms:Encrypt, kms:Decrypt, .*: add the statement for CloudWatch Logs of docs\/deploy\.md/,
  },
  'a key for the logs of another Region': {
    aws: keyOf([rootStatement, { ...logsStatement, Principal: { Service: 'logs.us-east-1.amazonaws.com' } }]),
    settings: key,
    mend: /does not let logs\.eu-central-1/,
  },
  'a key for one log group alone': {
    aws: keyOf([
      rootStatement,
      {
        ...logsStatement,
        Condition: {
          ArnEquals: {
            'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${region}:${account}:log-group:connect-chat-bff*`,
          },
        },
      },
    ]),
    settings: key,
    mend: /for log groups called API-Gateway-Execution-Logs_…, kms:Encrypt/,
  },
  'a key that leaves nothing to IAM': {
    aws: keyOf([logsStatement, { ...rootStatement, Principal: { AWS: `arn:aws:iam::${account}:role/x` } }]),
    settings: key,
    mend: /does not let account 123456789012 kms:Encrypt, .*kms:CreateGrant: add a statement .*"AWS":"arn:aws:iam::123456789012:root"/,
  },
  'production whose alarms tell nobody': {
    aws: {},
    settings: { production: 'true' },
    mend: /^✖ Alarms notify nobody: give alarmEmail or alarmTopicArn$/,
  },
  'a topic that is not there': {
    aws: { 'sns:GetTopicAttributes': new Refused('NotFound', 'Topic does not exist') },
    settings: topic,
    mend: /^✖ The alarms' topic alarms is not there: make it, or correct alarmTopicArn$/,
  },
  'a topic to which CloudWatch may not publish': {
    aws: topicOf({ Policy: JSON.stringify({ Statement: [{ ...rootStatement, Action: 'sns:*' }] }) }),
    settings: topic,
    mend: /does not let CloudWatch publish, so alarms notify nobody: add to its policy: \{"Effect":"Allow","Principal":\{"Service":"cloudwatch\.amazonaws\.com"\},"Action":"sns:Publish","Resource":"arn:aws:sns:eu-central-1:123456789012:alarms"/,
  },
  'a topic to which only another account publishes': {
    aws: topicOf({
      Policy: JSON.stringify({
        Statement: [
          { ...publishStatement, Condition: { StringEquals: { 'aws:SourceAccount': '210987654321' } } },
        ],
      }),
    }),
    settings: topic,
    mend: /does not let CloudWatch publish/,
  },
  "a topic encrypted with AWS's own key": {
    aws: topicOf({ KmsMasterKeyId: 'alias/aws/sns' }),
    settings: topic,
    mend: /is encrypted with AWS's own key, which CloudWatch may not use, .*: encrypt it with a key of yours/,
  },
  "a topic encrypted with AWS's own key, by its ARN": {
    aws: topicOf({ KmsMasterKeyId: keyArn }, keyOf([rootStatement], { KeyManager: 'AWS' })),
    settings: topic,
    mend: /is encrypted with AWS's own key/,
  },
  'a topic whose key CloudWatch may not use': {
    aws: topicOf({ KmsMasterKeyId: keyArn }, keyOf([rootStatement])),
    settings: topic,
    mend: /encrypted with a key that does not let CloudWatch kms:Decrypt, kms:GenerateDataKey, .*: add to the key's policy: \{"Effect":"Allow","Principal":\{"Service":"cloudwatch/,
  },
  'a topic whose key is switched off': {
    aws: topicOf({ KmsMasterKeyId: keyArn }, keyOf([cloudWatchUsesKey], { KeyState: 'Disabled' })),
    settings: topic,
    mend: /encrypted with a key that is not enabled but Disabled/,
  },
  'a topic whose address has not confirmed': {
    aws: topicOf({ SubscriptionsConfirmed: '0', SubscriptionsPending: '1' }),
    settings: topic,
    mend: /^✖ The alarms' topic alarms notifies nobody: 1 subscription is not confirmed: open the message "AWS Notification/,
  },
  'a topic of which one address has not confirmed': {
    aws: topicOf({ SubscriptionsConfirmed: '2', SubscriptionsPending: '1' }),
    settings: topic,
    mend: /notifies 2, but 1 more has not confirmed: open/,
  },
  'a topic to which nobody is subscribed': {
    aws: topicOf({ SubscriptionsConfirmed: '0' }),
    settings: topic,
    mend: /^✖ The alarms' topic alarms notifies nobody: subscribe an address or a pager/,
  },
};
for (const [what, { aws, settings, mend }] of Object.entries(wrong))
  test(`${what}: one ✖ that says what to do`, async (t) => {
    const { lines, wrong, code } = await ask(t, aws, settings ?? {});
    assert.ok(wrong.length === 1 && mend.test(wrong[0] ?? ''), lines.join('\n'));
    assert.equal(code, 1);
  });

/** What is as it should be, or at least nothing to mend, and the line that says so. */
const right: Readonly<Record<string, Omit<Case, 'mend'> & { readonly line: RegExp }>> = {
  'a first deployment that failed without protection': {
    aws: stack('ROLLBACK_COMPLETE'),
    line: /^✔ The stack connect-chat-bff is left over from a first deployment .*; the next deployment replaces it$/,
  },
  'a deployment that was undone': {
    aws: stack('UPDATE_ROLLBACK_COMPLETE'),
    line: /^✔ The stack connect-chat-bff is as it was before its last deployment, which failed/,
  },
  'a stack deployed without CDK': {
    aws: { ...stack('CREATE_COMPLETE'), 'ssm:GetParameter': new Refused('ParameterNotFound') },
    line: /^– There is no bootstrap stack of CDK .*, which CDK needs to deploy$/,
  },
  'a reservation that fits': {
    aws: accountLimit(1_000),
    settings: { reservedConcurrency: '{"participant":100,"connect":20}' },
    line: /^✔ Lambda can reserve the 120 of reservedConcurrency: 900 are free$/,
  },
  'a reservation that the functions have already': {
    aws: {
      ...accountLimit(1_000, 110),
      ...stack('CREATE_COMPLETE'),
      'cloudformation:ListStackResources': {
        StackResourceSummaries: ['participant', 'connect'].map((name) => ({
          LogicalResourceId: name,
          PhysicalResourceId: `${name}-function`,
          ResourceType: 'AWS::Lambda::Function',
          LastUpdatedTimestamp: '2026-11-20T10:00:00Z',
          ResourceStatus: 'CREATE_COMPLETE',
        })),
      },
      'lambda:GetFunctionConcurrency': ({ FunctionName }) => ({
        ReservedConcurrentExecutions: FunctionName === 'participant-function' ? 100 : 20,
      }),
    },
    settings: { reservedConcurrency: '{"participant":100,"connect":20}' },
    line: /^✔ Lambda can reserve the 120 of reservedConcurrency: 130 are free$/,
  },
  'a log role of another stack': {
    aws: { 'apigateway:GetAccount': { cloudwatchRoleArn: role } },
    line: /^✔ API Gateway writes the logs of all APIs in eu-central-1 with arn:\S+another-stack\S+, which this deployment does not change$/,
  },
  'a key as docs/deploy.md asks for': {
    aws: keyOf([rootStatement, logsStatement]),
    settings: key,
    line: /^✔ The key 33333333-\S+ is enabled, and its policy admits the account and its logs$/,
  },
  'a key with a condition that is not known here': {
    aws: keyOf([
      { ...rootStatement, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } },
      logsStatement,
    ]),
    settings: key,
    line: /^✔ The key 33333333-\S+ is enabled/,
  },
  'a topic as docs/deploy.md asks for': {
    aws: topicOf({}),
    settings: topic,
    line: /^✔ The alarms' topic alarms notifies 1$/,
  },
  'a topic with the policy that SNS gives by default': {
    aws: topicOf({
      Policy: JSON.stringify({
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: '*' },
            Action: ['SNS:Publish', 'SNS:Subscribe'],
            Resource: topicArn,
            Condition: { StringEquals: { 'AWS:SourceOwner': account } },
          },
        ],
      }),
    }),
    settings: topic,
    line: /^✔ The alarms' topic alarms notifies 1$/,
  },
  'a topic that TLS alone may reach': {
    aws: topicOf({
      Policy: JSON.stringify({
        Statement: [
          publishStatement,
          {
            Effect: 'Deny',
            Principal: '*',
            Action: 'sns:Publish',
            Resource: '*',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      }),
    }),
    settings: topic,
    line: /^✔ The alarms' topic alarms notifies 1$/,
  },
  'a topic with a condition that is not known here': {
    aws: topicOf({
      Policy: JSON.stringify({
        Statement: [{ ...publishStatement, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }],
      }),
    }),
    settings: topic,
    line: /^– The alarms' topic alarms: whether its policy lets CloudWatch publish depends on/,
  },
  'a topic with a key for CloudWatch': {
    aws: topicOf({ KmsMasterKeyId: keyArn }, keyOf([rootStatement, cloudWatchUsesKey])),
    settings: topic,
    line: /^✔ The alarms' topic alarms notifies 1$/,
  },
  'an address that is yet to be told': {
    aws: {},
    settings: { alarmEmail: 'operations@example.com' },
    line: /^✔ Alarms are sent by e-mail, once the address has confirmed/,
  },
};
for (const [what, { aws, settings, line }] of Object.entries(right))
  test(`${what}: nothing to mend`, async (t) => {
    const { lines, code } = await ask(t, aws, settings ?? {});
    assert.ok(
      lines.some((told) => line.test(told)),
      lines.join('\n'),
    );
    assert.equal(code, 0, lines.join('\n'));
  });

test('what may not be read is one line that names the permission, and does not count as wrong', async (t) => {
  const denied = new Refused('AccessDeniedException');
  const { lines, code } = await ask(
    t,
    {
      'ssm:GetParameter': denied,
      'cloudformation:DescribeStacks': new Refused('AccessDenied'),
      'lambda:GetAccountSettings': denied,
      'servicequotas:GetServiceQuota': denied,
      'apigateway:GetAccount': denied,
      'kms:DescribeKey': denied,
      'sns:GetTopicAttributes': new Refused('AuthorizationError'),
    },
    { ...topic, ...key },
  );
  assert.deepEqual(
    lines
      .filter((line) => line.startsWith('–') && line.includes('allow'))
      .map((line) => line.split('allow ')[1]),
    [
      'ssm:GetParameter',
      'cloudformation:DescribeStacks',
      'lambda:GetAccountSettings or servicequotas:GetServiceQuota',
      'apigateway:GET on /account',
      'kms:DescribeKey',
      'sns:GetTopicAttributes',
    ],
  );
  assert.equal(code, 0);
});

test('an AWS that does not answer the further looks is nothing to mend either', async (t) => {
  const down = new Refused('InternalFailure');
  const { lines, code } = await ask(t, {
    'ssm:GetParameter': down,
    'cloudformation:DescribeStacks': down,
    'lambda:GetAccountSettings': down,
    'servicequotas:GetServiceQuota': new Refused('ThrottlingException'),
    'apigateway:GetAccount': down,
  });
  assert.equal(lines.filter((line) => /^– .* was not checked, as AWS did not say/.test(line)).length, 4);
  assert.equal(code, 0);
});

test('every state of a stack says something, and names the stack', () => {
  for (const status of [
    ...['CREATE', 'UPDATE', 'IMPORT', 'DELETE'].flatMap((what) =>
      ['COMPLETE', 'FAILED', 'IN_PROGRESS', 'COMPLETE_CLEANUP_IN_PROGRESS'].map((how) => `${what}_${how}`),
    ),
    ...['ROLLBACK', 'UPDATE_ROLLBACK', 'IMPORT_ROLLBACK'].flatMap((what) =>
      ['COMPLETE', 'FAILED', 'IN_PROGRESS'].map((how) => `${what}_${how}`),
    ),
    'REVIEW_IN_PROGRESS',
  ])
    for (const isProtected of [true, false]) {
      const { mark, sentence } = stackFinding(
        { stackName: 'chat', region },
        {
          answer: {
            status,
            reason: undefined,
            protected: isProtected,
            outputs: {},
            resources: { answer: [] },
          },
        },
      );
      assert.ok(sentence.startsWith('The stack chat '), sentence);
      const stuck = /FAILED$|_IN_PROGRESS$|^DELETE_COMPLETE$/.test(status) && status !== 'REVIEW_IN_PROGRESS';
      assert.equal(mark === '✖', stuck || (status === 'ROLLBACK_COMPLETE' && isProtected), status);
    }
});

function sayOfRole(setting: 'auto' | boolean, arn: string | null): string {
  const failure = { failure: { kind: 'not-found' } } as const;
  const { mark, sentence } = logRoleFinding(
    { region, stackName: 'chat', apiGatewayLogRole: setting },
    {
      logRole: { answer: arn },
      stack: failure,
      bootstrap: failure,
      concurrency: failure,
      topics: {},
      keys: {},
    },
  );
  return `${mark} ${sentence}`;
}

test('the log role: whose it is, and what each value of the setting does', () => {
  const ours = `arn:aws:iam::${account}:role/chat-ApiCloudWatchRole73EC6FC4-1A2B3C`;
  for (const setting of ['auto', true, false] as const)
    assert.match(sayOfRole(setting, ours), /^✔ .* with the role chat-ApiCloudWatchRole\S+ of this stack$/);
  assert.match(sayOfRole('auto', role), /^✔ .* does not change$/);
  assert.match(sayOfRole(false, role), /^✔ .* does not change$/);
  assert.match(sayOfRole(true, role), /^✖ .* would replace it/);
  assert.match(sayOfRole('auto', null), /^✔ .* gives it one$/);
  assert.match(sayOfRole(true, null), /^✔ .* gives it one$/);
  assert.match(sayOfRole(false, null), /^✖ .* refused/);
});

async function ask(t: TestContext, aws: Replies, settings?: Readonly<Record<string, string>>): Promise<Told> {
  const simulator = await startSimulatedConnect({ account: { id: account } });
  t.after(() => simulator.close());
  const { url } = await awsFor(t, simulator.url, aws);
  return await askDoctor({ url, settings });
}
