import type { OpenChats } from '../core/ports.ts';
import { base64url } from '../core/tokens.ts';
import { number, type DynamoDb } from './dynamodb.ts';

/**
 * One row an instance: how many of its chats are open, and a nonce of the last change. By the nonce a change whose
 * answer was lost is known for made when it is tried again, and a correction (open-chat-counts.ts) sees that it comes too
 * late.
 */
export function openChatStore(db: DynamoDb, random: (bytes: number) => Uint8Array): OpenChats {
  const newChange = (): string => base64url(random(16));
  return {
    async opened(instanceId, most, trace) {
      const change = newChange();
      const failed = await db.update(
        rowKey(instanceId),
        'SET #open = if_not_exists(#open, :zero) + :one, #change = :change',
        {
          expression:
            '(attribute_not_exists(#open) OR #open < :most) AND ' +
            '(attribute_not_exists(#change) OR #change <> :change)',
          values: {
            ':zero': number(0),
            ':one': number(1),
            ':most': number(most),
            ':change': { S: change },
          },
        },
        trace,
      );
      return failed === undefined || failed?.['change']?.S === change;
    },

    async closed(instanceId, trace) {
      await db.update(
        rowKey(instanceId),
        'SET #open = #open - :one, #change = :change',
        {
          expression: '#open > :zero AND #change <> :change',
          values: { ':zero': number(0), ':one': number(1), ':change': { S: newChange() } },
        },
        trace,
      );
    },

    read: readOpenChats(db),
  };
}

export function readOpenChats(db: DynamoDb): OpenChats['read'] {
  return async (instanceId, trace) => {
    const item = await db.get(rowKey(instanceId), trace);
    return { count: Number(item?.['open']?.N ?? 0), change: item?.['change']?.S };
  };
}

export function rowKey(instanceId: string): string {
  return `open#${instanceId}`;
}
