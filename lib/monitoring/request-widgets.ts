import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { type MetricName, refusals } from '../../lambdas/core/metrics.ts';
import { cdkMetric } from './cdk-metric.ts';
import { connectChats, own, type Place } from './metric.ts';
import type { Thresholds } from './thresholds.ts';
import { counts, graph, milliseconds, type Row, wide } from './widgets.ts';

function ofBoth(place: Place, ...names: readonly MetricName[]): readonly IMetric[] {
  return names.flatMap((name) =>
    (['participant', 'connect'] as const).map((service) =>
      cdkMetric(own(place, name, { service }), { label: `${name} ${service}` }),
    ),
  );
}

/** Shows chats from start to end. */
export function funnelRow(place: Place): Row {
  const steps = [
    ['chats started', own(place, 'chatsStarted', { service: 'connect' })],
    ['connections', own(place, 'requests', { operation: 'CreateParticipantConnection' })],
    ['messages', own(place, 'requests', { operation: 'SendMessage' })],
    ['chats ended', own(place, 'chatsEnded', { service: 'participant' })],
  ] as const;
  return [
    graph(
      'Started, connected, wrote, ended',
      12,
      steps.map(([label, metric]) => cdkMetric(metric, { label })),
      { ...counts, ...wide },
    ),
    graph(
      'Starts refused, by reason',
      12,
      refusals.map((label) =>
        cdkMetric(own(place, `chatsRefused${label}`, { service: 'connect' }), { label }),
      ),
      { ...counts, ...wide, stacked: true },
    ),
  ];
}

/** Shows how near Connect is to its quotas: of concurrent chats, and of calls a second. */
export function connectRow(place: Place, thresholds: Thresholds): Row {
  const chats = (name: Parameters<typeof connectChats>[1]): readonly IMetric[] =>
    place.instanceIds.map((id) => cdkMetric(connectChats(id, name), { label: id }));
  return [
    graph('Chats at once, % of the quota', 8, chats('ConcurrentActiveChatsPercentage'), {
      leftYAxis: { min: 0, max: 100, showUnits: false },
      leftAnnotations: (['ChatQuota80', 'ChatQuota90'] as const).map((label) => ({
        label,
        value: thresholds[label],
      })),
    }),
    graph('Chats at once', 8, chats('ConcurrentActiveChats'), counts),
    graph(
      'Throttles: answered 429, and absorbed',
      8,
      [
        ...ofBoth(place, 'throttled', 'absorbed'),
        cdkMetric(own(place, 'shed', { service: 'participant' }), { label: 'events not sent' }),
        cdkMetric(own(place, 'unplaced', { service: 'participant' }), { label: 'without the row' }),
      ],
      counts,
    ),
  ];
}

/** Shows rate, errors and latency of an operation. */
export function operationRow(place: Place, operation: string): Row {
  const of = (name: MetricName, label: string, statistic?: string): IMetric =>
    cdkMetric(own(place, name, { operation }, statistic), { label });
  return [
    graph(operation, 8, [of('requests', 'requests')], counts),
    graph(
      `${operation}: errors`,
      8,
      (['ownErrors', 'upstreamErrors', 'throttled'] as const).map((name) => of(name, name)),
      counts,
    ),
    graph(
      `${operation}: latency`,
      8,
      [
        of('duration', 'p50', 'p50'),
        of('duration', 'p95', 'p95'),
        of('own', 'p95, our own part', 'p95'),
        of('upstream', 'p95, Amazon Connect', 'p95'),
      ],
      milliseconds,
    ),
  ];
}

/** Shows the ledger's replays, conflicts and failures. */
export function ledgerRow(place: Place): Row {
  return [
    graph('Repetitions', 8, ofBoth(place, 'replays', 'conflicts', 'takeovers'), counts),
    graph(
      'Not safe to answer, not written',
      8,
      ofBoth(place, 'mismatches', 'outcomesUnknown', 'ledgerFailures'),
      counts,
    ),
    graph(
      'Connections renewed, rows that did not open, queues not read, idle timers not set',
      8,
      ofBoth(place, 'renewals', 'sealFailures', 'queueReadFailures', 'idleTimersFailures'),
      counts,
    ),
  ];
}
