import type { OpenChatCounts } from '../core/ports.ts';
import { base64url } from '../core/tokens.ts';
import { number, type DynamoDb } from './dynamodb.ts';
import { readOpenChats, rowKey } from './open-chat-store.ts';

/** The rows of open-chat-store.ts, for whoever counts anew. */
export function openChatCounts(db: DynamoDb, random: (bytes: number) => Uint8Array): OpenChatCounts {
  return {
    read: readOpenChats(db),

    async correct(instanceId, count, { change }, trace) {
      const mine = base64url(random(16));
      const failed = await db.update(
        rowKey(instanceId),
        'SET #open = :count, #change = :mine',
        change === undefined
          ? {
              expression: 'attribute_not_exists(#change)',
              values: { ':count': number(count), ':mine': { S: mine } },
            }
          : {
              expression: '#change = :change',
              values: { ':count': number(count), ':mine': { S: mine }, ':change': { S: change } },
            },
        trace,
      );
      return failed === undefined || failed?.['change']?.S === mine;
    },
  };
}
