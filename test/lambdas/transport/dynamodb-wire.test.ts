import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import {
  DynamoDbError,
  dynamoDbWire,
  type Action,
  type AttributeValue,
  type DynamoDbCall,
  type Input,
  type Item,
} from '../../../lambdas/adapters/wire/dynamodb.ts';
import { dynamoDbQuery } from '../../../lambdas/adapters/wire/dynamodb-query.ts';
import { anyText } from '../../support/arbitrary-input.ts';
import { startWireServer, type WireRequest, type WireServer } from './wire-server.ts';

/** DynamoDB's wire, held to the AWS SDK's: what the one sends, the other sends, byte for byte. */

const region = 'eu-central-1';
const instant = Date.UTC(2026, 10, 21, 9, 8, 7, 65);
const keys = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG' };
const rotating = { ...keys, sessionToken: 'IQoJb3JpZ2luX2VjEJr//////////wEaDGV1' };

const commands: Readonly<Record<Action, new (input: never) => object>> = {
  GetItem: GetItemCommand,
  PutItem: PutItemCommand,
  UpdateItem: UpdateItemCommand,
  DeleteItem: DeleteItemCommand,
};

/**
 * The SDK's client, without what it tells of itself and without the checksum's header, which DynamoDB does not ask for;
 * its own signer signs what is left.
 */
function sdk(endpoint: string, credentials: typeof keys): DynamoDBClient {
  const client = new DynamoDBClient({ region, endpoint, credentials, maxAttempts: 1 });
  client.middlewareStack.addRelativeTo(withoutTelemetry as never, {
    relation: 'before',
    toMiddleware: 'httpSigningMiddleware',
  });
  const configured = client.config as unknown as {
    signer: (scheme: object) => Promise<{ applyChecksum: boolean }>;
  };
  const { signer } = configured;
  configured.signer = async (scheme) => Object.assign(await signer(scheme), { applyChecksum: false });
  return client;
}

interface Arguments {
  readonly request: { readonly headers: Record<string, string> };
}

type Next = (args: Arguments) => Promise<unknown>;

function withoutTelemetry(next: Next): Next {
  return (args) => {
    const { headers } = args.request;
    for (const name of Object.keys(headers))
      if (/^(x-amz-)?user-agent$|^amz-sdk-/.test(name)) delete headers[name];
    return next(args);
  };
}

function comparable({ headers, ...request }: WireRequest | undefined = none): object {
  return {
    ...request,
    headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
  };
}

const none: WireRequest = { method: '', path: '', headers: [], body: '' };

const attributeValue: fc.Arbitrary<AttributeValue> = fc.oneof(
  anyText.map((S) => ({ S })),
  fc.integer().map((value) => ({ N: String(value) })),
  fc.uint8Array().map((B) => ({ B })),
  fc.boolean().map((BOOL) => ({ BOOL })),
  fc.array(anyText).map((SS) => ({ SS })),
);
const item: fc.Arbitrary<Item> = fc.dictionary(
  fc.oneof(anyText, fc.constantFrom('pk', 'ttl')).filter((name) => name !== '__proto__'),
  attributeValue,
  { maxKeys: 6 },
);

const condition = fc.record({
  ConditionExpression: anyText,
  ExpressionAttributeNames: fc.dictionary(fc.constantFrom('#pk', '#ttl', '#owner'), anyText),
  ExpressionAttributeValues: item,
  ReturnValuesOnConditionCheckFailure: fc.constant('ALL_OLD' as const),
});

const calls: fc.Arbitrary<[Action, Input]> = fc.oneof(
  fc
    .record({ TableName: anyText, Key: item, ConsistentRead: fc.boolean() })
    .map((input) => call('GetItem', input)),
  fc
    .tuple(fc.record({ Item: item, TableName: anyText }), fc.option(condition, { nil: {} }))
    .map(([input, more]) => call('PutItem', { ...more, ...input })),
  fc
    .tuple(
      fc.record(
        {
          UpdateExpression: anyText,
          Key: item,
          TableName: anyText,
          ReturnValues: fc.constant('ALL_NEW' as const),
        },
        { requiredKeys: ['UpdateExpression', 'Key', 'TableName'] },
      ),
      condition,
    )
    .map(([input, more]) => call('UpdateItem', { ...input, ...more })),
  fc
    .tuple(fc.record({ Key: item, TableName: anyText }), condition)
    .map(([input, more]) => call('DeleteItem', { ...more, ...input })),
);

