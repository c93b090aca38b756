import type { OperationCounts } from './scale/measured-counts.ts';
import { sequentialCalls, type Seen } from './services/calls.ts';

/** What one request takes, exactly. */
export interface RequestCounts extends Omit<OperationCounts, 'cpuMilliseconds'> {
  /** Request line and headers, of all calls of the request. */
  readonly dynamodbHeaderBytes: number;
  readonly upstreamHeaderBytes: number;
}

/** Counts what one request takes, from what the services saw of it and what was logged. */
export function requestCounts({ dynamodb, connect }: Seen, log: string): RequestCounts {
  return {
    dynamodbCalls: dynamodb.length,
    sequentialDynamodbCalls: sequentialCalls(dynamodb),
    writeUnits: sum(dynamodb.map(({ writeUnits }) => writeUnits)),
    readUnits: sum(dynamodb.map(({ readUnits }) => readUnits)),
    upstreamCalls: connect.length,
    logBytes: Buffer.byteLength(log),
    dynamodbHeaderBytes: sum(dynamodb.map(({ headerBytes }) => headerBytes)),
    upstreamHeaderBytes: sum(connect.map(({ headerBytes }) => headerBytes)),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
