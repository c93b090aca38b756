import { randomBytes } from 'node:crypto';
import { chatRowStore } from '../../../lambdas/adapters/chat-row-store.ts';
import { connectContacts } from '../../../lambdas/adapters/contacts.ts';
import { connectDynamoDb } from '../../../lambdas/adapters/dynamodb.ts';
import { openChatCounts } from '../../../lambdas/adapters/open-chat-counts.ts';
import { sessionStore } from '../../../lambdas/adapters/session-store.ts';
import { dynamoDbQuery } from '../../../lambdas/adapters/wire/dynamodb-query.ts';
import { readCredentials } from '../../../lambdas/credentials.ts';
import { readEnvironment } from '../../../lambdas/environment.ts';
import { serve } from '../../../lambdas/reaper/serve.ts';
import { functionDefaults } from '../../../local/settings.ts';
import type { LocalApi } from '../../support/local-api.ts';

/**
 * The function that ends chats, over the API's table and its simulated Connect, as it is in a deployment. Returns what
 * the schedule does. `now` is its clock.
 */
export function sceneReaper(
  api: LocalApi,
  namespace: string,
  now: () => number,
  log: (line: string) => void,
): () => Promise<void> {
  const { region, tableName, settings } = readEnvironment(functionDefaults);
  const wire = {
    region,
    endpoint: api.dynamodbUrl,
    credentials: readCredentials(functionDefaults),
    now: Date.now,
  };
  const db = connectDynamoDb({ tableName, ...wire });
  const handler = serve({
    instanceIds: [...new Set(Object.values(settings.entryPoints).map(({ instanceId }) => instanceId))],
    namespace,
    watched: true,
    log,
    ports: {
      chats: chatRowStore(db, dynamoDbQuery(wire), tableName),
      sessions: sessionStore(db),
      openChats: openChatCounts(db, randomBytes),
      contacts: connectContacts({ region, endpoint: api.simulator.url }),
      now,
      sleep: () => Promise.resolve(),
    },
  });
  return () => handler({});
}