const queries = fc
  .tuple(
    fc.record(
      { Select: fc.constant('COUNT' as const), Limit: fc.nat(), ExclusiveStartKey: item },
      { requiredKeys: [] },
    ),
    fc.record({
      TableName: anyText,
      IndexName: anyText,
      KeyConditionExpression: anyText,
      ExpressionAttributeNames: fc.dictionary(fc.constantFrom('#due', '#instanceId'), anyText),
      ExpressionAttributeValues: item,
    }),
  )
  .map(([optional, required]) => ({ ...optional, ...required }));

const pages = fc.record(
  { Items: fc.array(item, { maxLength: 3 }), Count: fc.nat(), LastEvaluatedKey: item },
  { requiredKeys: [] },
);

function wireItem(of: Item): object {
  return Object.fromEntries(Object.entries(of).map(([name, value]) => [name, base64(value)]));
}

function call(action: Action, input: Input): [Action, Input] {
  return [action, input];
}

suite("DynamoDB's wire", () => {
  for (const [what, prefix, credentials] of [
    ['with a role’s credentials', '', rotating],
    ['with credentials that have no session', '', keys],
    ['below a path', '/some/prefix', rotating],
  ] as const)
    test(`is the AWS SDK’s, ${what}`, async (t) => {
      t.mock.timers.enable({ apis: ['Date'], now: instant });
      const server = await startWireServer();
      const endpoint = server.url + prefix;
      const client = sdk(endpoint, credentials);
      const send = dynamoDbWire({ endpoint, region, credentials, now: Date.now });
      await fc.assert(
        fc.asyncProperty(calls, async ([action, input]) => {
          server.requests.length = 0;
          await send(action, input);
          await client.send(new commands[action](input as never) as never);
          const [ours, theirs] = server.requests;
          assert.ok(ours && theirs);
          assert.deepEqual(comparable(ours), comparable(theirs));
        }),
        { numRuns: 150 },
      );
      client.destroy();
    });

  test('is the AWS SDK’s for a query, and reads its pages', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: instant });
    const server = await startWireServer();
    const client = sdk(server.url, rotating);
    const query = dynamoDbQuery({ endpoint: server.url, region, credentials: rotating, now: Date.now });
    await fc.assert(
      fc.asyncProperty(queries, pages, async (input, { Items, Count, LastEvaluatedKey }) => {
        server.requests.length = 0;
        server.answer = {
          status: 200,
          body: JSON.stringify({
            ...(Items && { Items: Items.map(wireItem) }),
            ...(Count !== undefined && { Count }),
            ...(LastEvaluatedKey && { LastEvaluatedKey: wireItem(LastEvaluatedKey) }),
          }),
        };
        const page = await query(input);
        const answer = await client.send(new QueryCommand(input));
        const [ours, theirs] = server.requests;
        assert.ok(ours && theirs);
        assert.deepEqual(comparable(ours), comparable(theirs));
        assert.deepEqual(
          page.items.map(plain),
          (answer.Items ?? []).map((one) => plain(one as Item)),
        );
        assert.equal(page.count, answer.Count ?? 0);
        assert.deepEqual(plain(page.next), plain(answer.LastEvaluatedKey as Item | undefined));
      }),
      { numRuns: 100 },
    );
    client.destroy();
  });

  test('is signed with the day’s key on every day', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: instant });
    const server = await startWireServer();
    const client = sdk(server.url, rotating);
    const send = dynamoDbWire({ endpoint: server.url, region, credentials: rotating, now: Date.now });
    const input = { TableName: 't', Key: { pk: { S: 'k' } } };
    for (const day of [0, 1, 1, 40]) {
      t.mock.timers.setTime(instant + day * 86_400_000);
      server.requests.length = 0;
      await send('GetItem', input);
      await client.send(new GetItemCommand(input));
      const [ours, theirs] = server.requests;
      assert.deepEqual(comparable(ours), comparable(theirs));
    }
    client.destroy();
  });
});

