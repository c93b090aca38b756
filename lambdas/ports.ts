import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { connectDynamoDb } from './adapters/dynamodb.ts';
import { ledgerStore } from './adapters/ledger-store.ts';
import { sessionStore } from './adapters/session-store.ts';
import type { Environment } from './environment.ts';
import type { Ports, Upstream } from './handlers/ports.ts';

/** The outside as a deployed function has it. */
export function livePorts(
  { settings, tableName, region, endpoints }: Environment,
  upstream: Upstream,
): Ports {
  const db = connectDynamoDb({
    tableName,
    region,
    ...(endpoints.dynamodb !== undefined && { endpoint: endpoints.dynamodb }),
  });
  return {
    settings,
    sessions: sessionStore(db),
    ledger: ledgerStore(db),
    upstream,
    now: Date.now,
    random: randomBytes,
    sleep: (milliseconds) => setTimeout(milliseconds),
  };
}
