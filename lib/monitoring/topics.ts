import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import type { Config } from '../config/config.ts';
import { severities, type Severity } from './alarm.ts';

export type Topics = Readonly<Record<Severity, ITopic>>;

/**
 * Creates the topics to which alarms go, one for each severity, so that urgent ones can be led to a pager and others
 * not. All have the e-mail address of the settings. If the settings name a topic, it gets all alarms instead.
 */
export function createTopics(scope: Construct, { account, optional }: Config): Topics {
  const { alarmEmail, alarmTopicArn } = optional;
  if (alarmTopicArn !== undefined) {
    const topic = Topic.fromTopicArn(scope, 'AlarmTopic', alarmTopicArn);
    return { urgent: topic, soon: topic, notice: topic };
  }
  const create = (severity: Severity): Topic => {
    const topic = new Topic(scope, topicIds[severity], {
      displayName: `Connect Chat BFF: ${severity}`,
      enforceSSL: true,
    });
    // A topic with its own policy loses the default one, which lets its account's alarms publish.
    topic.grantPublish(
      new ServicePrincipal('cloudwatch.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    );
    if (alarmEmail !== undefined) {
      topic.addSubscription(new EmailSubscription(alarmEmail));
      acknowledge(
        topic,
        'Serverless-SNSRedrivePolicy',
        'The one subscriber is a mailbox, to which SNS redrives nothing.',
      );
    }
    return topic;
  };
  return Object.fromEntries(severities.map((severity) => [severity, create(severity)])) as Record<
    Severity,
    Topic
  >;
}

/** `AlarmTopic` keeps the id that it had when it was the only topic. */
const topicIds = { urgent: 'AlarmTopic', soon: 'AlarmTopicSoon', notice: 'AlarmTopicNotice' } as const;
