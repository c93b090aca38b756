import assert from 'node:assert/strict';
import { test } from 'node:test';
import { App, NestedStack, Stack, type StackProps } from 'aws-cdk-lib';
import { Template as Assertions } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { ConnectChatBff } from '../../lib/connect-chat-bff.ts';
import type { ConnectChatBffProps } from '../../lib/connect-chat-bff-props.ts';
import { contactFlowId, everything, instanceArn } from './configurations.ts';
import { resolver } from '../services/references.ts';
import { isAllowed, statementsOf } from './policies.ts';
import { placeholderCode, resourcesOf, type Template } from './synthesized.ts';

/** The construct in apps of other people: other names, other stacks, several at once. */

const props: ConnectChatBffProps = {
  instanceArn,
  contactFlowId,
  allowedOrigins: ['https://www.example.com'],
};

function stackOf(id = 'Support', more: StackProps = {}): Stack {
  return new Stack(new App({ analyticsReporting: false }), id, more);
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
  const app = new App();
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
  const app = new App();
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
    keyArn: key.keyArn,
    webACL: 'off',
    'allowed-origins': [],
    alarmEmail: undefined,
  };
  assert.throws(
    () => add(stack, 'Chat', wrong),
    (error: Error) => {
      const [first = '', ...problems] = error.message.split('\n');
      assert.match(first, /^Support\/Chat cannot be made: its properties need mending\.$/);
      for (const name of [
        'instanceArn',
        'allowedOrigins',
        'logRetentionDays',
        'tags',
        'keyArn',
        'webACL',
        'allowed-origins',
      ])
        assert.equal(problems.filter((problem) => problem.startsWith(`- ${name} `)).length, 1, name);
      assert.equal(problems.length, 7);
      assert.match(error.message, /- tags .*Tags\.of/);
      assert.match(error.message, /- keyArn must be known when the app is synthesized/);
      return true;
    },
  );
  assert.deepEqual(
    stack.node.children.map(({ node }) => node.id),
    ['Key'],
    'nothing half made',
  );
});

test('what is missing is named, each once', () => {
  assert.throws(
    () => new ConnectChatBff(stackOf(), 'Chat', {} as ConnectChatBffProps, placeholderCode()),
    (error: Error) => {
      const named = [...error.message.matchAll(/^- (\w+)/gm)].map(([, name]) => name);
      assert.equal(named.length, 3);
      assert.deepEqual(new Set(named), new Set(['allowedOrigins', 'contactFlowId', 'instanceArn']));
      return true;
    },
  );
});

test('the stack has to be where the instance is, or nowhere yet', () => {
  const here = { account: '123456789012', region: 'eu-central-1' };
  add(stackOf('Support', { env: here }), 'Chat');
  add(stackOf('Support', { env: { region: here.region } }), 'Chat');
  assert.throws(
    () => add(stackOf('Support', { env: { ...here, region: 'us-east-1' } }), 'Chat'),
    /instanceArn must lie in the Region of the stack Support, us-east-1: it lies in eu-central-1\. Give the stack env: \{ account: '123456789012', region: 'eu-central-1' \}/,
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
    'POST/participant/message',
  ])
    assert.equal(may(route), false, route);
  assert.equal(may('POST/contacts', 'v2'), false);
  assert.equal(may('POST/contacts', 'v1', 'another'), false);
  for (const { actions } of statements) assert.deepEqual(actions, ['execute-api:Invoke']);
});

test('a back end of another account is refused with the way there', () => {
  const app = new App();
  const stack = new Stack(app, 'Support', { env: { account: '123456789012', region: 'eu-central-1' } });
  const chat = add(stack, 'Chat');
  const there = Role.fromRoleArn(stack, 'There', 'arn:aws:iam::210987654321:role/back-end');
  assert.throws(() => chat.grantStart(there), /assume a role of 123456789012, and grant that role/);
});

test('the url is the stage’s, or the host name’s', () => {
  const stack = stackOf();
  const url = (chat: ConnectChatBff): string => JSON.stringify(stack.resolve(chat.url));
  assert.match(url(add(stack, 'Chat')), /^\{"Fn::Join":\["",\["https:\/\/",.*\/v1"\]\]\}$/);
  const { domainName, certificateArn } = everything;
  assert.match(url(add(stack, 'Own', { domainName, certificateArn })), /Own.*\/v1"/);
});
