import { Agent, createServer, request as send, type IncomingMessage, type Server } from 'node:http';
import { crc32 } from 'node:zlib';
import { text as readText } from 'node:stream/consumers';
import { tableCalls } from '../../lambdas/table.ts';
import { headerBytes, type DynamoDbCall } from './calls.ts';
import { itemBytes } from './item-bytes.ts';
import { pace } from './pace.ts';

export interface DynamoDbFrontOptions {
  /** The engine's URL. */
  readonly engine: () => string;
  /** Milliseconds that every call takes, if its work does not take longer. */
  readonly delay: () => number;
  readonly saw: (call: DynamoDbCall) => void;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type Json = Record<string, unknown>;
type Item = Parameters<typeof itemBytes>[0];

/**
 * Stands before a DynamoDB engine and counts calls, bytes and capacity units; it asks the engine for the units without
 * the caller's noticing. It also returns the existing item of a failed condition, which dynalite leaves out.
 */
export function createDynamoDbFront({ engine, delay, saw }: DynamoDbFrontOptions): Server {
  const agent = new Agent({ keepAlive: true });
  return createServer((request, response) => {
    const began = performance.now();
    const serve = async (): Promise<void> => {
      const text = await readText(request);
      const action = String(request.headers['x-amz-target']).split('.')[1] ?? '';
      const input = JSON.parse(text) as Json;
      const ask = (target: string, body: Json): Promise<Answer> =>
        callEngine(engine(), agent, request, target, body);
      const asksUnits = 'ReturnConsumedCapacity' in input;
      const answer = await ask(action, {
        ...input,
        ...(counted.has(action) && { ReturnConsumedCapacity: 'TOTAL' }),
      });
      const output = JSON.parse(answer.body) as Json;
      const units =
        (output['ConsumedCapacity'] as { readonly CapacityUnits?: number } | undefined)?.CapacityUnits ?? 0;
      if (!asksUnits) delete output['ConsumedCapacity'];
      const conditionFailed = String(output['__type']).endsWith('#ConditionalCheckFailedException');
      const standing = conditionFailed ? await standingItem(input, ask) : undefined;
      if (standing && input['ReturnValuesOnConditionCheckFailure'] === 'ALL_OLD') output['Item'] = standing;
      await pace(began, delay());
      const writes = action !== 'GetItem';
      saw({
        operation: action,
        began,
        ended: performance.now(),
        headerBytes: headerBytes(request.method ?? '', request.url ?? '', request.rawHeaders),
        bodyBytes: Buffer.byteLength(text),
        consistentRead: input['ConsistentRead'] === true,
        // A write whose condition failed is charged like a successful one; dynalite does not report it.
        writeUnits: conditionFailed ? writeUnitsOf(standing ?? {}) : writes ? units : 0,
        readUnits: writes ? 0 : units,
      });
      const body = JSON.stringify(output);
      response.writeHead(answer.status, {
        ...answer.headers,
        'content-length': Buffer.byteLength(body),
        'x-amz-crc32': String(crc32(body)),
      });
      response.end(body);
    };
    serve().catch((error: unknown) => {
      response.destroy(error as Error);
    });
  });
}

const counted: ReadonlySet<string> = new Set(tableCalls);

async function standingItem(
  input: Json,
  ask: (target: string, body: Json) => Promise<Answer>,
): Promise<Item | undefined> {
  const item = input['Item'] as Json | undefined;
  const Key = input['Key'] ?? { pk: item?.['pk'] };
  const { body } = await ask('GetItem', { TableName: input['TableName'], Key, ConsistentRead: true });
  return (JSON.parse(body) as { readonly Item?: Item }).Item;
}

function writeUnitsOf(item: Item): number {
  return Math.max(1, Math.ceil(itemBytes(item) / 1_024));
}

function callEngine(
  engine: string,
  agent: Agent,
  { headers }: IncomingMessage,
  action: string,
  input: Json,
): Promise<Answer> {
  const body = JSON.stringify(input);
  const { 'x-amz-target': target, ...others } = headers;
  return new Promise((resolve, reject) => {
    const request = send(
      engine,
      {
        agent,
        method: 'POST',
        headers: {
          ...others,
          'x-amz-target': `${String(target).split('.')[0]}.${action}`,
          'content-length': Buffer.byteLength(body),
          connection: 'keep-alive',
        },
      },
      (response) => {
        readText(response).then(
          (text) =>
            resolve({
              status: response.statusCode ?? 500,
              headers: {
                'content-type': String(response.headers['content-type']),
                'x-amzn-requestid': String(response.headers['x-amzn-requestid']),
              },
              body: text,
            }),
          reject,
        );
      },
    );
    request.on('error', reject).end(body);
  });
}
