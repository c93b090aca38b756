import assert from 'node:assert/strict';
import { after, before, beforeEach, suite, test } from 'node:test';
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { requestCounts } from '../../bench/message-counts.ts';
import { headerBytes, sequentialCalls, type DynamoDbCall } from '../../bench/services/calls.ts';
import { createDynamoDbFront } from '../../bench/services/dynamodb-front.ts';
import { listen } from '../../bench/services/loopback.ts';
import { ensureTable, startDynamoDb } from '../../local/dynamodb.ts';

const TableName = 'counted';
const region = 'us-east-1';
const key = { pk: { S: 'a row' } };

suite('The front that counts calls of DynamoDB', () => {
  let client: DynamoDBClient;
  let delay = 0;
  const seen: DynamoDbCall[] = [];
  const ending: (() => Promise<unknown>)[] = [];

  before(async () => {
    process.env['AWS_ACCESS_KEY_ID'] ??= 'local';
    process.env['AWS_SECRET_ACCESS_KEY'] ??= 'local';
    const engine = await startDynamoDb();
    const front = createDynamoDbFront({
      engine: () => engine.url,
      delay: () => delay,
      saw: (call) => seen.push(call),
    });
    const endpoint = await listen(front);
    client = new DynamoDBClient({ region, endpoint });
    await ensureTable(TableName, region, endpoint);
    ending.push(async () => {
      client.destroy();
      front.close();
      front.closeAllConnections();
      await engine.close();
    });
  });
  after(() => Promise.all(ending.map((end) => end())));
  beforeEach(() => {
    delay = 0;
    seen.length = 0;
  });

  const put = (text: string, onlyNew = false): Promise<unknown> =>
    client.send(
      new PutItemCommand({
        TableName,
        Item: { ...key, text: { S: text } },
        ...(onlyNew && {
          ConditionExpression: 'attribute_not_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      }),
    );

  test('counts the units of reads and writes, and keeps them to itself', async () => {
    await put('x'.repeat(1_500));
    const { ConsumedCapacity, Item } = await client.send(
      new GetItemCommand({ TableName, Key: key, ConsistentRead: true }),
    );
    assert.equal(ConsumedCapacity, undefined);
    assert.equal(Item?.['text']?.S?.length, 1_500);
    await client.send(
      new UpdateItemCommand({
        TableName,
        Key: key,
        UpdateExpression: 'SET #t = :t',
        ExpressionAttributeNames: { '#t': 'text' },
        ExpressionAttributeValues: { ':t': { S: 'short' } },
      }),
    );
    assert.deepEqual(
      seen.map(({ operation, readUnits, writeUnits }) => [operation, readUnits, writeUnits]),
      [
        ['PutItem', 0, 2],
        ['GetItem', 1, 0],
        ['UpdateItem', 0, 2],
      ],
    );
    assert.ok(seen.every((call) => call.headerBytes > 200 && call.bodyBytes > 20));
  });

  test('hands on the units to a caller that asked for them', async () => {
    const { ConsumedCapacity } = await client.send(
      new PutItemCommand({ TableName, Item: key, ReturnConsumedCapacity: 'TOTAL' }),
    );
    assert.equal(ConsumedCapacity?.CapacityUnits, 1);
  });

  test('a failed condition costs a unit, and answers the item that stands', async () => {
    await put('first');
    await assert.rejects(put('second', true), (error) => {
      assert.ok(error instanceof ConditionalCheckFailedException);
      assert.equal(error.Item?.['text']?.S, 'first');
      return true;
    });
    assert.deepEqual(
      seen.map(({ operation, writeUnits }) => [operation, writeUnits]),
      [
        ['PutItem', 1],
        ['PutItem', 1],
      ],
    );
  });

  test('tells calls side by side from calls in sequence', async () => {
    delay = 30;
    await Promise.all([put('a'), put('b')]);
    await put('c');
    const counts = requestCounts({ dynamodb: seen, connect: [] }, 'a line\n');
    assert.equal(counts.dynamodbCalls, 3);
    assert.equal(counts.sequentialDynamodbCalls, 2);
    assert.equal(counts.writeUnits, 3);
    assert.equal(counts.logBytes, 7);
  });
});

function call(began: number, ended: number): { readonly began: number; readonly ended: number } {
  return { began, ended };
}

test('of overlapping calls one counts as waited for', () => {
  assert.equal(sequentialCalls([]), 0);
  assert.equal(sequentialCalls([call(0, 5), call(5, 9)]), 2);
  assert.equal(sequentialCalls([call(0, 5), call(4, 9)]), 1);
  assert.equal(sequentialCalls([call(0, 100), call(1, 5), call(6, 9), call(10, 12)]), 3);
});

test('bytes of headers are those on the wire', () => {
  assert.equal(
    headerBytes('POST', '/', ['Host', 'a', 'X-Name', 'ä']),
    Buffer.byteLength('POST / HTTP/1.1\r\nHost: a\r\nX-Name: ä\r\n\r\n'),
  );
});
