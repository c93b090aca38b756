import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  DynamoDBServiceException,
  ResourceInUseException,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { table } from '../lambdas/table.ts';
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

/**
 * Creates the table unless it exists, and waits until it can be used. Rejects, with what to do, if nothing answers, if
 * what answers is not DynamoDB or refuses, or if a table of this name is not ours.
 */
export async function ensureTable(tableName: string, region: string, endpoint: string): Promise<void> {
  const client = new DynamoDBClient({ region, endpoint, maxAttempts: 2 });
  try {
    if (!(await isActive(client, tableName))) {
      await createTable(client, tableName);
      while (!(await isActive(client, tableName)))
        await new Promise((resolve) => {
          setTimeout(resolve, 100);
        });
    }
  } catch (error) {
    throw new SurroundingsError(explainDynamoDb(error, endpoint));
  } finally {
    client.destroy();
  }
}

async function isActive(client: DynamoDBClient, tableName: string): Promise<boolean> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }), patience());
    if (Table?.TableStatus === undefined) throw new NotDynamoDb();
    const keys = (Table.KeySchema ?? []).map(({ AttributeName }) => AttributeName).join(', ');
    if (keys !== table.partitionKey) throw new OtherTable(tableName, keys);
    return Table.TableStatus === 'ACTIVE';
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  }
}

async function createTable(client: DynamoDBClient, tableName: string): Promise<void> {
  try {
    await client.send(
      new CreateTableCommand({
        TableName: tableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: table.partitionKey, KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: table.partitionKey, AttributeType: 'S' }],
      }),
      patience(),
    );
  } catch (error) {
    // Another process has created it first.
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
