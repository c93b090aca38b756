import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { isObject, parsed } from '../../lambdas/core/json.ts';

/** What the functions' lines have told so far. */
export interface RequestLines {
  /** Requests that were answered with a 5xx, by operation, reason and cause: how often. */
  readonly failures: ReadonlyMap<string, number>;
  /** The ids of calls to Connect that went by a function's own share of a quota. */
  readonly unplaced: ReadonlySet<string>;
  /** Of each start that a limit refused, how long the function took by itself: milliseconds. */
  readonly limitedStarts: readonly number[];
}

/** Reads the lines as they come, to the stream's end. */
export function readRequestLines(lines: Readable): RequestLines {
  const failures = new Map<string, number>();
  const unplaced = new Set<string>();
  const limitedStarts: number[] = [];
  createInterface({ input: lines }).on('line', (line) => {
    const failed = line.includes('"status":5');
    if (!failed && !line.includes('"unplaced":1') && !line.includes('"chatsRefusedLimited":1')) return;
    const entry = parsed(line);
    if (!isObject(entry)) return;
    const { upstreamRequestId, own } = entry;
    if (entry['unplaced'] === 1 && typeof upstreamRequestId === 'string') unplaced.add(upstreamRequestId);
    if (entry['chatsRefusedLimited'] === 1 && typeof own === 'number') limitedStarts.push(own);
    if (!failed) return;
    const why = [entry['operation'], entry['reason'], entry['cause'], entry['dynamodb']]
      .filter((word) => typeof word === 'string')
      .join(', ');
    failures.set(why, (failures.get(why) ?? 0) + 1);
  });
  return { failures, unplaced, limitedStarts };
}

/** One line of failures. */
export function toldFailures({ failures }: Pick<RequestLines, 'failures'>): string {
  return failures.size === 0
    ? 'none'
    : Array.from(failures, ([why, count]) => `${why} × ${count}`).join('; ');
}
