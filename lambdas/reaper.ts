import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { chatRowStore } from './adapters/chat-row-store.ts';
import { connectContacts } from './adapters/contacts.ts';
import { connectDynamoDb } from './adapters/dynamodb.ts';
import { openChatCounts } from './adapters/open-chat-counts.ts';
import { sessionStore } from './adapters/session-store.ts';
import { dynamoDbQuery } from './adapters/wire/dynamodb-query.ts';
import { serviceEndpoint } from './adapters/wire/endpoints.ts';
import { newTrace } from './core/trace.ts';
import { readCredentials } from './credentials.ts';
import { readVariables } from './read-variables.ts';
import { serve } from './reaper/serve.ts';
import { sharedSettings } from './settings/shared-settings.ts';

/**
 * Ends chats that are due, every minute, and hears what Connect tells of contacts. Its role may stop contacts of the
 * configured instances; another function's may only with `eraseAtConnect`.
 */
const { region, endpoints, tableName, settings, metrics } = readVariables(process.env, sharedSettings);
const wire = {
  region,
  endpoint: endpoints.dynamodb ?? serviceEndpoint('dynamodb', region),
  credentials: readCredentials(process.env),
  now: Date.now,
};
const db = connectDynamoDb({ tableName, ...wire });

/** Chats are due by the table's clock: its first answer tells how far this one is from it. */
const told = db.get('clock', newTrace()).catch(() => undefined);

const handle = serve({
  instanceIds: [...new Set(Object.values(settings.entryPoints).map(({ instanceId }) => instanceId))],
  namespace: metrics.namespace,
  // Lambda numbers its versions. Elsewhere no alarm waits for a line a minute.
  watched: metrics.version !== undefined,
  log: (line) => process.stdout.write(`${line}\n`),
  ports: {
    chats: chatRowStore(db, dynamoDbQuery(wire), tableName),
    sessions: sessionStore(db),
    openChats: openChatCounts(db, randomBytes),
    contacts: connectContacts({
      region,
      ...(endpoints.connect !== undefined && { endpoint: endpoints.connect }),
    }),
    now: () => Date.now() - db.ahead(),
    sleep: (milliseconds) => setTimeout(milliseconds),
  },
});

export async function handler(event: unknown): Promise<void> {
  await told;
  await handle(event);
}
