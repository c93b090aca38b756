import { CustomResource, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { CfnAccount, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  type Code,
  Function,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { Construct, type IConstruct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import type { Config } from '../config/config.ts';
import { createLogGroup, logStatement } from '../logs.ts';

/**
 * API Gateway writes the logs of all APIs of an account and Region with one role, and refuses a stage with logs while
 * there is none. So the stage waits for it.
 */
export function addLogRole(api: RestApi, config: Config, code: Code): void {
  const { apiGatewayLogRole } = config;
  if (apiGatewayLogRole === false) return;
  const role = createRole(api);
  const provided =
    apiGatewayLogRole === true ? overwrite(api, role) : setWhereThereIsNone(api, role, config, code);
  // In an account that never had an API, API Gateway has no account settings before the first one is made.
  provided.node.addDependency(api.node.defaultChild as IConstruct);
  api.deploymentStage.node.addDependency(provided);
}

/** The role is always kept, even when the first deployment fails: the account may be using it by then. */
function createRole(api: RestApi): Role {
  const role = new Role(api, 'CloudWatchRole', {
    assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
    managedPolicies: [
      ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs'),
    ],
  });
  role.applyRemovalPolicy(RemovalPolicy.RETAIN);
  acknowledge(
    role,
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
    'The policy that API Gateway prescribes for its account-wide role; the role can be used by API Gateway alone.',
  );
  return role;
}

/** CloudFormation's own resource, which sets the role whether or not there is another. */
function overwrite(api: RestApi, role: Role): CfnAccount {
  const account = new CfnAccount(api, 'Account', { cloudWatchRoleArn: role.roleArn });
  account.applyRemovalPolicy(RemovalPolicy.RETAIN);
  return account;
}

/** How long CloudFormation waits if the function never runs at all. */
const serviceTimeout = Duration.minutes(10);

function setWhereThereIsNone(api: RestApi, role: Role, config: Config, code: Code): CustomResource {
  const group = new Construct(api, 'LogRoleSetting');
  const logGroup = createLogGroup(group, 'Log', config);
  const ownRole = new Role(group, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  for (const statement of [
    logStatement(logGroup),
    new PolicyStatement({
      actions: ['apigateway:GET', 'apigateway:PATCH'],
      resources: [`arn:${config.partition}:apigateway:${config.region}::/account`],
    }),
    new PolicyStatement({
      actions: ['iam:PassRole'],
      resources: [role.roleArn],
      conditions: { StringEquals: { 'iam:PassedToService': 'apigateway.amazonaws.com' } },
    }),
  ])
    ownRole.addToPolicy(statement);
  const lambda = new Function(group, 'Function', {
    description: "Connect Chat BFF: sets API Gateway's log role where the account has none",
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    code,
    handler: 'log-role.handler',
    role: ownRole,
    memorySize: 256,
    // All of API Gateway knows a new role only after a while: the function tries for two of these three minutes.
    timeout: Duration.minutes(3),
    logGroup,
    // The function's own lines are JSON already, and stay as they are.
    loggingFormat: LoggingFormat.JSON,
    systemLogLevelV2: SystemLogLevel.WARN,
  });
  acknowledge(
    group,
    'Serverless-LambdaDLQ',
    'CloudFormation is told of every failure by the function itself, and gives up by itself without an answer.',
  );
  acknowledge(
    group,
    'Serverless-LambdaTracing',
    'It runs once, in the first deployment; there is nothing to trace afterwards.',
  );
  return new CustomResource(group, 'Resource', {
    serviceToken: lambda.functionArn,
    resourceType: 'Custom::ApiGatewayLogRole',
    properties: { RoleArn: role.roleArn },
    serviceTimeout,
  });
}
