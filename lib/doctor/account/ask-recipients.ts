import { asked, type ClientConfiguration } from '../asked.ts';
import type { KeyFact, TopicFact } from './facts.ts';

/** Asks who is subscribed to a topic, and who may publish to it. Reads no address. */
export async function askTopic(TopicArn: string, configuration: ClientConfiguration): Promise<TopicFact> {
  const { GetTopicAttributesCommand, SNSClient } = await import('@aws-sdk/client-sns');
  const { Attributes = {} } = await new SNSClient(configuration).send(
    new GetTopicAttributesCommand({ TopicArn }),
  );
  const { Policy = '', KmsMasterKeyId, SubscriptionsConfirmed, SubscriptionsPending } = Attributes;
  return {
    policy: Policy,
    keyId: KmsMasterKeyId === '' ? undefined : KmsMasterKeyId,
    confirmed: Number(SubscriptionsConfirmed ?? 0),
    pending: Number(SubscriptionsPending ?? 0),
  };
}

/** A key by its id, ARN or alias. */
export async function askKey(KeyId: string, configuration: ClientConfiguration): Promise<KeyFact> {
  const { DescribeKeyCommand, GetKeyPolicyCommand, KMSClient } = await import('@aws-sdk/client-kms');
  const client = new KMSClient(configuration);
  const { KeyMetadata: key } = await client.send(new DescribeKeyCommand({ KeyId }));
  // A policy is asked for by the key's own id, not by an alias.
  const policy = await asked(async () => {
    const { Policy = '' } = await client.send(
      new GetKeyPolicyCommand({ KeyId: key?.Arn ?? KeyId, PolicyName: 'default' }),
    );
    return Policy;
  });
  return {
    state: key?.KeyState ?? 'Unknown',
    manager: key?.KeyManager ?? 'CUSTOMER',
    usage: key?.KeyUsage ?? 'ENCRYPT_DECRYPT',
    spec: key?.KeySpec ?? 'SYMMETRIC_DEFAULT',
    policy,
  };
}
