import { createHash } from 'node:crypto';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { dynamodb, tableName } from './clients.ts';

/** A chat whose bearer has proven itself. */
export interface Session {
  readonly id: string;
  readonly connectionToken: string;
}

/** Finds the session of a bearer; undefined when there is none. */
export async function findSession(bearer: string | undefined): Promise<Session | undefined> {
  if (!bearer) return undefined;
  const id = createHash('sha256').update(bearer).digest('base64url');
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName: tableName, Key: { pk: { S: `session#${id}` } }, ConsistentRead: true }),
  );
  const connectionToken = Item?.['connectionToken']?.S;
  return connectionToken === undefined ? undefined : { id, connectionToken };
}

/** A request's header, whatever its case. */
export function headerOf(
  headers: Readonly<Record<string, string | undefined>>,
  name: string,
): string | undefined {
  for (const key in headers) if (key.toLowerCase() === name) return headers[key];
  return undefined;
}
