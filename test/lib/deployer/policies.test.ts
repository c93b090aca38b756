import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deployerPolicies, pipelinePolicy } from '../../../lib/deployer/policies.ts';
import { needs } from '../../../lib/deployer/needs.ts';
import { commandLine, everything } from '../configurations.ts';
import { isAllowed, statementsIn, type Request } from '../policies.ts';
import { synthesize, synthesized } from '../synthesized.ts';
import { deployerStatements, deployments, readPolicy } from './deployment.ts';

test('every policy fits into the 6,144 characters of a managed one', () => {
  for (const [name, deployment] of Object.entries(deployments)) {
    const { template, config } = deployment();
    const policies = deployerPolicies(template, config);
    assert.ok(policies.length <= 2, name);
    for (const policy of policies) assert.ok(JSON.stringify(policy).length <= 6_144, name);
  }
});

test('the files of docs/policies are those of the command line in docs/deploy.md', () => {
  const { template, config } = synthesized('the command line');
  const policies = deployerPolicies(template, config);
  const again = 'run npm run deployer-policy with the settings of that line, and copy what it writes';
  assert.equal(policies.length, 2);
  for (const [index, policy] of policies.entries())
    assert.deepEqual(readPolicy(`deployer-${index + 1}`), policy, again);
  assert.deepEqual(readPolicy('pipeline'), pipelinePolicy(config), again);
});

test('a type that has no entry stops it, and so does an entry whose type is in no template', () => {
  const { config } = synthesized('the command line');
  assert.throws(
    () => deployerPolicies({ Resources: { Queue: { Type: 'AWS::SQS::Queue' } } }, config),
    /no entry for AWS::SQS::Queue/,
  );
  const types = new Set(
    Object.values(deployments).flatMap((deployment) =>
      Object.values(deployment().template.Resources).map(({ Type }) => Type),
    ),
  );
  for (const type of Object.keys(needs)) assert.ok(types.has(type), `${type} is in no template: take it out`);
});

const place = 'eu-central-1:123456789012';
const role = 'arn:aws:iam::123456789012:role/connect-chat-bff-FunctionsConnectRole-AbCdEf123456';
const toLambda = { 'iam:PassedToService': 'lambda.amazonaws.com' };

