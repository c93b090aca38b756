import { createHash } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  PutItemCommand,
  UpdateItemCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import { dynamodb, tableName } from './clients.ts';
import { sendMessage, type Message, type Sent } from './send-message.ts';
import type { Session } from './session.ts';

/**
 * Sends a message once for its ClientToken, as people write it by hand: claim the record, send, complete the record.
 * Returns undefined when another request holds the claim.
 */
export async function sendOnce(session: Session, message: Message): Promise<Sent | undefined> {
  const pk = `idempotency#${createHash('sha256').update(`${session.id} ${message.ClientToken}`).digest('base64url')}`;
  const standing = await claim(pk, message);
  if (standing) {
    const answer = standing['answer']?.S;
    return answer === undefined ? undefined : (JSON.parse(answer) as Sent);
  }
  const sent = await sendMessage(session, message);
  await dynamodb.send(
    new UpdateItemCommand({
      TableName: tableName,
      Key: { pk: { S: pk } },
      UpdateExpression: 'SET #state = :done, #answer = :answer',
      ExpressionAttributeNames: { '#state': 'state', '#answer': 'answer' },
      ExpressionAttributeValues: { ':done': { S: 'DONE' }, ':answer': { S: JSON.stringify(sent) } },
    }),
  );
  return sent;
}

async function claim(
  pk: string,
  { ClientToken }: Message,
): Promise<Record<string, AttributeValue> | undefined> {
  const now = Math.floor(Date.now() / 1_000);
  try {
    await dynamodb.send(
      new PutItemCommand({
        TableName: tableName,
        Item: {
          pk: { S: pk },
          ttl: { N: String(now + 86_400) },
          state: { S: 'PENDING' },
          clientToken: { S: ClientToken },
        },
        ConditionExpression: 'attribute_not_exists(#pk) OR #ttl <= :now',
        ExpressionAttributeNames: { '#pk': 'pk', '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':now': { N: String(now) } },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return undefined;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return error.Item ?? {};
    throw error;
  }
}
