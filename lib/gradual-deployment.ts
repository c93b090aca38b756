import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaApplication, LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Service } from '../lambdas/core/access.ts';
import { acknowledge } from './acknowledge.ts';
import type { Aliases } from './functions.ts';

/**
 * A new version gets a tenth of the requests for five minutes, then all. An alarm in that time gives the old version
 * everything back, and the stack's update fails.
 */
export function deployGradually(
  scope: Construct,
  aliases: Aliases,
  alarmNames: Readonly<Record<Service, readonly string[]>>,
): void {
  const group = new Construct(scope, 'Deployment');
  const application = new LambdaApplication(group, 'Application');
  const role = new Role(group, 'Role', { assumedBy: new ServicePrincipal('codedeploy.amazonaws.com') });
  acknowledge(
    role,
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited]',
    "AWS's own policy for exactly this, already limited to what deploying functions takes.",
  );
  for (const [service, alias] of Object.entries(aliases)) {
    const name = service === 'connect' ? 'Connect' : 'Participant';
    new LambdaDeploymentGroup(group, name, {
      application,
      alias,
      role,
      deploymentConfig: LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
      alarms: alarmNames[service as Service].map((alarmName, index) =>
        Alarm.fromAlarmName(group, `${name}Alarm${index}`, alarmName),
      ),
    });
  }
}
