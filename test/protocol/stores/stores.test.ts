import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { test } from 'node:test';
import { promisify } from 'node:util';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { chatRowStore } from '../../../lambdas/adapters/chat-row-store.ts';
import { connectDynamoDb } from '../../../lambdas/adapters/dynamodb.ts';
import { bucketStore } from '../../../lambdas/adapters/bucket-store.ts';
import { erasureStore } from '../../../lambdas/adapters/erasure-store.ts';
import { ledgerStore } from '../../../lambdas/adapters/ledger-store.ts';
import { readingStore } from '../../../lambdas/adapters/reading-store.ts';
import { openChatCounts } from '../../../lambdas/adapters/open-chat-counts.ts';
import { openChatStore } from '../../../lambdas/adapters/open-chat-store.ts';
import { sessionStarts } from '../../../lambdas/adapters/session-starts.ts';
import { sessionStore } from '../../../lambdas/adapters/session-store.ts';
import { dynamoDbQuery } from '../../../lambdas/adapters/wire/dynamodb-query.ts';
import type { ChatRows } from '../../../lambdas/core/chat-rows.ts';
import type { LedgerRecord } from '../../../lambdas/core/ledger.ts';
import { startLimitStore } from '../../../lambdas/adapters/start-limit-store.ts';
import { readCredentials } from '../../../lambdas/credentials.ts';
import {
  StoreError,
  type BucketStore,
  type Erasure,
  type LedgerStore,
  type OpenChatCounts,
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
  memoryErasure,
  memoryLedger,
  memoryOpenChats,
  memoryReadings,
  memorySessions,
  memoryStartLimits,
} from '../../support/memory-stores.ts';
import { asLedgerKey, asOwnerNonce, asUpstreamToken } from '../../support/tokens.ts';
import { systemProgram } from '../../support/optional-program.ts';
import { erasureBehaves } from './erasure.ts';
import { bucketStoreBehaves } from './bucket-store.ts';
import { chatRowsBehave } from './chat-rows.ts';
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
  readonly erasure: Erasure;
  readonly ledger: LedgerStore;
  readonly sessions: SessionStore;
  readonly readings: ReadingStore;
  readonly buckets: BucketStore;
  readonly openChats: OpenChats & OpenChatCounts;
  readonly startLimits: StartLimits;
  readonly chats: ChatRows;
}

function storesAt(endpoint: string, tableName = 'stores'): Stores {
  const wire = { region, endpoint, credentials, now: Date.now };
  const db = connectDynamoDb({ tableName, ...wire });
  return {
    erasure: erasureStore(db),
    ledger: ledgerStore(db),
    sessions: { ...sessionStore(db), ...sessionStarts(db) },
    readings: readingStore(db),
    buckets: bucketStore(db),
    openChats: { ...openChatStore(db, randomBytes), ...openChatCounts(db, randomBytes) },
    startLimits: startLimitStore(db),
    chats: chatRowStore(db, dynamoDbQuery(wire), tableName),
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

/** A table as version 0.1.0 made it, with a session of then. */
async function upgradeTable(endpoint: string): Promise<void> {
  const client = new DynamoDBClient({ region, endpoint });
  await client.send(
    new CreateTableCommand({
      TableName: 'upgraded',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    }),
  );
  const Item = { pk: { S: 'session#old' }, instanceId: { S: 'instance' }, version: { N: '0' } };
  for (let active = false; !active;) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'upgraded' }));
    active = Table?.TableStatus === 'ACTIVE';
  }
  await client.send(new PutItemCommand({ TableName: 'upgraded', Item }));
  await ensureTable('upgraded', region, endpoint);
  client.destroy();
  const { chats, sessions } = storesAt(endpoint, 'upgraded');
  const trace = newTrace();
  assert.equal((await sessions.read('old', trace))?.instanceId, 'instance');
  assert.equal(await chats.count('instance', trace), 0);
  await sessions.begin({ id: 'new', instanceId: 'instance', created: 0, expires: 1, due: 1_000 }, trace);
  for (let time = 0; time < 100 && (await chats.count('instance', trace)) === 0; time++)
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  assert.deepEqual(await chats.due('instance', 1_000, 9, trace), ['new']);
}