/** What nobody should be able to do who deploys this stack. */
const forbidden: Request[] = [
  // Other people, other roles, more rights.
  ...['CreateUser', 'CreateLoginProfile', 'CreateAccessKey', 'PutUserPolicy', 'AttachUserPolicy'].map(
    (call) => ({ action: `iam:${call}`, resources: ['arn:aws:iam::123456789012:user/any'] }),
  ),
  ...['CreatePolicy', 'CreatePolicyVersion', 'DeletePolicy'].map((call) => ({
    action: `iam:${call}`,
    resources: ['arn:aws:iam::123456789012:policy/any'],
  })),
  ...['CreateRole', 'DeleteRole', 'PutRolePolicy', 'UpdateAssumeRolePolicy', 'TagRole', 'PassRole'].flatMap(
    (call) =>
      ['another', 'connect-chat-bff', 'cdk-hnb659fds-cfn-exec-role-123456789012-eu-central-1', 'Admin'].map(
        (name) => ({
          action: `iam:${call}`,
          resources: [`arn:aws:iam::123456789012:role/${name}`],
          context: toLambda,
        }),
      ),
  ),
  ...['AdministratorAccess', 'IAMFullAccess', 'service-role/AWSLambdaRole'].map((policy) => ({
    action: 'iam:AttachRolePolicy',
    resources: [role],
    context: { 'iam:PolicyARN': `arn:aws:iam::aws:policy/${policy}` },
  })),
  { action: 'iam:AttachRolePolicy', resources: [role] },
  ...['ec2', 'ecs-tasks', 'glue', 'sagemaker'].map((service) => ({
    action: 'iam:PassRole',
    resources: [role],
    context: { 'iam:PassedToService': `${service}.amazonaws.com` },
  })),
  { action: 'iam:PassRole', resources: [role] },
  { action: 'iam:PassRole', resources: ['*'], context: toLambda },
  { action: 'iam:DeleteRolePermissionsBoundary', resources: [role] },
  {
    action: 'iam:CreateServiceLinkedRole',
    resources: ['arn:aws:iam::123456789012:role/aws-service-role/any'],
  },
  { action: 'sts:AssumeRole', resources: [role] },
  { action: 'organizations:LeaveOrganization', resources: ['*'] },
  // Other deployments' resources, in this Region, another, or another account.
  ...['another', 'connect-chat-bff-prod-TableCD117FA1-AbCdEf123456', 'connect-chat-bff'].flatMap((table) =>
    ['DeleteTable', 'UpdateTable', 'PutResourcePolicy', 'DescribeTable'].map((call) => ({
      action: `dynamodb:${call}`,
      resources: [`arn:aws:dynamodb:${place}:table/${table}`],
    })),
  ),
  ...['us-east-1:123456789012', 'eu-central-1:210987654321'].flatMap((elsewhere) => [
    {
      action: 'dynamodb:DeleteTable',
      resources: [`arn:aws:dynamodb:${elsewhere}:table/connect-chat-bff-TableCD117FA1-AbCdEf123456`],
    },
    {
      action: 'lambda:DeleteFunction',
      resources: [`arn:aws:lambda:${elsewhere}:function:connect-chat-bff-FunctionsConnect-AbCdEf123456`],
    },
  ]),
  ...['another', 'connect-chat-bff-prod-FunctionsConnectFunct-AbCdEf123456', 'Functions'].flatMap((name) =>
    ['DeleteFunction', 'UpdateFunctionCode', 'AddPermission', 'InvokeFunction'].map((call) => ({
      action: `lambda:${call}`,
      resources: [`arn:aws:lambda:${place}:function:${name}`],
    })),
  ),
  { action: 'logs:DeleteLogGroup', resources: [`arn:aws:logs:${place}:log-group:/aws/lambda/another`] },
  { action: 'logs:DeleteLogGroup', resources: [`arn:aws:logs:${place}:log-group:connect-chat-bff`] },
  { action: 'sns:DeleteTopic', resources: [`arn:aws:sns:${place}:another`] },
  { action: 'sns:SetTopicAttributes', resources: [`arn:aws:sns:${place}:connect-chat-bff-prod-AlarmTopic`] },
  { action: 'cloudwatch:DeleteAlarms', resources: [`arn:aws:cloudwatch:${place}:alarm:another`] },
  {
    action: 'cloudwatch:PutDashboard',
    resources: ['arn:aws:cloudwatch::123456789012:dashboard/another'],
  },
  { action: 'wafv2:DeleteWebACL', resources: [`arn:aws:wafv2:${place}:regional/webacl/another/1`] },
  {
    action: 'codedeploy:CreateDeployment',
    resources: [`arn:aws:codedeploy:${place}:deploymentgroup:another/group`],
  },
  { action: 'apigateway:PATCH', resources: ['arn:aws:apigateway:eu-central-1::/account'] },
  { action: 'apigateway:DELETE', resources: ['arn:aws:apigateway:us-east-1::/restapis/a1b2c3d4e5'] },
  {
    action: 'apigateway:DELETE',
    resources: ['arn:aws:apigateway:eu-central-1::/domainnames/any.example.com'],
  },
  { action: 'apigateway:DELETE', resources: ['arn:aws:apigateway:eu-central-1::/apis/a1b2c3d4e5'] },
  // What visitors and the functions do, and what they leave behind.
  ...['GetItem', 'Scan', 'Query', 'PutItem', 'DeleteItem', 'ExportTableToPointInTime'].map((call) => ({
    action: `dynamodb:${call}`,
    resources: [`arn:aws:dynamodb:${place}:table/connect-chat-bff-TableCD117FA1-AbCdEf123456`],
  })),
  {
    action: 'lambda:InvokeFunction',
    resources: [`arn:aws:lambda:${place}:function:connect-chat-bff-FunctionsConnectFunctio-AbCdEf123456`],
  },
  ...['GetLogEvents', 'FilterLogEvents', 'StartQuery'].map((call) => ({
    action: `logs:${call}`,
    resources: [`arn:aws:logs:${place}:log-group:connect-chat-bff-FunctionsConnectLog-AbCdEf123456:*`],
  })),
  { action: 'sns:Publish', resources: [`arn:aws:sns:${place}:connect-chat-bff-AlarmTopicD01E77F9-AbCdEf`] },
  { action: 'sns:Subscribe', resources: [`arn:aws:sns:${place}:connect-chat-bff-AlarmTopicD01E77F9-AbCdEf`] },
  ...['StartChatContact', 'DeleteInstance', 'CreateUser'].map((call) => ({
    action: `connect:${call}`,
    resources: ['*'],
  })),
  // The rest of the account.
  {
    action: 's3:PutObject',
    resources: ['arn:aws:s3:::cdk-hnb659fds-assets-123456789012-eu-central-1/a.zip'],
  },
  { action: 's3:GetObject', resources: ['arn:aws:s3:::another/any'] },
  { action: 's3:DeleteBucket', resources: ['arn:aws:s3:::cdk-hnb659fds-assets-123456789012-eu-central-1'] },
  { action: 'kms:Decrypt', resources: [`arn:aws:kms:${place}:key/any`] },
  { action: 'kms:ScheduleKeyDeletion', resources: [`arn:aws:kms:${place}:key/any`] },
  { action: 'secretsmanager:GetSecretValue', resources: [`arn:aws:secretsmanager:${place}:secret:any`] },
  { action: 'ssm:GetParameters', resources: [`arn:aws:ssm:${place}:parameter/any`] },
  { action: 'ec2:RunInstances', resources: ['*'] },
  { action: 'ec2:DescribeSubnets', resources: ['*'] },
  { action: 'cloudformation:DeleteStack', resources: ['*'] },
  { action: 'cloudtrail:StopLogging', resources: ['*'] },
];

