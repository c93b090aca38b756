import { randomBytes } from 'node:crypto';
import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { contactKey, placeKey, shareKeys } from '../../lambdas/core/row-keys.ts';
import { sessionRetention } from '../../lambdas/core/session.ts';
import { wholeSeconds } from '../../lambdas/core/table-clock.ts';
import { table as schema } from '../../lambdas/table.ts';

type Item = Readonly<Record<string, AttributeValue>>;

/** How many rows of each kind were deleted. */
export interface Receipt {
  sessions: number;
  ledgerRecords: number;
  queuePositions: number;
  quotaShares: number;
  /** The Connect instances that its sessions were of. */
  readonly instanceIds: Set<string>;
}

export interface Erasing {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Told after each page of the table how many rows were read in all. */
  readonly onPage: (rows: number) => void;
}

/**
 * Deletes the rows of contacts. First nobody is let into any of them; then their sessions and all that these lead to are
 * deleted; then the table is read once, for records of ClientTokens and for sessions that no row of a contact leads to.
 * The contact's own row stays until it expires, with nothing but hashes: whoever is interrupted begins again.
 */
export async function eraseRows(
  contacts: readonly string[],
  { client, tableName, now, onPage }: Erasing,
): Promise<ReadonlyMap<string, Receipt>> {
  const { ConditionalCheckFailedException, DeleteItemCommand, UpdateItemCommand, paginateScan } =
    await import('@aws-sdk/client-dynamodb');
  const TableName = tableName;
  const receipts = new Map<string, Receipt>();
  const contactOf = new Map<string, string>();

  const remove = async (key: string): Promise<Item | undefined> => {
    const Key = { [schema.partitionKey]: { S: key } };
    const { Attributes } = await client.send(
      new DeleteItemCommand({ TableName, Key, ReturnValues: 'ALL_OLD' }),
    );
    return Attributes;
  };
  /** Lets nobody into the contact any more. Returns the ids of the sessions that it has, or had. */
  const begin = async (contact: string): Promise<readonly string[]> => {
    const { Attributes } = await client.send(
      new UpdateItemCommand({
        TableName,
        Key: { [schema.partitionKey]: { S: contactKey(contact) } },
        UpdateExpression: 'SET #erased = :erased, #ttl = :ttl',
        ExpressionAttributeNames: { '#erased': 'erased', '#ttl': schema.timeToLive },
        ExpressionAttributeValues: {
          ':erased': { BOOL: true },
          ':ttl': { N: String(wholeSeconds(now + sessionRetention)) },
        },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return Attributes?.['sessions']?.SS ?? [];
  };

  /** The count of open chats follows the end of a session, as it does in the functions. */
  const givePlaceBack = async (instanceId: string): Promise<void> => {
    try {
      await client.send(
        new UpdateItemCommand({
          TableName,
          Key: { [schema.partitionKey]: { S: `open#${instanceId}` } },
          UpdateExpression: 'SET #open = #open - :one, #change = :change',
          ConditionExpression: '#open > :zero',
          ExpressionAttributeNames: { '#open': 'open', '#change': 'change' },
          ExpressionAttributeValues: {
            ':one': { N: '1' },
            ':zero': { N: '0' },
            ':change': { S: randomBytes(16).toString('base64url') },
          },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  };

  const eraseSession = async (id: string, receipt: Receipt): Promise<void> => {
    if (await remove(placeKey(id))) receipt.queuePositions++;
    for (const key of shareKeys(id)) if (await remove(key)) receipt.quotaShares++;
    const row = await remove(`session#${id}`);
    if (!row) return;
    receipt.sessions++;
    const instanceId = row['instanceId']?.S;
    if (instanceId === undefined) return;
    receipt.instanceIds.add(instanceId);
    if (row['place'] && !row['ended']) await givePlaceBack(instanceId);
  };

  for (const contact of contacts) {
    const receipt: Receipt = {
      sessions: 0,
      ledgerRecords: 0,
      queuePositions: 0,
      quotaShares: 0,
      instanceIds: new Set(),
    };
    receipts.set(contact, receipt);
    for (const id of await begin(contact)) {
      contactOf.set(id, contact);
      await eraseSession(id, receipt);
    }
  }

  let rows = 0;
  for await (const { Items = [], ScannedCount = 0 } of paginateScan(
    { client },
    {
      TableName,
      ConsistentRead: true,
      ProjectionExpression: '#pk, #contactId, #session',
      FilterExpression: 'attribute_exists(#contactId) OR attribute_exists(#session)',
      ExpressionAttributeNames: {
        '#pk': schema.partitionKey,
        '#contactId': 'contactId',
        '#session': 'session',
      },
    },
  )) {
    for (const { [schema.partitionKey]: pk, contactId, session } of Items) {
      const [kind = '', id = ''] = pk?.S?.split(/#(.*)/s) ?? [];
      const ofContact = receipts.get(contactId?.S ?? '');
      if (kind === 'session' && ofContact) await eraseSession(id, ofContact);
      const ofSession = receipts.get(contactOf.get(session?.S ?? '') ?? '');
      if (kind === 'ledger' && ofSession && (await remove(pk?.S ?? ''))) ofSession.ledgerRecords++;
    }
    rows += ScannedCount;
    onPage(rows);
  }
  return receipts;
}
