import { countedCalls } from './counted-calls.ts';
import type { MeasuredCounts, OperationCounts } from './measured-counts.ts';
import type { Asked } from './traffic.ts';

/** Returns what a kind of request costs. Bytes and CPU time that were not measured are taken from a message's. */
export function countsOf(kind: Asked, { message, event }: MeasuredCounts): OperationCounts {
  switch (kind) {
    case 'message':
      return message;
    case 'typing':
    case 'receipt':
      return event;
    case 'start':
    case 'connection':
    case 'reconnection':
    case 'transcript':
    case 'disconnect':
      return { ...countedCalls[kind], logBytes: message.logBytes, cpuMilliseconds: message.cpuMilliseconds };
  }
}

/** Returns how much of a count one chat takes in a second. */
export function perChat(
  rates: Readonly<Record<Asked, number>>,
  counts: MeasuredCounts,
  of: (counts: OperationCounts) => number,
): number {
  return Object.entries(rates).reduce(
    (sum, [kind, rate]) => sum + rate * of(countsOf(kind as Asked, counts)),
    0,
  );
}
