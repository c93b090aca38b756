import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/**
 * A front before dynalite that counts what is asked of DynamoDB on the wire, whatever client asks: it has the capacity
 * consumed told with every answer. Where a condition fails, it adds the item that stands, which dynalite leaves out.
 */
export interface CountingDynamoDb {
  readonly url: string;
  /** Where the calls go on to. */
  forwardTo(url: string): void;
  /** The calls since the last time, in the order in which they arrived. */
  take(): readonly CountedCall[];
  close(): Promise<void>;
}

export interface CountedCall {
  readonly operation: string;
  readonly consistentRead: boolean;
  readonly readUnits: number;
  readonly writeUnits: number;
  /** How many calls had to be answered, one after the other, before this one was made; itself included. */
  readonly depth: number;
  /** Whether it came after a call upstream had been made. */
  readonly afterUpstream: boolean;
}

interface Request extends Readonly<Record<string, unknown>> {
  readonly TableName?: string;
  readonly Key?: Item;
  readonly Item?: Item;
  readonly ConsistentRead?: boolean;
  readonly ReturnValuesOnConditionCheckFailure?: string;
}

type Item = Readonly<Record<string, AttributeValue>>;

/** Milliseconds before a call goes on: calls that do not wait for one another arrive within. */
const hold = 30;

export async function startCountingDynamoDb(upstreamCalls: () => number): Promise<CountingDynamoDb> {
  let target = '';
  let calls: (CountedCall & { answered: boolean })[] = [];
  let upstreamBefore = 0;

  async function answer(headers: IncomingHttpHeaders, body: string): Promise<[number, string]> {
    const request = JSON.parse(body) as Request;
    const operation = String(headers['x-amz-target']).split('.').at(-1) ?? '';
    const call = {
      operation,
      consistentRead: request.ConsistentRead ?? false,
      readUnits: 0,
      writeUnits: 0,
      depth: 1 + Math.max(0, ...calls.filter(({ answered }) => answered).map(({ depth }) => depth)),
      afterUpstream: upstreamCalls() > upstreamBefore,
      answered: false,
    };
    calls.push(call);
    await setTimeout(hold);
    const asked = await ask(headers, { ...request, ReturnConsumedCapacity: 'TOTAL' });
    let answered = asked.text;
    if (asked.ok) {
      const { ConsumedCapacity } = JSON.parse(answered) as { ConsumedCapacity: { CapacityUnits: number } };
      if (operation === 'GetItem') call.readUnits = ConsumedCapacity.CapacityUnits;
      else call.writeUnits = ConsumedCapacity.CapacityUnits;
    } else if (answered.includes('ConditionalCheckFailedException')) {
      const standing = await standingItem(headers, request);
      // A write that its condition refused is paid for like one that went through.
      call.writeUnits = Math.max(1, Math.ceil(itemBytes(standing ?? {}) / 1_024));
      if (standing && request.ReturnValuesOnConditionCheckFailure === 'ALL_OLD')
        answered = JSON.stringify({ ...(JSON.parse(answered) as object), Item: standing });
    }
    call.answered = true;
    return [asked.status, answered];
  }

  async function standingItem(headers: IncomingHttpHeaders, request: Request): Promise<Item | undefined> {
    const { TableName, Key = { pk: request.Item?.['pk'] } } = request;
    const target = 'DynamoDB_20120810.GetItem';
    const read = await ask({ ...headers, 'x-amz-target': target }, { TableName, Key, ConsistentRead: true });
    return (JSON.parse(read.text) as { Item?: Item }).Item;
  }

  async function ask(
    headers: IncomingHttpHeaders,
    body: object,
  ): Promise<{ ok: boolean; status: number; text: string }> {
    const passed = ['authorization', 'content-type', 'x-amz-date', 'x-amz-target', 'x-amz-security-token'];
    const response = await fetch(target, {
      method: 'POST',
      headers: Object.fromEntries(
        passed.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]])),
      ),
      body: JSON.stringify(body),
    });
    return { ok: response.ok, status: response.status, text: await response.text() };
  }

  const server = createServer((request, response) => {
    void (async () => {
      const [status, body] = await answer(request.headers, await text(request));
      response.writeHead(status, {
        'content-type': 'application/x-amz-json-1.0',
        'content-length': Buffer.byteLength(body),
      });
      response.end(body);
    })();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forwardTo(url) {
      target = url;
    },
    take() {
      const taken = calls;
      calls = [];
      upstreamBefore = upstreamCalls();
      return taken;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * The size of an item as DynamoDB counts it, of the types that the table has: names and texts in UTF-8, numbers a byte
 * for two digits and one more.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemBytes(item: Item): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value),
    0,
  );
}

function valueBytes({ S, N, B }: AttributeValue): number {
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return Math.ceil(N.length / 2) + 1;
  // On the wire, bytes are base64; a client has decoded them.
  if (B !== undefined) return typeof B === 'string' ? Buffer.byteLength(B, 'base64') : B.length;
  return 1;
}
