import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  Annotations,
  App,
  type AppProps,
  Duration,
  Fn,
  NestedStack,
  Stack,
  type StackProps,
  Stage,
} from 'aws-cdk-lib';
import { Template as Assertions } from 'aws-cdk-lib/assertions';
import { type Metric, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { type IVpc, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { refusals } from '../../lambdas/core/metrics.ts';
import { type ChatRefusal, ConnectChatBff } from '../../lib/connect-chat-bff.ts';
import type { ConnectChatBffProps } from '../../lib/connect-chat-bff-props.ts';
import { contactFlowId, everything, instanceArn } from './configurations.ts';
import { resolver } from '../deployment/services/references.ts';
import { isAllowed, statementsOf } from './policies.ts';
import { placeholderCode, resourcesOf, type Template } from './synthesized.ts';

/** The construct in apps of other people: other names, other stacks, several at once. */

const props: ConnectChatBffProps = {
  instanceArn,
  contactFlowId,
  allowedOrigins: ['https://www.example.com'],
};

/** Without CDK's validation of templates, which takes seconds: test/deployment/services has it run. */
function appOf(more: AppProps = {}): App {
  return new App({ analyticsReporting: false, builtinCloudFormationValidation: false, ...more });
}

function stackOf(id = 'Support', more: StackProps = {}): Stack {
  return new Stack(appOf(), id, more);
}

function add(scope: Construct, id: string, more: object = {}): ConnectChatBff {
  return new ConnectChatBff(scope, id, { ...props, ...more }, placeholderCode());
}

function templateOf(stack: Stack): Template {
  return Assertions.fromStack(stack).toJSON() as Template;
}

test('several in one stack share no name, log group, metric, export or logical id', () => {
  const stack = stackOf();
  const one = add(stack, 'One');
  const two = add(new Construct(stack, 'Inner'), 'Two', { production: true });
  assert.deepEqual([one.deployment, two.deployment], ['Support-One', 'Support-Inner-Two']);
  const template = templateOf(stack);
  const named = Object.entries(template.Resources).flatMap(([id, { Type, Properties }]) =>
    Object.entries(Properties ?? {})
      .filter(([name]) => identities[Type]?.includes(name))
      .map(([name, value]) => ({ id, name: `${Type} ${name} ${JSON.stringify(value)}` })),
  );
  assert.ok(named.length > 90, String(named.length));
  const names = named.map(({ name }) => name);
  assert.deepEqual(
    names.filter((name, index) => names.indexOf(name) !== index),
    [],
  );
  const owners = Object.keys(template.Resources).map((id) => /^(One|InnerTwo)/.exec(id)?.[0]);
  assert.deepEqual(new Set(owners), new Set(['One', 'InnerTwo']));
  for (const output of Object.values(template.Outputs)) assert.ok(!('Export' in output));
  for (const owner of ['One', 'InnerTwo'])
    for (const [id, resource] of Object.entries(template.Resources).filter(([id]) => id.startsWith(owner)))
      for (const other of referredTo(resource))
        assert.ok(
          other.startsWith('AWS::') || other.startsWith(owner),
          `${id} refers to ${other} of the other deployment`,
        );
});

/** What a resource's name is, for the types whose names we choose. */
const identities: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApiGateway::RestApi': ['Name'],
  'AWS::CloudWatch::Alarm': ['AlarmName'],
  'AWS::CloudWatch::CompositeAlarm': ['AlarmName'],
  'AWS::CloudWatch::Dashboard': ['DashboardName'],
  'AWS::Logs::LogGroup': ['LogGroupName'],
  'AWS::Logs::QueryDefinition': ['Name'],
  'AWS::WAFv2::WebACL': ['Name', 'VisibilityConfig'],
};

function referredTo(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('Ref' in value && typeof value.Ref === 'string') return [value.Ref];
  if ('Fn::GetAtt' in value && Array.isArray(value['Fn::GetAtt'])) return [String(value['Fn::GetAtt'][0])];
  return Object.values(value).flatMap(referredTo);
}

test('the name is the stack’s alone for the id Default, and otherwise has the path below the stack', () => {
  const app = appOf();
  const stack = new Stack(app, 'Support', { stackName: 'support-prod' });
  assert.equal(add(stack, 'Default').deployment, 'support-prod');
  assert.equal(add(new Construct(stack, 'Shop & Co.'), 'chat_2').deployment, 'support-prod-Shop-Co-chat-2');
  const nested = new NestedStack(stack, 'Nested');
  assert.equal(add(nested, 'Default').deployment, 'support-prod-Nested');
  app.synth();
});

test('names that would be one, too long or empty are refused', () => {
  const stack = stackOf();
  add(stack, 'Chat-One');
  assert.throws(() => add(stack, 'Chat.One'), /Support\/Chat\.One .*Support-Chat-One.*Support\/Chat-One/);
  assert.throws(() => add(stack, 'x'.repeat(93)), /has 101 characters: shorten/);
  assert.equal(add(stack, 'x'.repeat(92)).deployment.length, 100);
  assert.throws(() => add(stack, 'チャット'), /needs an id with a letter or a digit/);
  const elsewhere = new Stack(stack.node.root, 'Other', { stackName: 'Support' });
  assert.throws(() => add(elsewhere, 'Chat-One'), /Support-Chat-One/);
});

test('the same name in another Region or account is another deployment', () => {
  const app = appOf();
  for (const region of ['eu-central-1', 'us-east-1'])
    add(new Stack(app, `Support-${region}`, { stackName: 'Support' }), 'Chat', {
      instanceArn: instanceArn.replace('eu-central-1', region),
    });
  app.synth();
});

test('every wrong property is named with its mend, in one error', () => {
  const stack = stackOf();
  const key = new Key(stack, 'Key');
  const wrong = {
    instanceArn: 'my-instance',
    allowedOrigins: ['*'],
    logRetentionDays: 8,
    tags: { team: 'support' },
    contactFlowId: key.keyId,
    webACL: 'off',
    'allowed-origins': [],
    alarmEmail: undefined,
  };
  assert.throws(
    () => add(stack, 'Chat', wrong),
    (error: Error) => {
      const [first = '', ...problems] = error.message.split('\n');
      assert.match(first, /^Support\/Chat cannot be made: its properties are wrong\.$/);
      for (const name of [
        'instanceArn',
        'allowedOrigins',
        'logRetentionDays',
        'tags',
        'contactFlowId',
        'webACL',
        'allowed-origins',
      ])
        assert.equal(problems.filter((problem) => problem.startsWith(`- ${name} `)).length, 1, name);
      assert.equal(problems.length, 7);
      assert.match(error.message, /- tags .*Tags\.of/);
      assert.match(error.message, /- contactFlowId must be known when the app is synthesized/);
      return true;
    },
  );
  assert.deepEqual(
    stack.node.children.map(({ node }) => node.id),
    ['Key'],
    'nothing half made',
  );
});

test('key, topic, certificate, web ACL, boundary and VPC may be resources of the app', () => {
  const stack = stackOf();
  const key = new Key(stack, 'Key');
  const vpc = new Vpc(stack, 'Vpc', { availabilityZones: ['eu-central-1a'] });
  const group = new SecurityGroup(stack, 'Group', { vpc: vpc as IVpc });
  const certificateArn = Fn.importValue('Certificate');
  const webAcl = new CfnWebACL(stack, 'WebAcl', {
    scope: 'REGIONAL',
    defaultAction: { allow: {} },
    visibilityConfig: { metricName: 'm', cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false },
  });
  add(stack, 'Chat', {
    keyArn: key.keyArn,
    alarmTopicArn: new Topic(stack, 'Topic').topicArn,
    domainName: 'chat.example.com',
    certificateArn,
    webAcl: webAcl.attrArn,
    vpc: {
      subnetIds: vpc.privateSubnets.map(({ subnetId }) => subnetId),
      securityGroupIds: ['sg-0a1b2c3d', group.securityGroupId],
    },
  });
  const template = templateOf(stack);
  const own = Object.entries(template.Resources).filter(([id]) => id.startsWith('Chat'));
  assert.doesNotMatch(JSON.stringify(own), /[:/]reference|0000-4000|-00000000/);
  const of = (type: string): string => JSON.stringify(own.filter(([, { Type }]) => Type === type));
  const keyId = stack.resolve(key.keyArn) as object;
  const keys = resourcesOf(template, 'AWS::Logs::LogGroup').map(
    ([, { Properties }]) => Properties['KmsKeyId'],
  );
  for (const used of keys) assert.deepEqual(used, keyId);
  assert.match(of('AWS::DynamoDB::Table'), /"KMSMasterKeyId":\{"Fn::GetAtt":\["Key/);
  assert.match(of('AWS::CloudWatch::CompositeAlarm'), /"AlarmActions":\[\{"Ref":"Topic/);
  assert.match(
    of('AWS::ApiGateway::DomainName'),
    /"RegionalCertificateArn":\{"Fn::ImportValue":"Certificate"\}/,
  );
  assert.match(of('AWS::WAFv2::WebACLAssociation'), /"WebACLArn":\{"Fn::GetAtt":\["WebAcl/);
  assert.match(of('AWS::Lambda::Function'), /"SubnetIds":\[\{"Ref":"Vpc/);
  assert.match(of('AWS::Lambda::Function'), /"SecurityGroupIds":\["sg-0a1b2c3d",\{"Fn::GetAtt":\["Group/);
  assert.equal(resourcesOf(template, 'AWS::WAFv2::WebACL').length, 1, 'the app’s own alone');
});

test('what stands beside a reference is checked all the same', () => {
  const stack = stackOf();
  const { keyArn } = new Key(stack, 'Key');
  const id = Fn.importValue('Subnet');
  for (const [more, problem] of [
    [{ keyArn, certificateArn: Fn.importValue('Certificate') }, /- domainName must be/],
    [{ keyArn, webAclToken: true, webAcl: Fn.importValue('WebAcl') }, /- webAclToken must be left out/],
    [{ vpc: { subnetIds: [id, 'subnet'], securityGroupIds: [id] } }, /- vpc must be/],
    [{ vpc: { subnetIds: [id] } }, /- vpc must be/],
    [{ allowedOrigins: [`https://${id}`] }, /- allowedOrigins must be known/],
    [{ keyArn, instanceArn: 'my-instance' }, /- instanceArn must be your/],
  ] as const)
    assert.throws(() => add(stack, 'Chat', more), problem);
});

test('what is missing is named, each once', () => {
  assert.throws(
    // As JavaScript allows.
    () =>
      new ConnectChatBff(stackOf(), 'Chat', undefined as unknown as ConnectChatBffProps, placeholderCode()),
    (error: Error) => {
      const named = [...error.message.matchAll(/^- (\w+)/gm)].map(([, name]) => name);
      assert.equal(named.length, 3);
      assert.deepEqual(new Set(named), new Set(['allowedOrigins', 'contactFlowId', 'instanceArn']));
      return true;
    },
  );
});

test('in a stage of a pipeline, names have the stage’s, and its account and Region count', () => {
  const env = { account: '123456789012', region: 'eu-central-1' };
  const stage = new Stage(appOf(), 'Prod', { env });
  assert.equal(add(new Stack(stage, 'Support'), 'Chat').deployment, 'Prod-Support-Chat');
  const elsewhere = new Stage(appOf(), 'Prod', { env: { ...env, region: 'us-east-1' } });
  assert.throws(
    () => add(new Stack(elsewhere, 'Support'), 'Chat'),
    /the Region of the stack Prod\/Support, us-east-1/,
  );
});

test('the stack has to be where the instance is, or nowhere yet', () => {
  const here = { account: '123456789012', region: 'eu-central-1' };
  add(stackOf('Support', { env: here }), 'Chat');
  add(stackOf('Support', { env: { region: here.region } }), 'Chat');
  assert.throws(
    () => add(stackOf('Support', { env: { ...here, region: 'us-east-1' } }), 'Chat'),
    /instanceArn must be in the Region of the stack Support, us-east-1: it is in eu-central-1\. Give the stack env: \{ account: '123456789012', region: 'eu-central-1' \}/,
  );
  assert.throws(
    () => add(stackOf('Support', { env: { account: '210987654321' } }), 'Chat'),
    /the account of the stack Support, 210987654321/,
  );
});

test('tags, termination protection and description are left to the app', () => {
  const stack = stackOf();
  add(stack, 'Chat', { production: true });
  assert.equal(stack.terminationProtection, false);
  const template = templateOf(stack);
  assert.ok(!('Description' in template));
  for (const [id, { Properties }] of Object.entries(template.Resources))
    assert.equal(Properties?.['Tags'], undefined, id);
});

test('whoever is granted to start chats may call the routes that start chats and add participants, and nothing else', () => {
  const stack = stackOf();
  const chat = add(stack, 'Chat');
  const role = new Role(stack, 'BackEnd', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  chat.grantStart(role).assertSuccess();
  const template = templateOf(stack);
  const roles = resourcesOf(template, 'AWS::IAM::Role').map(([id]) => id);
  const roleId = roles.find((id) => id.startsWith('BackEnd')) ?? assert.fail('no role');
  const [[apiId] = []] = resourcesOf(template, 'AWS::ApiGateway::RestApi');
  const api = resolver(template)({ Ref: apiId }) as string;
  const statements = statementsOf(template, roleId);
  const may = (route: string, stage = 'v1', of = api): boolean =>
    isAllowed(statements, {
      action: 'execute-api:Invoke',
      resources: [`arn:aws:execute-api:eu-central-1:123456789012:${of}/${stage}/${route}`],
    });
  assert.ok(may('POST/contacts'));
  assert.ok(may('POST/contacts/11111111-1111-4111-8111-111111111111/participants'));
  for (const route of [
    'GET/contacts',
    'POST/chats',
    'POST/participants',
    'POST/contacts/1/others',
    'DELETE/contacts/1/participants',
    'DELETE/contacts/1',
    'POST/participant/message',
  ])
    assert.equal(may(route), false, route);
  assert.equal(may('POST/contacts', 'v2'), false);
  assert.equal(may('POST/contacts', 'v1', 'another'), false);
  for (const { actions } of statements) assert.deepEqual(actions, ['execute-api:Invoke']);
});

test('whoever is granted to erase may call the route that erases a contact, and nothing else', () => {
  const stack = stackOf();
  const chat = add(stack, 'Chat');
  const role = new Role(stack, 'Eraser', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  chat.grantErase(role).assertSuccess();
  const template = templateOf(stack);
  const roleId =
    resourcesOf(template, 'AWS::IAM::Role')
      .map(([id]) => id)
      .find((id) => id.startsWith('Eraser')) ?? assert.fail('no role');
  const [[apiId] = []] = resourcesOf(template, 'AWS::ApiGateway::RestApi');
  const api = resolver(template)({ Ref: apiId }) as string;
  const may = (route: string): boolean =>
    isAllowed(statementsOf(template, roleId), {
      action: 'execute-api:Invoke',
      resources: [`arn:aws:execute-api:eu-central-1:123456789012:${api}/v1/${route}`],
    });
  assert.ok(may('DELETE/contacts/11111111-1111-4111-8111-111111111111'));
  for (const route of ['POST/contacts', 'POST/contacts/1/participants', 'DELETE/contacts', 'GET/session'])
    assert.equal(may(route), false, route);
});

test('a back end of another account is refused with the way there', () => {
  const app = appOf();
  const stack = new Stack(app, 'Support', { env: { account: '123456789012', region: 'eu-central-1' } });
  const chat = add(stack, 'Chat');
  const there = Role.fromRoleArn(stack, 'There', 'arn:aws:iam::210987654321:role/back-end');
  assert.throws(() => chat.grantStart(there), /assume a role of 123456789012, and grant that role/);
});

test('alarms are there by the names of the runbook, and the dashboard can have more widgets', () => {
  const stack = stackOf();
  const chat = add(stack, 'Chat', { alarmThresholds: { LedgerFailures: 40 } });
  const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');
  const sections = [...runbook.matchAll(/^## (\w+)$/gm)].map(([, name = '']) => name);
  for (const name of sections) assert.ok(chat.alarms[name], name);
  const { alarmName = '' } = chat.alarms['SealFailed'] ?? {};
  assert.equal(Object.keys(chat.alarms).length, new Set(Object.values(chat.alarms)).size);
  chat.dashboard.addWidgets(new TextWidget({ markdown: 'Ours' }));
  chat.alarms['LedgerFailures']?.addAlarmAction({
    bind: () => ({ alarmActionArn: 'arn:aws:sns:eu-central-1:123456789012:ours' }),
  });
  const template = templateOf(stack);
  const body = JSON.stringify(
    resourcesOf(template, 'AWS::CloudWatch::Dashboard')[0]?.[1].Properties['DashboardBody'],
  );
  assert.match(body, /Ours/);
  const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
  const failures = alarms.find(({ AlarmName }) => AlarmName === 'Support-Chat-LedgerFailures');
  assert.equal(failures?.['Threshold'], 40);
  assert.match(JSON.stringify(failures?.['AlarmActions']), /:ours/);
  assert.ok(stack.resolve(alarmName));
  assert.throws(() => add(stack, 'Other', { alarmThresholds: { LedgerFailure: 40 } }), /LedgerFailure\b/);
});

test('each metric is of this deployment alone, and another statistic or period can be asked for', () => {
  const stack = stackOf();
  const [one, two] = [add(stack, 'One'), add(stack, 'Two')];
  const keys = [one, two]
    .flatMap(metricsOf)
    .map(({ namespace, metricName, dimensions }) => JSON.stringify([namespace, metricName, dimensions]));
  assert.equal(new Set(keys).size, 2 * (5 + refusals.length));
  for (const key of keys.slice(0, keys.length / 2)) assert.match(key, /Support-One/);
  const slow = one.metricSendLatency({ statistic: 'p99', period: Duration.minutes(1) });
  assert.deepEqual([slow.statistic, slow.period.toMinutes()], ['p99', 1]);
});

function metricsOf(chat: ConnectChatBff): Metric[] {
  return [
    chat.metricRequests(),
    chat.metricErrors(),
    chat.metricChatsStarted(),
    chat.metricChatsEnded(),
    chat.metricSendLatency(),
    // All the reasons that there are, or this does not compile.
    ...(refusals satisfies readonly ChatRefusal[]).map((reason) => chat.metricChatsRefused(reason)),
  ];
}

test('the url is the stage’s, or the host name’s', () => {
  const stack = stackOf();
  const url = (chat: ConnectChatBff): string => JSON.stringify(stack.resolve(chat.url));
  assert.match(url(add(stack, 'Chat')), /^\{"Fn::Join":\["",\["https:\/\/",.*\/v1"\]\]\}$/);
  const { domainName, certificateArn } = everything;
  assert.match(url(add(stack, 'Own', { domainName, certificateArn })), /Own.*\/v1"/);
});

const recommended = JSON.parse(
  readFileSync(
    new URL('../../node_modules/aws-cdk-lib/recommended-feature-flags.json', import.meta.url),
    'utf8',
  ),
) as Readonly<Record<string, unknown>>;

test('an app without feature flags of CDK, and one with all of them, get the same deployment', () => {
  const { stackName: _name, tags: _tags, bootstrapQualifier: _qualifier, ...every } = everything;
  const [without, all] = [{}, recommended].map((context) => {
    const stack = new Stack(appOf({ context }), 'Support');
    add(stack, 'Chat', { ...every, contactFlowId: undefined });
    const emergency = add(stack, 'Emergency', { emergency: true });
    Annotations.of(emergency).acknowledgeWarning('connect-chat-bff:emergency');
    return alike(templateOf(stack));
  });
  assert.ok((all ?? []).length > 300);
  assert.deepEqual(without, all);
});

/** A template's resources, with what the flags do differently and to the same effect brought into one form. */
function alike({ Resources }: Template): string[] {
  return Object.entries(Resources)
    .map(([id, { Type, Properties, ...rest }]) => {
      const form = Type === 'AWS::IAM::Policy' ? permissionsOf(Properties) : Properties;
      return JSON.stringify([id, Type, form, rest], (name, value: unknown) =>
        // The log group's ARN, with or without the asterisk for its streams.
        name === 'DestinationArn' ? 'the access log' : value,
      ).replaceAll(/(CurrentVersion|Deployment)([0-9A-F]{8})[0-9a-f]{32}/g, '$1$2');
    })
    .toSorted();
}

function permissionsOf(properties: Readonly<Record<string, unknown>>): string[] {
  const { Statement } = properties['PolicyDocument'] as { Statement: Record<string, unknown>[] };
  return Statement.flatMap(({ Action, Resource, ...rest }) =>
    [Action]
      .flat()
      .flatMap((action) => [Resource].flat().map((resource) => JSON.stringify([action, resource, rest]))),
  ).toSorted();
}
