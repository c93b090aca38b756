import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configurations } from './configurations.ts';
import { isAllowed, statementsOf, type Request } from './policies.ts';
import { only, resourcesOf, synthesized, type Template } from './synthesized.ts';
import { resolver } from '../deployment/services/references.ts';

/** What deployments of 0.1.0 have by these logical ids: the role, and the account's setting, both retained. */
const roleId = 'ApiCloudWatchRole73EC6FC4';
const accountId = 'ApiAccountA18C9B29';

const custom = 'Custom::ApiGatewayLogRole';
const retained = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };

function stageWaitsFor(template: Template, id: string): boolean {
  const [, { DependsOn = [] }] = only(template, 'AWS::ApiGateway::Stage');
  return [DependsOn].flat().includes(id);
}

function exampleWith(setting: 'auto' | boolean): string {
  const name = Object.keys(configurations).find(
    (example) => synthesized(example).config.apiGatewayLogRole === setting,
  );
  return name ?? assert.fail(`no example has apiGatewayLogRole ${setting}`);
}

test('by default, the account’s log role is a custom resource, which sets it only where there is none', () => {
  const { template, config } = synthesized('the command line');
  assert.equal(config.apiGatewayLogRole, 'auto');
  assert.deepEqual(resourcesOf(template, 'AWS::ApiGateway::Account'), []);
  const [id, { Properties, DependsOn = [] }] = only(template, custom);
  assert.deepEqual(Properties['RoleArn'], { 'Fn::GetAtt': [roleId, 'Arn'] });
  // CloudFormation would wait an hour for a function that never runs.
  assert.equal(Properties['ServiceTimeout'], '600');
  const [api] = only(template, 'AWS::ApiGateway::RestApi');
  assert.ok([DependsOn].flat().includes(api), 'an account without an API has no settings yet');
  assert.ok(stageWaitsFor(template, id), 'a stage with logs is refused while there is no role');
});

test('with true it is CloudFormation’s own resource, which overwrites', () => {
  const { template } = synthesized(exampleWith(true));
  assert.deepEqual(resourcesOf(template, custom), []);
  const [id, { Properties, ...policies }] = only(template, 'AWS::ApiGateway::Account');
  assert.equal(id, accountId);
  assert.deepEqual(Properties, { CloudWatchRoleArn: { 'Fn::GetAtt': [roleId, 'Arn'] } });
  assert.equal(policies.DeletionPolicy, 'Retain');
  assert.ok(stageWaitsFor(template, id));
});

test('with false there is neither a role nor a setting', () => {
  const { template } = synthesized(exampleWith(false));
  for (const type of ['AWS::ApiGateway::Account', custom]) assert.deepEqual(resourcesOf(template, type), []);
  assert.equal(template.Resources[roleId], undefined);
});

test('the role outlives the stack, and is the one that 0.1.0 has made, so that an upgrade changes no account', () => {
  for (const setting of ['auto', true] as const) {
    const { template } = synthesized(exampleWith(setting));
    const { Type, Properties, ...policies } = template.Resources[roleId] ?? assert.fail('no role');
    assert.equal(Type, 'AWS::IAM::Role');
    assert.equal(Properties['RoleName'], undefined);
    assert.deepEqual(policies, retained);
  }
});

const account = 'arn:aws:apigateway:eu-central-1::/account';
const role = arnOf(roleId);
const toApiGateway = { 'iam:PassedToService': 'apigateway.amazonaws.com' };

function arnOf(logicalId: string): string {
  const { template } = synthesized('the command line');
  return resolver(template)({ 'Fn::GetAtt': [logicalId, 'Arn'] }) as string;
}

function asked(request: Request): boolean {
  const { template } = synthesized('the command line');
  const [id] =
    resourcesOf(template, 'AWS::IAM::Role').find(([name]) => name.startsWith('ApiLogRoleSetting')) ??
    assert.fail('the function has no role');
  return isAllowed(statementsOf(template, id), request);
}

test('its function may read and set the account’s role, and pass that one role to API Gateway', () => {
  const [log] =
    resourcesOf(synthesized('the command line').template, 'AWS::Logs::LogGroup').find(([id]) =>
      id.startsWith('ApiLogRoleSetting'),
    ) ?? assert.fail('the function has no log');
  const stream = arnOf(log).replace(/:\*$/, ':log-stream:one');
  for (const request of [
    { action: 'apigateway:GET', resources: [account] },
    { action: 'apigateway:PATCH', resources: [account] },
    { action: 'iam:PassRole', resources: [role], context: toApiGateway },
    { action: 'logs:CreateLogStream', resources: [stream] },
    { action: 'logs:PutLogEvents', resources: [stream] },
  ])
    assert.ok(asked(request), request.action);
});

test('its function is denied everything else', () => {
  const denied: Request[] = [
    ...['PUT', 'POST', 'DELETE'].map((verb) => ({ action: `apigateway:${verb}`, resources: [account] })),
    ...['GET', 'PATCH'].flatMap((verb) =>
      [
        'arn:aws:apigateway:us-east-1::/account',
        'arn:aws:apigateway:eu-central-1::/restapis',
        'arn:aws:apigateway:eu-central-1::/restapis/abcdefghij',
        'arn:aws:apigateway:eu-central-1::/domainnames/chat-api.example.com',
        'arn:aws:apigateway:eu-central-1::/tags/any',
        '*',
      ].map((resource) => ({ action: `apigateway:${verb}`, resources: [resource] })),
    ),
    { action: 'iam:PassRole', resources: [role] },
    { action: 'iam:PassRole', resources: [role], context: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
    { action: 'iam:PassRole', resources: [`${role}2`], context: toApiGateway },
    { action: 'iam:PassRole', resources: ['*'], context: toApiGateway },
    ...['GetRole', 'CreateRole', 'DeleteRole', 'AttachRolePolicy', 'PutRolePolicy'].map((call) => ({
      action: `iam:${call}`,
      resources: [role],
    })),
    { action: 'logs:CreateLogGroup', resources: ['arn:aws:logs:eu-central-1:123456789012:log-group:any'] },
    {
      action: 'logs:PutLogEvents',
      resources: ['arn:aws:logs:eu-central-1:123456789012:log-group:any:log-stream:one'],
    },
    { action: 'sts:AssumeRole', resources: [role] },
    { action: 'dynamodb:GetItem', resources: ['arn:aws:dynamodb:eu-central-1:123456789012:table/any'] },
    { action: 'connect:StartChatContact', resources: ['*'] },
  ];
  for (const request of denied)
    assert.equal(asked(request), false, `${request.action} on ${request.resources.join(', ')}`);
});

test('nobody but CloudFormation, by the deployer’s own permissions, is let to invoke it', () => {
  const { template } = synthesized('the command line');
  for (const [, { Properties }] of resourcesOf(template, 'AWS::Lambda::Permission'))
    assert.doesNotMatch(JSON.stringify(Properties), /ApiLogRoleSetting/);
});
