import { Annotations, CfnOutput } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaApplication, LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Service } from '../../lambdas/core/access.ts';
import { acknowledge } from '../acknowledge.ts';
import type { Aliases } from './functions.ts';

export interface GradualDeploymentProps {
  readonly aliases: Aliases;
  /** The alarms that end the deployment of a function's new version; CodeDeploy takes ten. */
  readonly judges: Readonly<Record<Service, readonly IAlarm[]>>;
  /** Whether all requests go to the new versions at once, whatever any alarm says. */
  readonly emergency: boolean;
}

/**
 * Gives a new version a tenth of the requests for five minutes, then all. If an alarm about the version goes off in
 * that time, the old one gets everything back, and the stack's update fails.
 */
export function deployGradually(
  scope: Construct,
  { aliases, judges, emergency }: GradualDeploymentProps,
): void {
  const group = new Construct(scope, 'Deployment');
  const application = new LambdaApplication(group, 'Application');
  const role = new Role(group, 'Role', { assumedBy: new ServicePrincipal('codedeploy.amazonaws.com') });
  acknowledge(
    role,
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited]',
    "AWS's own policy for exactly this, already limited to what deploying functions takes.",
  );
  for (const service of ['participant', 'connect'] as const) {
    const alias = aliases[service];
    const deploymentGroup = new LambdaDeploymentGroup(
      group,
      service === 'connect' ? 'Connect' : 'Participant',
      {
        application,
        alias,
        role,
        alarms: [...judges[service]],
        deploymentConfig: emergency
          ? LambdaDeploymentConfig.ALL_AT_ONCE
          : LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
        // In an emergency the alarms stay with the group, and are ignored: a group that names none keeps its former
        // ones, unless the app has the flag of CDK that says otherwise.
        ignoreAlarmConfiguration: emergency,
        ...(emergency && { autoRollback: { deploymentInAlarm: false } }),
      },
    );
    // Update the group before the alias, so that it knows the new version's alarms, and of an emergency, when the
    // requests move. The group's name in the alias' update policy may not be enough for that: CloudFormation does not
    // say.
    alias.node.addDependency(deploymentGroup);
  }
  if (emergency) announceEmergency(scope);
}

function announceEmergency(scope: Construct): void {
  const says =
    'An emergency deployment: all requests go to the new versions at once, no alarm is asked before and none rolls it ' +
    'back. The next deployment without the setting "emergency" is gradual again and watched by its alarms.';
  Annotations.of(scope).addWarningV2('connect-chat-bff:emergency', says);
  new CfnOutput(scope, 'Emergency', {
    value: says,
    description: 'What this deployment did without',
  });
}
