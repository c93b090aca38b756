import { setTimeout } from 'node:timers/promises';
import { isObject, parsed } from '../../core/json.ts';
import { isOfConnection, isThrottle, plain } from '../../core/upstream-failure.ts';
import type { tableCalls } from '../../table.ts';
import { httpClient, type HttpAnswer } from './http-client.ts';
import type { KeptConnectionsOptions } from './kept-connections.ts';
import { signer, type Credentials } from './signature.ts';

/**
 * DynamoDB's wire (AWS JSON 1.0, signed) without the AWS SDK: what the SDK does for a call takes three times the CPU
 * time of the call itself, and loading it is most of a cold start. test/lambdas/transport holds every byte to the SDK's.
 */

export type AttributeValue =
  | { readonly S: string; readonly N?: never; readonly B?: never; readonly BOOL?: never }
  | { readonly N: string; readonly S?: never; readonly B?: never; readonly BOOL?: never }
  | { readonly B: Uint8Array; readonly S?: never; readonly N?: never; readonly BOOL?: never }
  | { readonly BOOL: boolean; readonly S?: never; readonly N?: never; readonly B?: never };

export type Item = Record<string, AttributeValue>;

export type Action = (typeof tableCalls)[number];

/** The calls' inputs, as far as they are used here. */
export interface Input {
  readonly TableName: string;
  readonly Key?: Item;
  readonly Item?: Item;
  readonly ConsistentRead?: boolean;
  readonly ReturnValues?: 'ALL_NEW';
  readonly UpdateExpression?: string;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Item;
  readonly ReturnValuesOnConditionCheckFailure?: 'ALL_OLD';
}

/** Returns the item of the answer, or the attributes that were asked for, if it has any. Fails with a DynamoDbError. */
export type DynamoDbCall = (action: Action, input: Input) => Promise<Item | undefined>;

/** A call that failed. `name` is DynamoDB's own, or the connection's code. */
export class DynamoDbError extends Error {
  override readonly name: string;
  /** Whether another attempt may do better. */
  readonly passing: boolean;
  /** What a condition failed on, where there is something. */
  readonly item: Item | undefined;
  constructor(name: string, passing: boolean, item?: Item, cause?: unknown) {
    super(name, { cause });
    this.name = name;
    this.passing = passing;
    this.item = item;
  }
}

export interface DynamoDbWireOptions extends KeptConnectionsOptions {
  readonly region: string;
  readonly credentials: Credentials;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Told of every answer's Date, and when the call was sent. */
  readonly heard?: (date: string | undefined, sent: number) => void;
}

/** A call's attempts and their timeouts, in milliseconds: two and a half seconds in all. */
const attempts = 2;
export const attemptTimeout = 1_200;
/** Milliseconds before the second attempt; up to twice as many, at random. */
const pause = 25;

export function dynamoDbWire({
  region,
  credentials,
  now,
  heard,
  ...options
}: DynamoDbWireOptions): DynamoDbCall {
  const client = httpClient(options);
  const sign = signer('dynamodb', region, credentials);

  async function attempt(action: Action, body: string): Promise<Item | undefined> {
    const sent = now();
    const headers = sign(
      {
        host: client.host,
        path: `${client.prefix}/`,
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'content-length': String(Buffer.byteLength(body)),
          'x-amz-target': `DynamoDB_20120810.${action}`,
        },
        body,
      },
      sent,
    );
    const answer = await client.post('/', headers, body, attemptTimeout);
    heard?.(answer.headers.date, sent);
    if (answer.status !== 200) throw refusal(answer);
    const { Attributes, Item = Attributes } = JSON.parse(answer.body) as Readonly<
      Partial<Record<'Item' | 'Attributes', WireItem>>
    >;
    return Item && fromWire(Item);
  }

  return async (action, input) => {
    const body = JSON.stringify(wireInput(input));
    for (let count = 1; ; count++) {
      try {
        return await attempt(action, body);
      } catch (error) {
        const failure = error instanceof DynamoDbError ? error : lost(error);
        if (count === attempts || !failure.passing) throw failure;
      }
      await setTimeout(pause + pause * Math.random());
    }
  };
}

/** No answer, or none that can be read. */
function lost(error: unknown): DynamoDbError {
  const { code, name } = error as { readonly code?: string; readonly name?: string };
  return new DynamoDbError(plain(code ?? name ?? ''), true, undefined, error);
}

function refusal({ status, body }: HttpAnswer): DynamoDbError {
  const content = parsed(body);
  // A proxy in between answers in HTML; the status tells enough.
  const { __type = '', Item } = (isObject(content) ? content : {}) as {
    readonly __type?: string;
    readonly Item?: WireItem;
  };
  const name = __type.replace(/^.*#/, '');
  const passing =
    status >= 500 ||
    status === 429 ||
    isOfConnection(status) ||
    isThrottle(name) ||
    name === 'TransactionInProgressException';
  return new DynamoDbError(name === '' ? `status ${status}` : plain(name), passing, Item && fromWire(Item));
}

type WireItem = Record<string, { S?: string; N?: string; B?: string; BOOL?: boolean }>;

/** The members in the order of DynamoDB's model, in which the SDK writes them. */
function wireInput(input: Input): object {
  const { Key, Item, ExpressionAttributeValues } = input;
  return {
    TableName: input.TableName,
    Key: Key && toWire(Key),
    Item: Item && toWire(Item),
    ConsistentRead: input.ConsistentRead,
    ReturnValues: input.ReturnValues,
    UpdateExpression: input.UpdateExpression,
    ConditionExpression: input.ConditionExpression,
    ExpressionAttributeNames: input.ExpressionAttributeNames,
    ExpressionAttributeValues: ExpressionAttributeValues && toWire(ExpressionAttributeValues),
    ReturnValuesOnConditionCheckFailure: input.ReturnValuesOnConditionCheckFailure,
  };
}

/** Bytes travel in Base64; the rest as it is. */
function toWire(item: Item): WireItem {
  return mapValues(item, (value) => (value.B ? { B: Buffer.from(value.B).toString('base64') } : value));
}

function fromWire(item: WireItem): Item {
  return mapValues(item, (value) =>
    value.B === undefined ? (value as AttributeValue) : { B: Buffer.from(value.B, 'base64') },
  );
}

function mapValues<V, W>(record: Readonly<Record<string, V>>, change: (value: V) => W): Record<string, W> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
