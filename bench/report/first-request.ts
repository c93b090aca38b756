import { table } from '../markdown-table.ts';
import {
  firstRequests,
  type FirstRequestSample,
  type FirstRequestSamples,
} from '../measures/first-request.ts';
import { delays } from '../measures/latency.ts';
import type { Results } from '../results.ts';
import { median, quantile } from '../statistics.ts';
import { withCommas } from './number.ts';

/** Shows what it is worth to open connections while Lambda initializes. */
export function firstRequest({ firstRequests: measured, conditions: { rounds } }: Results): string {
  if (!measured)
    return 'Not measured: there was no `openssl`, or no CPU control group could be created (Linux, version 1, as root).';
  return [
    'Milliseconds of the first request of a new environment of ours, over TLS. "Opened ahead": it uses the connections that ' +
      'the function opens while it is initialized (on a whole core, as on Lambda). "Without": those have failed, and the ' +
      'request opens its own (on the slice of a core that Lambda gives). Every call of DynamoDB takes ' +
      `${delays.dynamodb} ms, every call upstream ${delays.connect}, and the round trip besides; medians and 95th ` +
      `percentiles of ${rounds.firstRequests} rounds. "In all" includes the initialization, which takes longer if it opens ` +
      'connections; the first request usually waits for it. ' +
      '[Decision 11](decisions/0011-connections-opened-ahead.md) says what follows from this.',
    table(
      ['', 'Round trip', 'Opened ahead', '95th', 'Without', '95th', 'Saved', 'CPU saved', 'Saved in all'],
      measured.map(({ kind, roundTrip, ...samples }) => [
        `a ${kind}, ${withCommas(firstRequests[kind])} MB`,
        `${roundTrip} ms`,
        ...(['with', 'without'] as const).flatMap((ahead) => {
          const elapsed = samples[ahead].map((sample) => sample.elapsed);
          return [median(elapsed).toFixed(0), quantile(elapsed, 0.95).toFixed(0)];
        }),
        saved(samples, ({ elapsed }) => elapsed).toFixed(0),
        saved(samples, ({ cpu }) => cpu).toFixed(1),
        saved(samples, ({ initialization, elapsed }) => initialization + elapsed).toFixed(0),
      ]),
    ),
  ].join('\n\n');
}

/** The difference between the medians. */
function saved(
  { with: ahead, without }: FirstRequestSamples,
  what: (sample: FirstRequestSample) => number,
): number {
  return median(without.map(what)) - median(ahead.map(what));
}
