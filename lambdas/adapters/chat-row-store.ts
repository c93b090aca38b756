import type { ChatRow, ChatRows } from '../core/chat-rows.ts';
import { contactKey } from '../core/row-keys.ts';
import type { Trace } from '../core/trace.ts';
import { dueIndex, table } from '../table.ts';
import { addToContact } from './contact-row.ts';
import { ask, number, seconds, type DynamoDb, type Item } from './dynamodb.ts';
import { forgetTokens, rowKey, toSession } from './session-store.ts';
import type { DynamoDbQuery, QueryInput, QueryPage } from './wire/dynamodb-query.ts';

/** Chats by when they are due, through the index, and by their contact. All instants are by the table's clock. */
export function chatRowStore(db: DynamoDb, query: DynamoDbQuery, tableName: string): ChatRows {
  async function page(
    instanceId: string,
    more: Partial<QueryInput>,
    trace: Trace,
    until?: number,
  ): Promise<QueryPage> {
    const ranged = until !== undefined;
    return await ask(trace, () =>
      query({
        TableName: tableName,
        IndexName: dueIndex.name,
        KeyConditionExpression: `#instanceId = :instanceId${ranged ? ' AND #due <= :until' : ''}`,
        ExpressionAttributeNames: {
          '#instanceId': dueIndex.partitionKey,
          ...(ranged && { '#due': dueIndex.sortKey }),
        },
        ExpressionAttributeValues: {
          ':instanceId': { S: instanceId },
          ...(ranged && { ':until': number(Math.floor(until / 1_000)) }),
        },
        ...more,
      }),
    );
  }

  return {
    async due(instanceId, until, most, trace) {
      const { items } = await page(instanceId, { Limit: most }, trace, until);
      return items.map(idOf);
    },

    async count(instanceId, trace) {
      let sum = 0;
      for (let from: Item | undefined; ;) {
        const { count, next } = await page(
          instanceId,
          { Select: 'COUNT', ...(from && { ExclusiveStartKey: from }) },
          trace,
        );
        sum += count;
        if (!next) return sum;
        from = next;
      }
    },

    async read(id, trace) {
      const item = await db.get(rowKey(id), trace);
      return item && toChatRow(id, item);
    },

    async ofContact(contactId, trace) {
      const item = await db.get(contactKey(contactId), trace);
      return item?.['sessions']?.SS ?? [];
    },

    async close({ id, contactId, due = 0 }, how, expires, trace) {
      // One that has been found since would stay open: who closes the row ends the contact that was read.
      const stillUnfound = contactId === undefined ? ' AND attribute_not_exists(#contactId)' : '';
      const failed = await db.update(
        rowKey(id),
        `SET #ended = :ended, #${how} = :ended, #ttl = :ttl ${forgetTokens}, #left, #starting`,
        {
          expression: `#due = :due AND attribute_not_exists(#ended)${stillUnfound}`,
          values: { ':ended': { BOOL: true }, ':ttl': seconds(expires), ':due': seconds(due) },
        },
        trace,
      );
      return failed === undefined;
    },

    async postpone({ id, due: before = 0 }, due, trace) {
      await db.update(
        rowKey(id),
        'SET #due = :due',
        {
          expression: '#due = :before AND attribute_not_exists(#ended)',
          values: { ':due': seconds(due), ':before': seconds(before) },
        },
        trace,
      );
    },

    async settle({ id, due = 0 }, trace) {
      await db.update(
        rowKey(id),
        'REMOVE #due',
        { expression: '#due = :due AND attribute_exists(#ended)', values: { ':due': seconds(due) } },
        trace,
      );
    },

    async found(id, contactId, trace) {
      const found = await db.updated(
        rowKey(id),
        'SET #contactId = :contactId',
        { expression: 'attribute_exists(#starting)', values: { ':contactId': { S: contactId } } },
        trace,
      );
      if (!('updated' in found)) return false;
      const expires = Number(found.updated['expires']?.N ?? 0);
      if (await addToContact(db, { id, contactId, expires }, trace)) return true;
      await db.update(
        rowKey(id),
        'REMOVE #contactId',
        { expression: 'attribute_exists(#starting)', values: {} },
        trace,
      );
      return false;
    },
  };
}

function idOf(item: Item): string {
  return (item[table.partitionKey]?.S ?? '').replace(/^session#/, '');
}

function toChatRow(id: string, item: Item): ChatRow {
  const { contactId, participantToken: _, proof: __, ...session } = toSession(id, item, 0);
  return {
    ...session,
    ...(contactId !== '' && { contactId }),
    ...(item['starting'] && { starting: true }),
  };
}
