import {
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import { functionDefaults } from '../../../local/settings.ts';
import type { LocalApi } from '../../support/local-api.ts';

export type Row = Readonly<Record<string, AttributeValue>>;

/** By their names. */
export type Rows = ReadonlyMap<string, Row>;

/** The table, to somebody who can write it. */
export interface Table {
  rows(): Promise<Rows>;
  /** Undefined deletes the row. Returns false where DynamoDB does not take it: a key of the index has its type. */
  write(name: string, row: Row | undefined): Promise<boolean>;
  /** Makes it what it was: what has come since goes. */
  restore(rows: Rows): Promise<void>;
  close(): void;
}

export function tableOf(api: Pick<LocalApi, 'items' | 'dynamodbUrl'>): Table {
  const client = new DynamoDBClient({ region: 'us-east-1', endpoint: api.dynamodbUrl });
  const TableName = functionDefaults['TABLE_NAME'];
  const rows = async (): Promise<Rows> =>
    new Map((await api.items()).map((row) => [row['pk']?.S ?? '', row] as const));
  const write = async (name: string, row: Row | undefined): Promise<boolean> => {
    const pk = { S: name };
    try {
      if (row === undefined) await client.send(new DeleteItemCommand({ TableName, Key: { pk } }));
      else await client.send(new PutItemCommand({ TableName, Item: { ...row, pk } }));
      return true;
    } catch (error) {
      if ((error as Error).name === 'ValidationException') return false;
      throw error;
    }
  };
  return {
    rows,
    write,
    async restore(before) {
      const now = await rows();
      for (const name of now.keys()) if (!before.has(name)) await write(name, undefined);
      for (const [name, row] of before) if (!isSame(now.get(name), row)) await write(name, row);
    },
    close: () => client.destroy(),
  };
}

function isSame(one: Row | undefined, other: Row): boolean {
  return one !== undefined && comparable(one) === comparable(other);
}

function comparable(row: Row): string {
  return JSON.stringify(Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
