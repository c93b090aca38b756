import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  DynamoDBServiceException,
  ResourceInUseException,
  ResourceNotFoundException,
  UpdateTableCommand,
  type GlobalSecondaryIndex,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { dueIndex, table } from '../lambdas/table.ts';
import { SurroundingsError } from './explain.ts';
import { isForThisMachine, isFromNoPage } from './own-requests.ts';

/**
 * Starts an embedded DynamoDB in this process, on a free port of loopback: for programs of this machine, and for no
 * page.
 */
export async function startDynamoDb(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = forPrograms(dynalite({ createTableMs: 0 }));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * Dynalite does not authenticate, and lets every page read its answers. So requests from pages are refused: the API's
 * functions, the AWS SDK and the AWS CLI are programs.
 */
function forPrograms(server: Server): Server {
  const listeners = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  return server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (isForThisMachine(request.headers) && isFromNoPage(request.headers)) {
      for (const listener of listeners) listener(request, response);
    } else {
      request.resume();
      const message = 'The embedded DynamoDB is for programs of this machine, and for no page';
      response.writeHead(403, { 'content-type': 'application/x-amz-json-1.0', connection: 'close' });
      response.end(JSON.stringify({ __type: 'AccessDeniedException', message }));
    }
  });
}

/** How long one answer may take, in ms. */
const patienceMs = 5_000;

/** Of the table that `npm start` makes, as of the stack's. */
const index = {
  IndexName: dueIndex.name,
  KeySchema: [
    { AttributeName: dueIndex.partitionKey, KeyType: 'HASH' },
    { AttributeName: dueIndex.sortKey, KeyType: 'RANGE' },
  ],
  Projection: { ProjectionType: 'KEYS_ONLY' },
} satisfies GlobalSecondaryIndex;

const attributes = [
  { AttributeName: table.partitionKey, AttributeType: 'S' as const },
  { AttributeName: dueIndex.partitionKey, AttributeType: 'S' as const },
  { AttributeName: dueIndex.sortKey, AttributeType: 'N' as const },
];

/**
 * Creates the table unless it exists, with its index, and waits until both can be used. Rejects, with what to do, if nothing answers, if
 * what answers is not DynamoDB or refuses, or if a table of this name is not ours.
 */
export async function ensureTable(tableName: string, region: string, endpoint: string): Promise<void> {
  const client = new DynamoDBClient({ region, endpoint, maxAttempts: 2 });
  try {
    let state = await stateOf(client, tableName);
    if (state === 'missing') await createTable(client, tableName);
    if (state === 'without index') await createIndex(client, tableName);
    for (; state !== 'ready'; state = await stateOf(client, tableName))
      await new Promise((resolve) => {
        setTimeout(resolve, state === 'missing' ? 0 : 100);
      });
  } catch (error) {
    throw new SurroundingsError(explainDynamoDb(error, endpoint));
  } finally {
    client.destroy();
  }
}

async function stateOf(
  client: DynamoDBClient,
  tableName: string,
): Promise<'missing' | 'without index' | 'not yet' | 'ready'> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }), patience());
    if (Table?.TableStatus === undefined) throw new NotDynamoDb();
    const keys = (Table.KeySchema ?? []).map(({ AttributeName }) => AttributeName).join(', ');
    if (keys !== table.partitionKey) throw new OtherTable(tableName, keys);
    if (Table.TableStatus !== 'ACTIVE') return 'not yet';
    const found = Table.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === dueIndex.name);
    if (!found) return 'without index';
    // Dynalite says nothing of an index that is there at once.
    return (found.IndexStatus ?? 'ACTIVE') === 'ACTIVE' ? 'ready' : 'not yet';
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return 'missing';
    throw error;
  }
}

/** To a table of an earlier version. */
async function createIndex(client: DynamoDBClient, tableName: string): Promise<void> {
  await unlessAnotherWas(
    client.send(
      new UpdateTableCommand({
        TableName: tableName,
        AttributeDefinitions: attributes,
        GlobalSecondaryIndexUpdates: [{ Create: index }],
      }),
      patience(),
    ),
  );
}

async function createTable(client: DynamoDBClient, tableName: string): Promise<void> {
  await unlessAnotherWas(
    client.send(
      new CreateTableCommand({
        TableName: tableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: table.partitionKey, KeyType: 'HASH' }],
        AttributeDefinitions: attributes,
        GlobalSecondaryIndexes: [index],
      }),
      patience(),
    ),
  );
}

/** Another process may be first to make it. */
async function unlessAnotherWas(made: Promise<unknown>): Promise<void> {
  try {
    await made;
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
}

function patience(): { readonly abortSignal: AbortSignal } {
  return { abortSignal: AbortSignal.timeout(patienceMs) };
}

class NotDynamoDb extends Error {}

class OtherTable extends Error {
  constructor(tableName: string, keys: string) {
    super(
      `The table ${tableName} has the keys ${keys} and is not of this program: set TABLE_NAME to another name`,
    );
  }
}

function explainDynamoDb(error: unknown, url: string): string {
  if (error instanceof OtherTable) return error.message;
  const { name, message, code } = error as Partial<Record<'name' | 'message' | 'code', string>>;
  const mend = 'set AWS_ENDPOINT_URL_DYNAMODB to one that does, or unset it for the built-in one';
  if (['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code ?? ''))
    return `There is no DynamoDB at ${url}: start it, or unset AWS_ENDPOINT_URL_DYNAMODB for the built-in one`;
  if (name === 'AbortError' || name === 'TimeoutError')
    return `${url} takes a connection and does not answer: ${mend}`;
  // Another AWS service refuses the operation as unknown: UnknownOperationException and the like.
  const isItsOwn = error instanceof DynamoDBServiceException && /^(?!Unknown)\w+Exception$/.test(name ?? '');
  return isItsOwn
    ? `The DynamoDB at ${url} refuses: ${name}: ${(message ?? '').split('\n', 1)[0]}`
    : `${url} does not answer as DynamoDB: ${mend}`;
}
