import { reaperMetrics } from '../../lambdas/core/metrics.ts';
import { cdkMetric } from './cdk-metric.ts';
import { lambdaOfReaper, ofReaper, type Place } from './metric.ts';
import { counts, graph, milliseconds, type Row, wide } from './widgets.ts';

/** Shows what the function that ends chats does, and whether it runs. */
export function reaperRow(place: Place): Row {
  const [sweeps, ...results] = reaperMetrics;
  return [
    graph(
      'Ended, not found, not ended',
      8,
      results.map((name) => cdkMetric(ofReaper(place, name), { label: name })),
      { ...counts, ...wide },
    ),
    graph(
      'Sweeps, crashes and throttles',
      8,
      [
        cdkMetric(ofReaper(place, sweeps), { label: sweeps }),
        ...(['Errors', 'Throttles'] as const).map((label) =>
          cdkMetric(lambdaOfReaper(place, label), { label }),
        ),
      ],
      { ...counts, ...wide },
    ),
    graph(
      'Sweeps: longest',
      8,
      [cdkMetric(lambdaOfReaper(place, 'Duration', 'Maximum'), { label: 'Duration' })],
      { ...milliseconds, ...wide },
    ),
  ];
}
