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
import type { ReaperPorts } from './reaper/ports.ts';
import { serve } from './reaper/serve.ts';
import { sharedSettings } from './settings/shared-settings.ts';

/**
 * What ends chats, over the table and the Connect that the variables name. Takes the schedule's events and Connect's, and
 * reaches nothing before the first. `log` takes a line without its end; `time` stands in for the table's clock.
 */
export function liveReaper(
  variables: Readonly<Record<string, string | undefined>>,
  log: (line: string) => void,
  time?: Pick<ReaperPorts, 'now' | 'sleep'>,
): (event: unknown) => Promise<void> {
  const { region, endpoints, tableName, settings, metrics } = readVariables(variables, sharedSettings);
  const wire = {
    region,
    endpoint: endpoints.dynamodb ?? serviceEndpoint('dynamodb', region),
    credentials: readCredentials(variables),
    now: Date.now,
  };
  const db = connectDynamoDb({ tableName, ...wire });
  const handle = serve({
    instanceIds: [...new Set(Object.values(settings.entryPoints).map(({ instanceId }) => instanceId))],
    namespace: metrics.namespace,
    // Lambda numbers its versions. Elsewhere no alarm waits for a line a minute.
    watched: metrics.version !== undefined,
    log,
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
      ...time,
    },
  });
  let told: Promise<unknown> | undefined;
  return async (event) => {
    // Chats are due by the table's clock: its first answer tells how far this one is from it.
    await (told ??= db.get('clock', newTrace()).catch(() => undefined));
    await handle(event);
  };
}
