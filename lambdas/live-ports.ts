import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { connectDynamoDb, type DynamoDb } from './adapters/dynamodb.ts';
import { serviceEndpoint } from './adapters/wire/endpoints.ts';
import { ledgerStore } from './adapters/ledger-store.ts';
import { sessionStore } from './adapters/session-store.ts';
import { readCredentials } from './credentials.ts';
import type { Environment } from './environment.ts';
import type { Ports, Shaper, Upstream } from './core/ports.ts';
import type { Quotas } from './core/quota.ts';
import { quotasOf } from './core/settings.ts';
import { seenSessions } from './seen-sessions.ts';
import { sentEvents } from './sent-events.ts';

export interface ShaperParts extends Pick<Ports, 'now' | 'random' | 'sleep'> {
  readonly quotas: (instanceId: string) => Quotas;
  readonly db: DynamoDb;
}

/** The ports of a deployed function. `connections` is how many connections to DynamoDB are opened at once. */
export function livePorts(
  { settings, tableName, region, endpoints }: Environment,
  upstream: Upstream,
  shaped: (parts: ShaperParts) => Shaper,
  connections = 0,
): Ports {
  const db = connectDynamoDb({
    tableName,
    region,
    endpoint: endpoints.dynamodb ?? serviceEndpoint('dynamodb', region),
    credentials: readCredentials(process.env),
    connections,
    now: Date.now,
  });
  const outside = {
    now: Date.now,
    random: randomBytes,
    sleep: (milliseconds: number) => setTimeout(milliseconds),
  } satisfies Partial<Ports>;
  return {
    ...outside,
    settings,
    sessions: sessionStore(db),
    ledger: ledgerStore(db),
    upstream,
    seen: seenSessions(),
    events: sentEvents(),
    shaper: shaped({ ...outside, quotas: (instanceId) => quotasOf(settings.quotas, instanceId), db }),
  };
}
