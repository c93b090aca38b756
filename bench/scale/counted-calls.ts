import type { OperationCounts } from './measured-counts.ts';

/** The part of a request's costs that is the same on every machine. */
export type CallCounts = Omit<OperationCounts, 'logBytes' | 'cpuMilliseconds'>;

/** What is asked of the API in a chat. `replay` is a message that has been answered before. */
export type Kind =
  | 'start'
  | 'connection'
  | 'reconnection'
  | 'message'
  | 'replay'
  | 'typing'
  | 'receipt'
  | 'transcript'
  | 'disconnect';

/**
 * What the model takes as given of each kind of request; test/bench/counts.test.ts counts them on the wire. A call that
 * goes on beside another is not in `sequentialDynamodbCalls`.
 */
export const countedCalls: Readonly<Record<Kind, CallCounts>> = {
  start: counted({ calls: 3, sequential: 3, writes: 3, reads: 0, upstream: 1 }),
  // The session's row is beyond 1 KB once it holds the connection's token and answer: two units for each write.
  connection: counted({ calls: 3, sequential: 3, writes: 3, reads: 1, upstream: 1 }),
  reconnection: counted({ calls: 3, sequential: 3, writes: 4, reads: 1, upstream: 1 }),
  message: counted({ calls: 3, sequential: 2, writes: 2, reads: 1, upstream: 1 }),
  // The claim is refused by its condition, and paid for.
  replay: counted({ calls: 2, sequential: 1, writes: 1, reads: 1, upstream: 0 }),
  typing: counted({ calls: 1, sequential: 1, writes: 0, reads: 1, upstream: 1 }),
  receipt: counted({ calls: 1, sequential: 1, writes: 0, reads: 1, upstream: 1 }),
  transcript: counted({ calls: 1, sequential: 1, writes: 0, reads: 1, upstream: 1 }),
  disconnect: counted({ calls: 4, sequential: 3, writes: 4, reads: 1, upstream: 1 }),
};

function counted(of: {
  readonly calls: number;
  readonly sequential: number;
  readonly writes: number;
  readonly reads: number;
  readonly upstream: number;
}): CallCounts {
  return {
    dynamodbCalls: of.calls,
    sequentialDynamodbCalls: of.sequential,
    writeUnits: of.writes,
    readUnits: of.reads,
    upstreamCalls: of.upstream,
  };
}
