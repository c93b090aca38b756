import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { LambdaApplication, LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { apiName, stageName } from './api-name.ts';
import type { Aliases } from './functions.ts';

/**
 * A new version gets a tenth of the requests for five minutes, then all. An alarm in that time gives the old version
 * everything back, and the stack's update fails.
 */
export function deployGradually(scope: Construct, aliases: Aliases, topic: ITopic | undefined): void {
  const group = new Construct(scope, 'Deployment');
  const application = new LambdaApplication(group, 'Application');
  const role = new Role(group, 'Role', { assumedBy: new ServicePrincipal('codedeploy.amazonaws.com') });
  acknowledge(
    role,
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited]',
    "AWS's own policy for exactly this, already limited to what deploying functions takes.",
  );
  const failedAnswers = alarm(group, 'FailedAnswers', {
    metric: new Metric({
      namespace: 'AWS/ApiGateway',
      metricName: '5XXError',
      dimensionsMap: { ApiName: apiName(group), Stage: stageName },
      statistic: Stats.SUM,
      period: Duration.minutes(1),
    }),
    threshold: 5,
    description:
      'Visitors get "something went wrong" in place of an answer: at least five failed requests within a minute.',
    topic,
  });
  for (const [service, alias] of Object.entries(aliases)) {
    const name = service === 'connect' ? 'Connect' : 'Participant';
    const crashes = alarm(group, `${name}Crashes`, {
      // The functions answer every error they know of, so that one more is a defect, a crash or a timeout.
      metric: alias.metricErrors({ statistic: Stats.SUM, period: Duration.minutes(1) }),
      threshold: 1,
      description:
        service === 'connect'
          ? 'Visitors cannot start a chat: the function behind it crashes or runs into its timeout.'
          : 'Visitors cannot chat: the function behind their messages crashes or runs into its timeout.',
      topic,
    });
    new LambdaDeploymentGroup(group, name, {
      application,
      alias,
      role,
      deploymentConfig: LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
      alarms: [crashes, failedAnswers],
    });
  }
}

interface AlarmProps {
  readonly metric: Metric;
  readonly threshold: number;
  readonly description: string;
  readonly topic: ITopic | undefined;
}

function alarm(scope: Construct, id: string, { metric, threshold, description, topic }: AlarmProps): Alarm {
  const created = new Alarm(scope, id, {
    metric,
    threshold,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
    alarmDescription: description,
  });
  if (topic) created.addAlarmAction(new SnsAction(topic));
  return created;
}
