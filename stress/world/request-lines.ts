import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { median, quantile } from '../../bench/statistics.ts';
import { isObject, parsed } from '../../lambdas/core/json.ts';

/** What the functions' lines have told so far. */
export interface RequestLines {
  /** Requests that were answered with a 5xx, by operation, reason and cause: how often. */
  readonly failures: ReadonlyMap<string, number>;
  /** The ids of calls to Connect that went by a function's own share of a quota. */
  readonly unplaced: ReadonlySet<string>;
  /** Of each start that a limit refused, how long the function took by itself: milliseconds. */
  readonly limitedStarts: readonly number[];
  /** Of each request that asked the table, how long a call took in the mean: milliseconds. */
  readonly tableCalls: readonly number[];
}

/** Reads the lines as they come, to the stream's end. */
export function readRequestLines(lines: Readable): RequestLines {
  const failures = new Map<string, number>();
  const unplaced = new Set<string>();
  const limitedStarts: number[] = [];
  const tableCalls: number[] = [];
  createInterface({ input: lines }).on('line', (line) => {
    const entry = parsed(line);
    if (!isObject(entry)) return;
    const { upstreamRequestId, own, status, dynamodb, dynamodbCalls } = entry;
    if (typeof dynamodb === 'number' && typeof dynamodbCalls === 'number' && dynamodbCalls > 0)
      tableCalls.push(dynamodb / dynamodbCalls);
    if (entry['unplaced'] === 1 && typeof upstreamRequestId === 'string') unplaced.add(upstreamRequestId);
    if (entry['chatsRefusedLimited'] === 1 && typeof own === 'number') limitedStarts.push(own);
    if (typeof status !== 'number' || status < 500) return;
    const why = [entry['operation'], entry['reason'], entry['cause'], entry['dynamodb']]
      .filter((word) => typeof word === 'string')
      .join(', ');
    failures.set(why, (failures.get(why) ?? 0) + 1);
  });
  return { failures, unplaced, limitedStarts, tableCalls };
}

/** One line for whoever reads the figures: what failed, and whether the table was too busy for any figure to count. */
export function toldOf({ failures, tableCalls }: RequestLines): string {
  const failed =
    failures.size === 0 ? 'none' : Array.from(failures, ([why, count]) => `${why} × ${count}`).join('; ');
  const table =
    tableCalls.length === 0
      ? ''
      : `; the table took ${median(tableCalls).toFixed(1)} ms a call, ${quantile(tableCalls, 0.99).toFixed(1)} ms at 99 %`;
  return `requests that failed: ${failed}${table}`;
}
