/** What one request costs, counted or measured. */
export interface OperationCounts {
  readonly dynamodbCalls: number;
  /** The longest chain of calls of which each waits for the one before. */
  readonly sequentialDynamodbCalls: number;
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly upstreamCalls: number;
  /** Bytes of the function's own line. */
  readonly logBytes: number;
  /** CPU time of a warm request, on a whole core. */
  readonly cpuMilliseconds: number;
}

/** What the benchmark hands to the model. */
export interface MeasuredCounts {
  readonly message: OperationCounts;
  readonly event: OperationCounts;
  /** CPU time from nothing to the first answer, less that of an empty function, on a whole core. */
  readonly coldCpuMilliseconds: number;
}
