import type { OperationCounts } from './measured-counts.ts';

/** The part of a request's costs that is the same on every machine. */
export type CallCounts = Omit<OperationCounts, 'logBytes' | 'cpuMilliseconds'>;

/** The kinds of requests in a chat. `replay` repeats a message that has been answered. */
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
 * What the model assumes of each kind of request; test/bench/counts.test.ts counts them on the wire.
 * `sequentialDynamodbCalls` leaves out calls beside another.
 */
export const countedCalls: Readonly<Record<Kind, CallCounts>> = {
  start: counted({ calls: 8, sequential: 6, writes: 8, reads: 0, upstream: 1 }),
  // The session's row is larger than 1 KB once it holds the connection's token and answer: each write is two units.
  connection: counted({ calls: 4, sequential: 4, writes: 4, reads: 1, upstream: 1 }),
  reconnection: counted({ calls: 4, sequential: 4, writes: 5, reads: 1, upstream: 1 }),
  message: counted({ calls: 3, sequential: 2, writes: 2, reads: 1, upstream: 1 }),
  // A claim whose condition fails is paid for, too.
  replay: counted({ calls: 2, sequential: 1, writes: 1, reads: 1, upstream: 0 }),
  typing: counted({ calls: 1, sequential: 1, writes: 0, reads: 1, upstream: 1 }),
  receipt: counted({ calls: 1, sequential: 1, writes: 0, reads: 1, upstream: 1 }),
  // It takes its place in Connect's rate while it reads the session.
  transcript: counted({ calls: 2, sequential: 1, writes: 1, reads: 1, upstream: 1 }),
  disconnect: counted({ calls: 5, sequential: 4, writes: 5, reads: 1, upstream: 1 }),
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