/** What version 0.1.0 reads of a start that is in doubt: that it is too late to be taken over. */
async function keepFromOlderVersions(endpoint: string): Promise<void> {
  const { ledger } = storesAt(endpoint);
  const client = new DynamoDBClient({ region, endpoint });
  const createdOf = async (key: string, salt?: Uint8Array): Promise<number> => {
    const record: LedgerRecord = {
      key: asLedgerKey(key),
      state: 'PENDING',
      clientToken: asUpstreamToken('token'),
      fingerprint: 'fingerprint',
      owner: asOwnerNonce('owner'),
      lease: 20_000,
      attempts: 1,
      ambiguous: 0,
      created: 10_000,
      expires: Date.now() + 60_000,
      ...(salt && { salt }),
    };
    await ledger.claim(record, 0, newTrace());
    const Key = { pk: { S: `ledger#${key}` } };
    const { Item } = await client.send(new GetItemCommand({ TableName: 'stores', Key }));
    return Number(Item?.['created']?.N);
  };
  assert.equal(await createdOf('version-start', new Uint8Array([1])), 0);
  assert.equal(await createdOf('version-message'), 10_000);
  client.destroy();
}

test('the stores in memory', async (t) => {
  const [ledger, sessions] = [memoryLedger(), memorySessions()];
  await ledgerStoreBehaves(t, ledger);
  await sessionStoreBehaves(t, sessions);
  await erasureBehaves(t, {
    erasure: memoryErasure(sessions, ledger),
    sessions,
    chats: sessions.chats,
    ledger,
  });
  await readingStoreBehaves(t, memoryReadings());
  await bucketStoreBehaves(t, memoryBuckets());
  await chatRowsBehave(t, sessions, sessions.chats);
  await openChatsBehave(t, memoryOpenChats());
  await startLimitsBehave(t, memoryStartLimits());
});

test('the stores on dynalite', async (t) => {
  const dynamodb = await startDynamoDb();
  t.after(() => dynamodb.close());
  await ensureTable('stores', region, dynamodb.url);
  await ensureTable('stores', region, dynamodb.url);
  const { erasure, ledger, sessions, readings, buckets, openChats, startLimits, chats } = storesAt(
    dynamodb.url,
  );
  await ledgerStoreBehaves(t, ledger);
  await sessionStoreBehaves(t, sessions);
  await chatRowsBehave(t, sessions, chats);
  await erasureBehaves(t, { erasure, sessions, chats, ledger, readings, buckets });
  await readingStoreBehaves(t, readings);
  await bucketStoreBehaves(t, buckets);
  await openChatsBehave(t, openChats);
  await startLimitsBehave(t, startLimits);
  await t.test('processes that race for the table all get it', () => raceForTable(dynamodb.url));
  await t.test('0.1.0 does not take over a start that may have a row already', () =>
    keepFromOlderVersions(dynamodb.url),
  );
});

const java = systemProgram('java', 'apt-get install default-jre-headless');

test('the stores on DynamoDB Local', { skip: java.skip }, async (t) => {
  const dynamodb = await startDynamoDbLocal();
  if ('missing' in dynamodb) throw new Error(`DynamoDB Local did not start: ${dynamodb.missing}`);
  t.after(() => dynamodb.close());
  await ensureTable('stores', region, dynamodb.url);
  await ensureTable('stores', region, dynamodb.url);
  const { erasure, ledger, sessions, readings, buckets, openChats, startLimits, chats } = storesAt(
    dynamodb.url,
  );
  await warmUp({ ledger, sessions });
  await ledgerStoreBehaves(t, ledger);
  await sessionStoreBehaves(t, sessions);
  await chatRowsBehave(t, sessions, chats);
  await erasureBehaves(t, { erasure, sessions, chats, ledger, readings, buckets });
  await readingStoreBehaves(t, readings);
  await bucketStoreBehaves(t, buckets);
  await openChatsBehave(t, openChats);
  await startLimitsBehave(t, startLimits);
  await t.test('processes that race for the table all get it', () => raceForTable(dynamodb.url));
  await t.test('a table of before there was the index gets it, and keeps its rows', () =>
    upgradeTable(dynamodb.url),
  );
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
