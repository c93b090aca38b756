import type { ReaperMetricName } from '../core/metrics.ts';
import { chatReference } from '../core/trace.ts';
import { hear, readContactEvent } from './contact-event.ts';
import type { ReaperPorts } from './ports.ts';
import { sweep } from './sweep.ts';

export interface ReaperOptions {
  readonly instanceIds: readonly string[];
  /** Of the metrics. */
  readonly namespace: string;
  /** Whether somebody waits for a sign of life: a sweep that has nothing to tell has a line all the same. */
  readonly watched: boolean;
  /** Takes a line, without its end. */
  readonly log: (line: string) => void;
  readonly ports: Omit<ReaperPorts, 'unfound'>;
}

/** Each is a line's field, and has one dimension. */
type Counts = Partial<Readonly<Record<ReaperMetricName, number>>>;

/**
 * Serves an event: one of Connect's contacts is heard, one of another instance or channel is let be, and whatever else
 * comes, as from the schedule, is a reason to sweep. Fails where DynamoDB cannot be asked: a sweep is due again within
 * the minute, and Lambda brings an event twice more.
 */
export function serve(options: ReaperOptions): (event: unknown) => Promise<void> {
  const { instanceIds, namespace, watched, log } = options;
  const line = (fields: object, counts: Counts): void => {
    const measured = Object.entries(counts).filter(([, count]) => count > 0);
    log(
      JSON.stringify({
        _aws: {
          Timestamp: options.ports.now(),
          CloudWatchMetrics: [
            {
              Namespace: namespace,
              Dimensions: [['service']],
              Metrics: measured.map(([Name]) => ({ Name })),
            },
          ],
        },
        service: 'reaper',
        ...fields,
        ...Object.fromEntries(measured),
      }),
    );
  };
  const ports: ReaperPorts = {
    ...options.ports,
    unfound: ({ id, instanceId }) =>
      line(
        { operation: 'Sweep', instanceId, chat: chatReference(id), reason: 'unfound' },
        { startsUnfound: 1 },
      ),
  };
  return async (event) => {
    const told = readContactEvent(event);
    if (told) {
      if (!instanceIds.includes(told.instanceId)) return;
      const heard = await hear(told, ports);
      if (heard !== 'known' && heard !== 'not ours') line({ operation: 'ContactEvent', heard }, {});
      return;
    }
    if (isOfConnect(event)) return;
    const { ended, expired, over, unfound, failed, ...swept } = await sweep(instanceIds, ports);
    const quiet = ended + expired + over + unfound + failed + swept.corrected === 0;
    if (quiet && !watched) return;
    // Lambda counts invocations, which contact events bring about as well: only this tells that the schedule does.
    line(
      { operation: 'Sweep', ...(!quiet && { ended, expired, over, unfound, ...swept }) },
      { sweeps: 1, chatsReaped: ended + expired, reapsFailed: failed },
    );
  };
}

function isOfConnect(event: unknown): boolean {
  return Object(event).source === 'aws.connect';
}
