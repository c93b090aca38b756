import type { Config } from '../../config/config.ts';
import { answerOf, type Asked } from '../facts.ts';
import { mend, skipped, unlooked, well, type Finding } from '../finding.ts';
import type { AccountFacts, KeyFact, TopicFact } from './facts.ts';
import { allows } from './resource-policy.ts';

type Deployment = Pick<Config, 'partition' | 'region' | 'account' | 'production' | 'stackName'> & {
  readonly optional: Pick<Config['optional'], 'alarmEmail' | 'alarmTopicArn'>;
};

/** Whether an alarm reaches anybody: there is a topic, CloudWatch may publish to it, and somebody is subscribed. */
export function recipientFindings(deployment: Deployment, facts: AccountFacts): readonly Finding[] {
  const topics = Object.entries(facts.topics);
  if (topics.length === 0) return [nobodyFinding(deployment, facts)];
  return topics.map(([arn, asked]) => topicFinding(deployment, arn, asked, facts.keys));
}

const tell = 'give alarmEmail or alarmTopicArn';

function nobodyFinding({ optional, production }: Deployment, { stack }: AccountFacts): Finding {
  const deployed = answerOf(stack);
  if (deployed && 'failure' in deployed.resources)
    return unlooked(
      'Who is notified of alarms',
      deployed.resources.failure,
      'cloudformation:ListStackResources',
    );
  if (optional.alarmEmail !== undefined)
    return well(
      'Alarms are sent by e-mail, once the address has confirmed the messages that SNS sends to it',
    );
  return production
    ? mend('Alarms notify nobody', tell)
    : skipped(`Alarms notify nobody: if somebody should know, ${tell}`);
}

function topicFinding(
  deployment: Deployment,
  arn: string,
  asked: Asked<TopicFact>,
  keys: AccountFacts['keys'],
): Finding {
  const what = `The alarms' topic ${arn.split(':').at(-1)}`;
  if ('failure' in asked)
    return asked.failure.kind === 'not-found'
      ? mend(`${what} is not there`, 'make it, or correct alarmTopicArn')
      : unlooked(what, asked.failure, 'sns:GetTopicAttributes');
  return (
    policyFinding(deployment, what, { arn, policy: asked.answer.policy }) ??
    encryptionFinding(deployment, what, { topic: asked.answer, keys }) ??
    subscribersFinding(deployment, what, asked.answer)
  );
}

/** The principal as which CloudWatch publishes. The default policy of a topic goes by the topic's owner. */
function publishing({ partition, region, account, stackName }: Deployment): Readonly<Record<string, string>> {
  return {
    'aws:sourceaccount': account,
    'aws:sourceowner': account,
    'aws:sourcearn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:${stackName}-Root`,
    'aws:securetransport': 'true',
  };
}

const cloudWatch = 'cloudwatch.amazonaws.com';

function policyFinding(
  deployment: Deployment,
  what: string,
  { arn, policy }: { readonly arn: string; readonly policy: string },
): Finding | undefined {
  const context = publishing(deployment);
  const verdict = allows(policy, { principal: cloudWatch, action: 'sns:Publish', context });
  if (verdict === 'yes') return undefined;
  const statement = {
    Effect: 'Allow',
    Principal: { Service: cloudWatch },
    Action: 'sns:Publish',
    Resource: arn,
    Condition: { StringEquals: { 'aws:SourceAccount': deployment.account } },
  };
  return verdict === 'no'
    ? mend(
        `${what} does not let CloudWatch publish, so alarms notify nobody`,
        `add to its policy: ${JSON.stringify(statement)}`,
      )
    : skipped(`${what}: whether its policy lets CloudWatch publish depends on conditions not known here`);
}

function encryptionFinding(
  deployment: Deployment,
  what: string,
  { topic, keys }: { readonly topic: TopicFact; readonly keys: AccountFacts['keys'] },
): Finding | undefined {
  const { keyId } = topic;
  if (keyId === undefined) return undefined;
  const asked = keys[keyId];
  const own = mend(
    `${what} is encrypted with AWS's own key, which CloudWatch may not use, so alarms notify nobody`,
    'encrypt it with a key of yours, whose policy lets CloudWatch use it, or not at all',
  );
  if (keyId.endsWith('alias/aws/sns')) return own;
  const key = answerOf<KeyFact>(asked);
  if (key?.manager === 'AWS') return own;
  const policy = answerOf(key?.policy);
  if (key && key.state !== 'Enabled')
    return mend(
      `${what} is encrypted with a key that is not enabled but ${key.state}, so alarms notify nobody`,
      'enable the key, or encrypt the topic with another',
    );
  if (policy === undefined)
    return skipped(
      `${what}: whether CloudWatch may use its key was not checked: to have it checked, allow kms:DescribeKey and kms:GetKeyPolicy`,
    );
  const context = publishing(deployment);
  const lacking = ['kms:Decrypt', 'kms:GenerateDataKey'].filter(
    (action) => allows(policy, { principal: cloudWatch, action, context }) === 'no',
  );
  return lacking.length === 0
    ? undefined
    : mend(
        `${what} is encrypted with a key that does not let CloudWatch ${lacking.join(', ')}, so alarms notify nobody`,
        `add to the key's policy: {"Effect":"Allow","Principal":{"Service":"${cloudWatch}"},"Action":["kms:Decrypt","kms:GenerateDataKey*"],"Resource":"*"}`,
      );
}

function subscribersFinding(
  { optional, production }: Deployment,
  what: string,
  { confirmed, pending }: TopicFact,
): Finding {
  if (confirmed > 0)
    return pending === 0
      ? well(`${what} notifies ${confirmed}`)
      : mend(
          `${what} notifies ${confirmed}, but ${pending} more ${pending === 1 ? 'has' : 'have'} not confirmed`,
          'open the message "AWS Notification - Subscription Confirmation", or remove the subscription',
        );
  if (pending > 0)
    return mend(
      `${what} notifies nobody: ${pending} ${pending === 1 ? 'subscription is' : 'subscriptions are'} not confirmed`,
      'open the message "AWS Notification - Subscription Confirmation" and its link within three days; after that, deploy again or subscribe anew',
    );
  const nobody = `${what} notifies nobody`;
  const subscribe = 'subscribe an address or a pager to it in the SNS console';
  return production || optional.alarmEmail !== undefined || optional.alarmTopicArn !== undefined
    ? mend(
        nobody,
        optional.alarmEmail === undefined ? `${subscribe}, or ${tell}` : `deploy again, or ${subscribe}`,
      )
    : skipped(`${nobody}: if somebody should know, ${subscribe}, or ${tell}`);
}
