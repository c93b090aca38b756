import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { connectDynamoDb } from '../../../lambdas/adapters/dynamodb.ts';
import { bucketStore } from '../../../lambdas/adapters/bucket-store.ts';
import { ledgerStore } from '../../../lambdas/adapters/ledger-store.ts';
import { readingStore } from '../../../lambdas/adapters/reading-store.ts';
import { openChatStore } from '../../../lambdas/adapters/open-chat-store.ts';
import { sessionStore } from '../../../lambdas/adapters/session-store.ts';
import type { LedgerRecord } from '../../../lambdas/core/ledger.ts';
import { startLimitStore } from '../../../lambdas/adapters/start-limit-store.ts';
import { readCredentials } from '../../../lambdas/credentials.ts';
import {
  StoreError,
  type BucketStore,
  type LedgerStore,
  type OpenChats,
  type ReadingStore,
  type SessionStore,
  type StartLimits,
} from '../../../lambdas/core/ports.ts';
import { newTrace } from '../../../lambdas/core/trace.ts';
import { ensureTable, startDynamoDb } from '../../../local/dynamodb.ts';
import { functionDefaults } from '../../../local/settings.ts';
import { startDynamoDbLocal } from '../../support/dynamodb-local.ts';
import { memoryBuckets } from '../../support/memory-buckets.ts';
import {
  memoryLedger,
  memoryOpenChats,
  memoryReadings,
  memorySessions,
  memoryStartLimits,
} from '../../support/memory-stores.ts';
import { systemProgram } from '../../support/optional-program.ts';
import { bucketStoreBehaves } from './bucket-store.ts';
import { ledgerStoreBehaves } from './ledger-store.ts';
import { readingStoreBehaves } from './reading-store.ts';
import { openChatsBehave } from './open-chats.ts';
import { startLimitsBehave } from './start-limits.ts';
import { sessionStoreBehaves } from './session-store.ts';

/** The same behaviour of every store there is: the two on DynamoDB, and the ones in memory that the property runs on. */

const credentials = readCredentials(functionDefaults);

// For the table, which the AWS SDK makes.
Object.assign(process.env, {
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
});

const region = 'us-east-1';

interface Stores {
  readonly ledger: LedgerStore;
  readonly sessions: SessionStore;
  readonly readings: ReadingStore;
  readonly buckets: BucketStore;
  readonly openChats: OpenChats;
  readonly startLimits: StartLimits;
}

function storesAt(endpoint: string, tableName = 'stores'): Stores {
  const db = connectDynamoDb({ tableName, region, endpoint, credentials, now: Date.now });
  return {
    ledger: ledgerStore(db),
    sessions: sessionStore(db),
    readings: readingStore(db),
    buckets: bucketStore(db),
    openChats: openChatStore(db, randomBytes),
    startLimits: startLimitStore(db),
  };
}

/** A Java process is slow at first: slower than the stores wait, so that they would meet their own first attempts. */
async function warmUp({ ledger, sessions }: Pick<Stores, 'ledger' | 'sessions'>): Promise<void> {
  const trace = newTrace();
  const record = { key: 'warm', clientToken: 'warm', owner: 'warm', attempts: 1 } as LedgerRecord;
  for (let time = 0; time < 5; time++) {
    await Promise.allSettled([
      sessions.read('warm', trace),
      sessions.revoke('warm', 0, trace),
      ledger.release(record, 0, trace),
      ledger.abandon(record, trace),
    ]);
  }
}

/** Several processes that make one table at the same moment. */
async function raceForTable(endpoint: string): Promise<void> {
  const module = new URL('../../../local/dynamodb.ts', import.meta.url).href;
  const script = `const { ensureTable } = await import(${JSON.stringify(module)});
    await ensureTable('raced', '${region}', ${JSON.stringify(endpoint)});`;
  await Promise.all(
    Array.from({ length: 4 }, () =>
      promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]),
    ),
  );
  const { ledger } = storesAt(endpoint, 'raced');
  await ledger.release({ key: 'none', owner: 'none' } as never, 0, newTrace());
}

test('the stores in memory', async (t) => {
  await ledgerStoreBehaves(t, memoryLedger());
  await sessionStoreBehaves(t, memorySessions());
  await readingStoreBehaves(t, memoryReadings());
  await bucketStoreBehaves(t, memoryBuckets());
  await openChatsBehave(t, memoryOpenChats());
  await startLimitsBehave(t, memoryStartLimits());
});

test('the stores on dynalite', async (t) => {
  const dynamodb = await startDynamoDb();
  t.after(() => dynamodb.close());
  await ensureTable('stores', region, dynamodb.url);
  await ensureTable('stores', region, dynamodb.url);
  const { ledger, sessions, readings, buckets, openChats, startLimits } = storesAt(dynamodb.url);
  await ledgerStoreBehaves(t, ledger);
  await sessionStoreBehaves(t, sessions);
  await readingStoreBehaves(t, readings);
  await bucketStoreBehaves(t, buckets);
  await openChatsBehave(t, openChats);
  await startLimitsBehave(t, startLimits);
  await t.test('processes that race for the table all get it', () => raceForTable(dynamodb.url));
});

const java = systemProgram('java', 'apt-get install default-jre-headless');

test('the stores on DynamoDB Local', { skip: java.skip }, async (t) => {
  const dynamodb = await startDynamoDbLocal();
  if ('missing' in dynamodb) throw new Error(`DynamoDB Local did not start: ${dynamodb.missing}`);
  t.after(() => dynamodb.close());
  await ensureTable('stores', region, dynamodb.url);
  await ensureTable('stores', region, dynamodb.url);
  const { ledger, sessions, readings, buckets, openChats, startLimits } = storesAt(dynamodb.url);
  await warmUp({ ledger, sessions });
  await ledgerStoreBehaves(t, ledger);
  await sessionStoreBehaves(t, sessions);
  await readingStoreBehaves(t, readings);
  await bucketStoreBehaves(t, buckets);
  await openChatsBehave(t, openChats);
  await startLimitsBehave(t, startLimits);
  await t.test('processes that race for the table all get it', () => raceForTable(dynamodb.url));
});

test('a DynamoDB that does not answer is a StoreError, whatever was asked', async () => {
  const { ledger, sessions, readings, buckets } = storesAt('http://127.0.0.1:9');
  const trace = newTrace();
  await assert.rejects(sessions.read('id', trace), StoreError);
  await assert.rejects(sessions.revoke('id', 0, trace), StoreError);
  await assert.rejects(readings.read('key', trace), StoreError);
  await assert.rejects(readings.take('key', { now: 0, next: 1, expires: 1 }, trace), StoreError);
  await assert.rejects(ledger.release({ key: 'k', owner: 'o' } as never, 0, trace), StoreError);
  await assert.rejects(buckets.look('k', trace), StoreError);
});

test('a session is read consistently, so that a revocation holds at once', async (t) => {
  const asked: unknown[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      asked.push(await json(request));
      response.setHeader('content-type', 'application/x-amz-json-1.0').end('{}');
    })();
  }).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const { sessions } = storesAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  assert.equal(await sessions.read('id', newTrace()), undefined);
  assert.partialDeepStrictEqual(asked, [{ TableName: 'stores', ConsistentRead: true }]);
  server.closeAllConnections();
});
