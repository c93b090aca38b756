import {
  dynamoDbExchange,
  toWire,
  fromWire,
  type DynamoDbWireOptions,
  type Item,
  type WireItem,
} from './dynamodb.ts';

/** A page of a query, as far as it is used here. The members are in the order of DynamoDB's model. */
export interface QueryInput {
  readonly TableName: string;
  readonly IndexName: string;
  readonly Select?: 'COUNT';
  readonly Limit?: number;
  readonly ExclusiveStartKey?: Item;
  readonly KeyConditionExpression: string;
  readonly ExpressionAttributeNames: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues: Item;
}

export interface QueryPage {
  readonly items: readonly Item[];
  readonly count: number;
  /** Where the next page begins; undefined for the last one. */
  readonly next: Item | undefined;
}

/** Fails with a DynamoDbError. */
export type DynamoDbQuery = (input: QueryInput) => Promise<QueryPage>;

/** DynamoDB's Query, on the same wire as the other calls. */
export function dynamoDbQuery(options: DynamoDbWireOptions): DynamoDbQuery {
  const exchange = dynamoDbExchange(options);
  return async (input) => await exchange('Query', wireInput(input), pageOf);
}

function wireInput(input: QueryInput): object {
  const { ExclusiveStartKey, ExpressionAttributeValues } = input;
  return {
    TableName: input.TableName,
    IndexName: input.IndexName,
    Select: input.Select,
    Limit: input.Limit,
    ExclusiveStartKey: ExclusiveStartKey && toWire(ExclusiveStartKey),
    KeyConditionExpression: input.KeyConditionExpression,
    ExpressionAttributeNames: input.ExpressionAttributeNames,
    ExpressionAttributeValues: toWire(ExpressionAttributeValues),
  };
}

interface Answer {
  readonly Items?: readonly WireItem[];
  readonly Count?: number;
  readonly LastEvaluatedKey?: WireItem;
}

function pageOf(text: string): QueryPage {
  const { Items = [], Count = 0, LastEvaluatedKey } = JSON.parse(text) as Answer;
  return { items: Items.map(fromWire), count: Count, next: LastEvaluatedKey && fromWire(LastEvaluatedKey) };
}
