import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  type CfnFunction,
  type Code,
  Function,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { dueIndex } from '../../lambdas/table.ts';
import { acknowledge } from '../acknowledge.ts';
import type { Config } from '../config/config.ts';
import { createLogGroup, logStatement } from '../logs.ts';
import { keyStatements } from '../table.ts';
import { contactArns } from './connect-permissions.ts';
import { reaperEnvironment } from './function-environment.ts';
import { networkStatement } from './network.ts';

export interface ReaperProps {
  readonly config: Config;
  readonly deployment: string;
  readonly code: Code;
  readonly table: Table;
}

/**
 * Creates the function that ends chats, which runs every minute and when Connect tells that a contact has begun or
 * ended. Its role may stop contacts, and may start none.
 */
export function createReaper(scope: Construct, props: ReaperProps): Function {
  const { config } = props;
  const group = new Construct(scope, 'Reaper');
  const lambda = createFunction(group, props);
  const scheduler = new Role(group, 'SchedulerRole', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': config.account } },
    }),
  });
  scheduler.addToPolicy(
    new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [lambda.functionArn] }),
  );
  const schedule = new CfnSchedule(group, 'Schedule', {
    description: 'Connect Chat BFF: looks for chats that are due',
    scheduleExpression: 'rate(1 minute)',
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      arn: lambda.functionArn,
      roleArn: scheduler.roleArn,
      // What was missed is done by the next one.
      retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
    },
  });
  // It tries the role when it is made.
  schedule.node.addDependency(scheduler);
  const rule = new Rule(group, 'ContactEvents', {
    description: 'Connect Chat BFF: chats that begin or end at Amazon Connect',
    eventPattern: {
      source: ['aws.connect'],
      detailType: ['Amazon Connect Contact Event'],
      detail: {
        channel: ['CHAT'],
        eventType: ['INITIATED', 'DISCONNECTED', 'COMPLETED'],
        instanceArn: [...config.instanceArns],
      },
    },
  });
  rule.addTarget(new LambdaFunction(lambda, { retryAttempts: 2, maxEventAge: Duration.minutes(15) }));
  acknowledge(
    group,
    'Serverless-LambdaDLQ',
    'The next sweep does what was missed, and an event that is lost is noticed by it, or by the next request.',
  );
  acknowledge(
    group,
    'Serverless-EventBusDLQ',
    'An event that is lost is noticed by the next sweep, or by the next request.',
  );
  acknowledge(
    group,
    'Serverless-LambdaTracing',
    'No visitor waits for what it does: its log says how late it was, and what it could not end.',
  );
  return lambda;
}

function createFunction(group: Construct, { config, deployment, code, table }: ReaperProps): Function {
  const { optional } = config;
  const logGroup = createLogGroup(group, 'Log', config);
  const role = new Role(group, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  const contacts = contactArns(config);
  for (const statement of [
    logStatement(logGroup),
    new PolicyStatement({
      actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
      resources: [table.tableArn],
    }),
    new PolicyStatement({
      actions: ['dynamodb:Query'],
      resources: [`${table.tableArn}/index/${dueIndex.name}`],
    }),
    ...keyStatements(config),
    new PolicyStatement({
      actions: ['connect:StopContact', 'connect:DescribeContact', 'connect:ListAssociatedContacts'],
      resources: contacts,
    }),
    ...(optional.vpc ? [networkStatement()] : []),
  ])
    role.addToPolicy(statement);
  for (const contact of contacts)
    acknowledge(
      role,
      `AwsSolutions-IAM5[Resource::${contact}]`,
      'Which contacts there will be cannot be known before.',
    );
  if (optional.vpc)
    acknowledge(
      role,
      'AwsSolutions-IAM5[Resource::*]',
      'The network interfaces of a VPC know no resource to name.',
    );
  const lambda = new Function(group, 'Function', {
    description:
      'Connect Chat BFF: ends chats that nobody connects to, that were left, and whose time is over',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    code,
    handler: 'reaper.handler',
    role,
    memorySize: 256,
    // It begins with no further chat after 45 seconds.
    timeout: Duration.seconds(59),
    environment: reaperEnvironment(config, deployment, table.tableName),
    logGroup,
    loggingFormat: LoggingFormat.JSON,
    systemLogLevelV2: config.logLevel === 'debug' ? SystemLogLevel.INFO : SystemLogLevel.WARN,
  });
  if (optional.vpc) {
    const { subnetIds, securityGroupIds } = optional.vpc;
    (lambda.node.defaultChild as CfnFunction).vpcConfig = {
      subnetIds: [...subnetIds],
      securityGroupIds: [...securityGroupIds],
    };
  }
  return lambda;
}
