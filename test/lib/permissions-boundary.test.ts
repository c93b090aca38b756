import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CfnResource, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal, User } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ConnectChatBff } from '../../lib/connect-chat-bff.ts';
import { parseConfig } from '../../lib/config/config.ts';
import { commandLine, configurations, everything } from './configurations.ts';
import { statementsOf } from './policies.ts';
import {
  appWithFlags,
  placeholderCode,
  resourcesOf,
  synthesize,
  synthesized,
  type Template,
} from './synthesized.ts';

const boundary = 'arn:aws:iam::123456789012:policy/team/boundary';

function identities(template: Template): [string, unknown][] {
  return ['AWS::IAM::Role', 'AWS::IAM::User']
    .flatMap((type) => resourcesOf(template, type))
    .map(([id, { Properties }]) => [id, Properties['PermissionsBoundary']]);
}

test('every role of every example has the boundary of its settings, and none without', () => {
  let bounded = 0;
  for (const name of Object.keys(configurations)) {
    const { template, config } = synthesized(name);
    const { permissionsBoundaryArn } = config.optional;
    const roles = identities(template);
    assert.ok(roles.length >= 3, name);
    for (const [id, bound] of roles) assert.equal(bound, permissionsBoundaryArn, `${name}: ${id}`);
    if (permissionsBoundaryArn !== undefined) bounded++;
  }
  assert.ok(bounded > 0);
});

test('no role escapes, whichever way it gets into the stack and whatever the account’s log role is', () => {
  for (const apiGatewayLogRole of ['auto', 'true', 'false']) {
    const { template } = synthesize(
      { ...commandLine, apiGatewayLogRole, permissionsBoundaryArn: boundary },
      addRoles,
    );
    const roles = identities(template);
    // The functions', CodeDeploy's, and those below.
    assert.ok(roles.length >= 3 + 4);
    for (const [id, bound] of roles) assert.equal(bound, boundary, id);
  }
});

/** A role of each kind of origin: CDK's own for its custom resources among them. */
function addRoles(stack: Stack): void {
  const more = new Construct(stack, 'More');
  const parts = [
    new Role(more, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }),
    new User(more, 'User'),
    new CfnResource(more, 'Raw', {
      type: 'AWS::IAM::Role',
      properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] } },
    }),
    new Bucket(more, 'Bucket', { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY }),
  ];
  assert.equal(parts.length, 4);
}

function problemsWith(permissionsBoundaryArn: string): string {
  const parsed = parseConfig({ ...commandLine, permissionsBoundaryArn }, {});
  return 'problems' in parsed ? parsed.problems.join('\n') : '';
}

test('in somebody else’s stack, the construct bounds its own roles and leaves the others to the app', () => {
  const app = appWithFlags();
  const stack = new Stack(app, 'Support');
  const props = {
    ...commandLine,
    allowedOrigins: [commandLine.allowedOrigins],
    permissionsBoundaryArn: boundary,
  };
  const chat = new ConnectChatBff(stack, 'Chat', props, placeholderCode());
  const other = new Role(stack, 'Other', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  assert.equal(chat.node.scope, other.node.scope);
  const template = app.synth().getStackByName('Support').template as Template;
  const roles = identities(template);
  assert.ok(roles.length > 4);
  for (const [id, bound] of roles) assert.equal(bound, id.startsWith('Chat') ? boundary : undefined, id);
});

test('docs/security.md says what a boundary has to leave room for', () => {
  const document = readFileSync(new URL('../../docs/security.md', import.meta.url), 'utf8');
  const [, section = ''] = /### A permissions boundary\n([\s\S]*?)\n###/.exec(document) ?? [];
  const named = new Set([...section.matchAll(/`([\w-]+)`/g)].map(([, word = '']) => word));
  const used = new Set<string>();
  for (const { template } of [
    ...Object.keys(configurations).map(synthesized),
    synthesize({ ...everything, apiGatewayLogRole: 'auto' }),
  ])
    for (const [id, { Properties }] of resourcesOf(template, 'AWS::IAM::Role')) {
      const managed = JSON.stringify(Properties['ManagedPolicyArns'] ?? []);
      for (const [, policy = ''] of managed.matchAll(/service-role\/(\w+)/g)) used.add(policy);
      if (managed !== '[]') continue;
      for (const { actions } of statementsOf(template, id))
        for (const action of actions) used.add(action.split(':')[0] ?? '');
    }
  assert.ok(used.size > 6);
  assert.deepEqual(
    [...used].filter((word) => !named.has(word)),
    [],
  );
});

test('a boundary is a policy of the same account, or one of AWS’s', () => {
  for (const good of [boundary, 'arn:aws:iam::aws:policy/PowerUserAccess'])
    assert.equal(problemsWith(good), '');
  for (const other of [
    'arn:aws:iam::210987654321:policy/boundary',
    'arn:aws-cn:iam::123456789012:policy/boundary',
  ])
    assert.match(problemsWith(other), /permissionsBoundaryArn must/);
});
