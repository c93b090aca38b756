import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { isObject, parsed } from '../../lambdas/core/json.ts';

/** Counts the lines of failed requests as they come, by operation, reason and cause. Reads the stream to its end. */
export function countFailures(lines: Readable): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  createInterface({ input: lines }).on('line', (line) => {
    if (!line.includes('"status":5')) return;
    const entry = parsed(line);
    if (!isObject(entry)) return;
    const why = [entry['operation'], entry['reason'], entry['cause'], entry['dynamodb']]
      .filter((word) => typeof word === 'string')
      .join(', ');
    counts.set(why, (counts.get(why) ?? 0) + 1);
  });
  return counts;
}

/** One line of them. */
export function toldFailures(counts: ReadonlyMap<string, number>): string {
  return counts.size === 0 ? 'none' : Array.from(counts, ([why, count]) => `${why} × ${count}`).join('; ');
}
