import { createHash, randomUUID } from 'node:crypto';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { table } from '../lambdas/table.ts';
import { functionDefaults } from '../local/settings.ts';
import { apiEvent } from './child/api-event.ts';
import { opaqueToken } from './services/connect-stand-in.ts';
import type { FunctionProcess, ServicesProcess } from './processes.ts';
import type { VariantName } from './variants.ts';

/** Starts a chat for a variant; resolves with its bearer. */
export type StartChat = (variant: VariantName) => Promise<string>;

/**
 * Chats of our function are started through its own routes, so that bearer and row are real. The peers have no start:
 * they get a row.
 */
export function chats(
  services: ServicesProcess,
  dynamodbUrl: string,
  own: { readonly connect: FunctionProcess; readonly participant: FunctionProcess },
): StartChat {
  const dynamodb = new DynamoDBClient({
    region: functionDefaults['AWS_REGION'] ?? '',
    endpoint: dynamodbUrl,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return async (variant) =>
    variant === 'own' ? await startOwnChat(own) : await putPeersRow(services, dynamodb);
}

async function startOwnChat({
  connect,
  participant,
}: {
  readonly connect: FunctionProcess;
  readonly participant: FunctionProcess;
}): Promise<string> {
  const start = { ParticipantDetails: { DisplayName: 'Ada' }, ClientToken: randomUUID() };
  const started = await connect.ask({ kind: 'handle', event: apiEvent('/chats', start) });
  if (started.status !== 200) throw new Error(`Our function could not start a chat: ${started.body}`);
  const { ParticipantToken: bearer } = JSON.parse(started.body) as { ParticipantToken: string };
  const event = apiEvent(
    '/participant/connection',
    { Type: ['WEBSOCKET', 'CONNECTION_CREDENTIALS'] },
    bearer,
  );
  const connected = await participant.ask({ kind: 'handle', event });
  if (connected.status !== 200) throw new Error(`Our function could not connect a chat: ${connected.body}`);
  return bearer;
}

async function putPeersRow(services: ServicesProcess, dynamodb: DynamoDBClient): Promise<string> {
  const bearer = createHash('sha256').update(randomUUID()).digest('base64url');
  const id = createHash('sha256').update(bearer).digest('base64url');
  const connectionToken = opaqueToken();
  await services.ask({ kind: 'take-connection-token', connectionToken });
  await dynamodb.send(
    new PutItemCommand({
      TableName: functionDefaults['TABLE_NAME'],
      Item: {
        [table.partitionKey]: { S: `session#${id}` },
        connectionToken: { S: connectionToken },
        contactId: { S: randomUUID() },
        participantId: { S: randomUUID() },
      },
    }),
  );
  return bearer;
}
