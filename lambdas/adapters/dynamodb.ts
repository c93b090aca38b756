import {
  dynamoDbWire,
  DynamoDbError,
  type DynamoDbWireOptions,
  type AttributeValue,
  type Input,
  type Item,
} from './wire/dynamodb.ts';
import { StoreError } from '../core/ports.ts';
import { tableClock, wholeSeconds } from '../core/table-clock.ts';
import type { Trace } from '../core/trace.ts';
import { table } from '../table.ts';

/** The calls to DynamoDB that the stores are made of: timed, counted, bounded, with one kind of error. */

export type { AttributeValue, Item };

/** A number as DynamoDB's wire has it. */
export function number(value: number): { readonly N: string } {
  return { N: String(value) };
}

/** Milliseconds as the whole seconds that DynamoDB expires items by. */
export function seconds(milliseconds: number): { readonly N: string } {
  return number(wholeSeconds(milliseconds));
}

export interface DynamoDb {
  get(key: string, trace: Trace): Promise<Item | undefined>;
  /** Returns undefined, or the item that stands because the condition failed. */
  put(item: Item, condition: Condition | undefined, trace: Trace): Promise<Item | undefined>;
  /** Returns undefined, or what the condition failed on: the item that stands, null for none. */
  update(
    key: string,
    expression: string,
    condition: Condition,
    trace: Trace,
  ): Promise<Item | null | undefined>;
  /** Updates, and returns the item as it is then, or the one that the condition failed on. */
  updated(key: string, expression: string, condition: Condition, trace: Trace): Promise<Updated>;
  /** Returns whether the condition held, and the item is gone by this. */
  remove(key: string, condition: Condition, trace: Trace): Promise<boolean>;
  /** Milliseconds that this process's clock is ahead of DynamoDB's; 0 for one that may be right. */
  readonly ahead: () => number;
}

export type Updated = { readonly updated: Item } | { readonly standing: Item | undefined };

export interface Condition {
  readonly expression: string;
  /** For the update expression too; every attribute name is written `#name`. */
  readonly values: Item;
}

export interface DynamoDbOptions extends DynamoDbWireOptions {
  readonly tableName: string;
}

export function connectDynamoDb({ tableName: TableName, ...options }: DynamoDbOptions): DynamoDb {
  const { now } = options;
  const clock = tableClock();
  const call = dynamoDbWire({ ...options, heard: (date, sent) => clock.heard(date, sent, now()) });

  /** Runs a conditional write; a condition that failed answers the item it failed on. */
  async function conditional(
    key: string,
    trace: Trace,
    write: () => Promise<unknown>,
  ): Promise<Item | null | undefined> {
    try {
      await ask(trace, write);
      return undefined;
    } catch (error) {
      if (!(error instanceof DynamoDbError) || !isFailedCondition(error)) throw error;
      // dynalite does not know ReturnValuesOnConditionCheckFailure.
      return error.item ?? (await get(key, trace)) ?? null;
    }
  }

  async function get(key: string, trace: Trace): Promise<Item | undefined> {
    return await ask(trace, () => call('GetItem', { TableName, Key: keyOf(key), ConsistentRead: true }));
  }

  async function update(
    key: string,
    expression: string,
    condition: Condition,
    more: Pick<Input, 'ReturnValues'> = {},
  ): Promise<Item | undefined> {
    return await call('UpdateItem', {
      TableName,
      Key: keyOf(key),
      UpdateExpression: expression,
      ...more,
      ...conditionInput(condition, condition.expression + expression),
    });
  }

  return {
    get,
    ahead: clock.ahead,
    async put(item, condition, trace) {
      const key = item[table.partitionKey]?.S ?? '';
      for (let attempt = 0; attempt < putAttempts; attempt++) {
        const standing = await conditional(key, trace, () =>
          call('PutItem', {
            TableName,
            Item: item,
            ...(condition && conditionInput(condition, condition.expression)),
          }),
        );
        // Null: what stood was deleted since, so the write is tried again.
        if (standing !== null) return standing;
      }
      throw new StoreError('an item that comes and goes');
    },
    async update(key, expression, condition, trace) {
      return await conditional(key, trace, () => update(key, expression, condition));
    },
    async updated(key, expression, condition, trace) {
      let values: Item = {};
      const standing = await conditional(key, trace, async () => {
        values = (await update(key, expression, condition, { ReturnValues: 'ALL_NEW' })) ?? {};
      });
      return standing === undefined ? { updated: values } : { standing: standing ?? undefined };
    },
    async remove(key, condition, trace) {
      const standing = await conditional(key, trace, () =>
        call('DeleteItem', {
          TableName,
          Key: keyOf(key),
          ...conditionInput(condition, condition.expression),
        }),
      );
      return standing === undefined;
    },
  };
}

/** How often a write is tried whose condition fails on an item that is then not there. */
const putAttempts = 3;

/** Makes a call: timed, counted, and with a StoreError for whatever fails but a condition. */
export async function ask<T>(trace: Trace, call: () => Promise<T>): Promise<T> {
  const began = performance.now();
  trace.dynamodbCalls++;
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof DynamoDbError) || isFailedCondition(error)) throw error;
    throw new StoreError(error.name, { cause: error });
  } finally {
    trace.dynamodbMilliseconds += performance.now() - began;
  }
}

function isFailedCondition(error: DynamoDbError): boolean {
  return error.name === 'ConditionalCheckFailedException';
}

function keyOf(key: string): Item {
  return { [table.partitionKey]: { S: key } };
}

function conditionInput({ expression, values }: Condition, namesIn: string): Partial<Input> {
  const names = new Set(namesIn.match(/#\w+/g));
  return {
    ConditionExpression: expression,
    ExpressionAttributeNames: Object.fromEntries([...names].map((name) => [name, name.slice(1)])),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}
