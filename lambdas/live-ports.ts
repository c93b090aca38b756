import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { connectDynamoDb, type DynamoDb } from './adapters/dynamodb.ts';
import { serviceEndpoint } from './adapters/wire/endpoints.ts';
import { ledgerStore } from './adapters/ledger-store.ts';
import { openChatStore } from './adapters/open-chat-store.ts';
import { sessionStore } from './adapters/session-store.ts';
import { readCredentials } from './credentials.ts';
import type { Environment } from './environment.ts';
import type { Ports, Upstream } from './core/ports.ts';
import { seenSessions } from './seen-sessions.ts';

/**
 * The ports of a deployed function. `connections` is how many connections to DynamoDB are opened at once; `own` adds
 * stores that only one of the functions has.
 */
export function livePorts(
  { settings, tableName, region, endpoints }: Environment,
  upstream: Upstream,
  connections = 0,
  own: (db: DynamoDb) => Pick<Ports, 'startLimits'> = () => ({}),
): Ports {
  const db = connectDynamoDb({
    tableName,
    region,
    endpoint: endpoints.dynamodb ?? serviceEndpoint('dynamodb', region),
    credentials: readCredentials(process.env),
    connections,
    now: Date.now,
  });
  return {
    settings,
    sessions: sessionStore(db),
    openChats: openChatStore(db, randomBytes),
    ledger: ledgerStore(db),
    upstream,
    seen: seenSessions(),
    now: Date.now,
    random: randomBytes,
    sleep: (milliseconds) => setTimeout(milliseconds),
    ...own(db),
  };
}
