import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { Config } from './config.ts';

/** Where alarms go: the topic of the settings, one of the stack's own for an e-mail address, or nowhere. */
export function createAlarmTopic(scope: Construct, { account, optional }: Config): ITopic | undefined {
  const { alarmEmail, alarmTopicArn } = optional;
  if (alarmTopicArn !== undefined) return Topic.fromTopicArn(scope, 'AlarmTopic', alarmTopicArn);
  if (alarmEmail === undefined) return undefined;
  const topic = new Topic(scope, 'AlarmTopic', { displayName: 'Connect Chat BFF', enforceSSL: true });
  // A topic with a policy of its own loses the default one, by which its account's alarms may publish.
  topic.grantPublish(
    new ServicePrincipal('cloudwatch.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': account } },
    }),
  );
  topic.addSubscription(new EmailSubscription(alarmEmail));
  acknowledge(
    topic,
    'Serverless-SNSRedrivePolicy',
    'The one subscriber is a mailbox, to which SNS redrives nothing.',
  );
  return topic;
}