test('whoever deploys may do nothing outside of the stack, and nothing with its data', () => {
  const statements = deployerStatements(synthesized('the command line'));
  assert.ok(forbidden.length > 90);
  for (const request of forbidden)
    assert.equal(
      isAllowed(statements, request),
      false,
      `${request.action} on ${request.resources.join(', ')} ${JSON.stringify(request.context ?? {})}`,
    );
});

/** What the policies allow beyond the stack's own names: docs/security.md says each of them, and why. */
const beyondTheStack = [
  '*',
  'arn:aws:apigateway:eu-central-1::/restapis',
  'arn:aws:apigateway:eu-central-1::/restapis/*',
  'arn:aws:apigateway:eu-central-1::/restapis/*/stages/*',
  'arn:aws:apigateway:eu-central-1::/tags/*',
  // CDK's bucket, read alone, and the number of its version.
  'arn:aws:s3:::cdk-hnb659fds-assets-123456789012-eu-central-1/*',
  `arn:aws:ssm:${place}:parameter/cdk-bootstrap/hnb659fds/version`,
  // AWS's own configurations, and rules.
  `arn:aws:codedeploy:${place}:deploymentconfig:CodeDeployDefault.Lambda*`,
  `arn:aws:wafv2:${place}:regional/managedruleset/*/*`,
  // WAF's names need not begin with the stack's.
  `arn:aws:wafv2:${place}:regional/webacl/*FirewallWebAcl5A849C4E*/*`,
  `arn:aws:logs:${place}:log-group:API-Gateway-Execution-Logs_*/v1`,
  `arn:aws:logs:${place}:log-group:API-Gateway-Execution-Logs_*/v1:*`,
  `arn:aws:logs:${place}:log-group:aws-waf-logs-*`,
];

test('all else is allowed on the names of the stack’s own resources', () => {
  const statements = deployerStatements(synthesized('the command line'));
  const resources = new Set(statements.flatMap((statement) => statement.resources));
  const own = /[:/]connect-chat-bff-(Access|Alarm|Api|Deployment|Functions|Reaper|Table|eu-central-1$|\*$)/;
  const others = [...resources].filter((resource) => !own.test(resource));
  assert.deepEqual(others.toSorted(), beyondTheStack.toSorted());
  const everything = statements.filter((statement) => statement.resources.includes('*'));
  assert.deepEqual(everything.flatMap(({ actions }) => actions).toSorted(), [
    'cloudwatch:DescribeAlarms',
    'cloudwatch:PutCompositeAlarm',
    'codedeploy:StopDeployment',
    'logs:CreateLogDelivery',
    'logs:DeleteLogDelivery',
    'logs:DeleteQueryDefinition',
    'logs:DescribeIndexPolicies',
    'logs:DescribeLogGroups',
    'logs:DescribeQueryDefinitions',
    'logs:DescribeResourcePolicies',
    'logs:PutQueryDefinition',
    'logs:PutResourcePolicy',
  ]);
});

test('with a boundary, no role is made, or given a policy, without exactly that one', () => {
  const { permissionsBoundaryArn: boundary = '' } = everything;
  const statements = deployerStatements(synthesize({ ...commandLine, permissionsBoundaryArn: boundary }));
  const policy = 'arn:aws:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited';
  for (const action of ['CreateRole', 'PutRolePolicy', 'AttachRolePolicy', 'PutRolePermissionsBoundary']) {
    const allowed = (bound: Readonly<Record<string, string>>): boolean =>
      isAllowed(statements, {
        action: `iam:${action}`,
        resources: [role],
        context: { ...bound, 'iam:PolicyARN': policy },
      });
    assert.ok(allowed({ 'iam:PermissionsBoundary': boundary }), action);
    assert.equal(allowed({}), false, action);
    assert.equal(allowed({ 'iam:PermissionsBoundary': `${boundary}2` }), false, action);
  }
  assert.equal(
    isAllowed(statements, { action: 'iam:DeleteRolePermissionsBoundary', resources: [role] }),
    false,
  );
});

test('a person or a pipeline takes on the bootstrap’s roles for deploying, and not CloudFormation’s', () => {
  const { config } = synthesized('every setting');
  const statements = statementsIn(pipelinePolicy(config));
  const assume = (name: string): boolean =>
    isAllowed(statements, {
      action: 'sts:AssumeRole',
      resources: [`arn:aws:iam::123456789012:role/cdk-${name}-123456789012-eu-central-1`],
    });
  for (const name of ['deploy', 'file-publishing', 'lookup']) assert.ok(assume(`chat-${name}-role`), name);
  for (const name of ['chat-cfn-exec-role', 'chat-image-publishing-role', 'hnb659fds-deploy-role'])
    assert.equal(assume(name), false, name);
  for (const { actions } of statements) assert.deepEqual(actions, ['sts:AssumeRole']);
});
