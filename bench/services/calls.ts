/** A call as one of the services saw it. Times in milliseconds of the services' clock. */
export interface Call {
  /** DynamoDB's action, or the operation of Connect. */
  readonly operation: string;
  readonly began: number;
  readonly ended: number;
  /** Of the request line and the headers, as on the wire. */
  readonly headerBytes: number;
  readonly bodyBytes: number;
}

export interface DynamoDbCall extends Call {
  readonly consistentRead: boolean;
  readonly writeUnits: number;
  readonly readUnits: number;
}

export interface ConnectCall extends Call {
  readonly clientToken: string | undefined;
  readonly connectionToken: string | undefined;
  readonly status: number;
}

/** What the services saw since they were last asked to forget. */
export interface Seen {
  readonly dynamodb: readonly DynamoDbCall[];
  readonly connect: readonly ConnectCall[];
}

/**
 * Counts the calls that waited for one another: the most of which no two overlap. Calls that run side by side cost the
 * time of one.
 */
export function sequentialCalls(calls: readonly Pick<Call, 'began' | 'ended'>[]): number {
  let count = 0;
  let end = -Infinity;
  for (const { began, ended } of calls.toSorted((a, b) => a.ended - b.ended)) {
    if (began < end) continue;
    count++;
    end = ended;
  }
  return count;
}

/** Counts the bytes of a request's line and headers, up to the body. */
export function headerBytes(method: string, path: string, rawHeaders: readonly string[]): number {
  const lines = [`${method} ${path} HTTP/1.1`];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2)
    lines.push(`${rawHeaders[index]}: ${rawHeaders[index + 1]}`);
  return Buffer.byteLength(`${lines.join('\r\n')}\r\n\r\n`);
}