suite("DynamoDB's answers", () => {
  const input = { TableName: 't', Key: { pk: { S: 'k' } } };

  test('read as the AWS SDK reads them', async () => {
    const server = await startWireServer();
    const client = new DynamoDBClient({ region, endpoint: server.url, credentials: keys });
    const send = sender(server);
    await fc.assert(
      fc.asyncProperty(fc.option(item, { nil: undefined }), async (Item) => {
        const wire =
          Item && Object.fromEntries(Object.entries(Item).map(([name, value]) => [name, base64(value)]));
        server.answer = { status: 200, body: JSON.stringify({ Item: wire }) };
        const theirs = (await client.send(new GetItemCommand(input))).Item;
        assert.deepEqual(plain(await send('GetItem', input)), plain(theirs));
      }),
      { numRuns: 100 },
    );
    client.destroy();
  });

  test('of an update that is asked for its values, read as the AWS SDK reads them', async () => {
    const server = await startWireServer();
    const client = new DynamoDBClient({ region, endpoint: server.url, credentials: keys });
    const asked = { ...input, UpdateExpression: 'SET a = :a', ReturnValues: 'ALL_NEW' } as const;
    server.answer = {
      status: 200,
      body: JSON.stringify({ Attributes: { time: { N: '1800000000166667' } } }),
    };
    const theirs = (await client.send(new UpdateItemCommand(asked))).Attributes;
    assert.deepEqual(await sender(server)('UpdateItem', asked), theirs);
    client.destroy();
  });

  test('a condition that failed tells what it failed on', async () => {
    const server = await startWireServer();
    server.answer = refusal('ConditionalCheckFailedException', {
      Item: { pk: { S: 'k' }, bytes: { B: 'AQI=' } },
    });
    const error = await failure(sender(server)('PutItem', { TableName: 't', Item: {} }));
    assert.equal(error.name, 'ConditionalCheckFailedException');
    assert.deepEqual(error.item, { pk: { S: 'k' }, bytes: { B: Buffer.from([1, 2]) } });
    assert.equal(server.requests.length, 1);
  });

  for (const name of [
    'ProvisionedThroughputExceededException',
    'ThrottlingException',
    'RequestLimitExceeded',
    'TransactionInProgressException',
  ])
    test(`${name} has one more attempt`, async () => {
      const server = await startWireServer();
      server.answer = refusal(name);
      assert.equal((await failure(sender(server)('GetItem', input))).name, name);
      assert.equal(server.requests.length, 2);
    });

  for (const name of ['AccessDeniedException', 'ResourceNotFoundException', 'ValidationException'])
    test(`${name} has none`, async () => {
      const server = await startWireServer();
      server.answer = refusal(name);
      assert.equal((await failure(sender(server)('GetItem', input))).name, name);
      assert.equal(server.requests.length, 1);
    });

  test('a server error has one more attempt, whatever its body is', async () => {
    const server = await startWireServer();
    server.answer = { status: 503, body: '<html>Service Unavailable</html>' };
    assert.equal((await failure(sender(server)('GetItem', input))).name, 'status 503');
    assert.equal(server.requests.length, 2);
  });

  test('a success that cannot be read has one more attempt', async () => {
    const server = await startWireServer();
    server.answer = { status: 200, body: '{"Item":' };
    assert.equal((await failure(sender(server)('GetItem', input))).name, 'SyntaxError');
    assert.equal(server.requests.length, 2);
  });

  test('a connection that ends before the answer has one more attempt, which may succeed', async () => {
    const server = await startWireServer();
    server.answer = (socket) => {
      socket.destroy();
      server.answer = { status: 200, body: '{"Item":{"pk":{"S":"k"}}}' };
    };
    assert.deepEqual(await sender(server)('GetItem', input), { pk: { S: 'k' } });
    assert.equal(server.requests.length, 2);
  });

  test('a service that cannot be reached fails with the system’s own error code', async () => {
    const send = dynamoDbWire({ endpoint: 'http://127.0.0.1:9', region, credentials: keys, now: Date.now });
    assert.equal((await failure(send('GetItem', input))).name, 'ECONNREFUSED');
  });
});

function sender(server: WireServer): DynamoDbCall {
  return dynamoDbWire({ endpoint: server.url, region, credentials: keys, now: Date.now });
}

function refusal(name: string, more: object = {}): { readonly status: number; readonly body: string } {
  return {
    status: 400,
    body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, ...more }),
  };
}

async function failure(call: Promise<unknown>): Promise<DynamoDbError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof DynamoDbError, String(error));
  return error;
}

function base64(value: AttributeValue): object {
  return value.B ? { B: Buffer.from(value.B).toString('base64') } : value;
}

/** Bytes as bytes, whatever their class. */
function plain(found: object | undefined): object | undefined {
  return (
    found &&
    Object.fromEntries(
      Object.entries(found as Item).map(([name, value]) => [name, value.B ? { B: [...value.B] } : value]),
    )
  );
}
