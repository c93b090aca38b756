import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type CfnLogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Config } from './config/config.ts';

/**
 * Creates a log group with the deployment's retention and key. In production it outlives the stack, unless the stack's
 * creation fails.
 */
export function createLogGroup(
  scope: Construct,
  id: string,
  { logRetentionDays, production, optional }: Config,
  logGroupName?: string,
): LogGroup {
  const logGroup = new LogGroup(scope, id, {
    removalPolicy: production ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
    ...(logGroupName !== undefined && { logGroupName }),
    ...(optional.keyArn !== undefined && {
      encryptionKey: Key.fromKeyArn(scope, `${id}Key`, optional.keyArn),
    }),
  });
  // CDK's own property takes an enumeration; the settings have the days themselves.
  (logGroup.node.defaultChild as CfnLogGroup).retentionInDays = logRetentionDays;
  return logGroup;
}

/** What a function's role needs to write its own log. */
export function logStatement({ logGroupArn }: LogGroup): PolicyStatement {
  return new PolicyStatement({
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [logGroupArn],
  });
}
