import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { connectDynamoDb, type DynamoDb } from './adapters/dynamodb.ts';
import { serviceEndpoint } from './adapters/wire/endpoints.ts';
import { ledgerStore } from './adapters/ledger-store.ts';
import { openChatStore } from './adapters/open-chat-store.ts';
import { sessionStore } from './adapters/session-store.ts';
import { readCredentials } from './credentials.ts';
import type { Environment } from './read-variables.ts';
import type { Ports, SessionStarts, Shaper, Upstream } from './core/ports.ts';
import type { Quotas } from './core/quota.ts';
import { breaker } from './core/breaker.ts';
import { quotasOf } from './core/quota.ts';
import { seenSessions } from './seen-sessions.ts';
import { sentEvents } from './sent-events.ts';
import { unshaped } from './shaping/unshaped.ts';

export interface ShaperParts extends Pick<Ports, 'now' | 'random' | 'sleep'> {
  readonly quotas: (instanceId: string) => Quotas;
  readonly db: DynamoDb;
}

/** What one function has and another has not. */
export interface Own {
  /** How many connections to DynamoDB are opened at once. */
  readonly connections?: number;
  /** Of a function whose calls count against an instance's quotas. */
  readonly shaper?: (parts: ShaperParts) => Shaper;
  /** Of a function that starts chats, or adds participants to them. */
  readonly starts?: (db: DynamoDb) => SessionStarts;
  /** Stores that the other functions do without. */
  readonly stores?: (db: DynamoDb) => Pick<Ports, 'readings' | 'startLimits' | 'erasure'>;
}

/** The ports of a deployed function. */
export function livePorts(
  { settings, tableName, region, endpoints }: Environment,
  upstream: Upstream,
  { connections = 0, shaper, starts = () => startsNone, stores }: Own = {},
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
    sessions: { ...sessionStore(db), ...starts(db) },
    openChats: openChatStore(db, randomBytes),
    ledger: ledgerStore(db),
    upstream,
    breaker: breaker(),
    seen: seenSessions(),
    events: sentEvents(),
    shaper:
      shaper?.({ ...outside, quotas: (instanceId) => quotasOf(settings.quotas, instanceId), db }) ?? unshaped,
    ...stores?.(db),
  };
}

const never = (): Promise<never> => Promise.reject(new TypeError('This function starts no sessions'));
const startsNone: SessionStarts = { begin: never, forgo: never, create: never };
