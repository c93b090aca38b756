import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { cdkMath, cdkMetric } from './cdk-metric.ts';
import { own, type Place } from './metric.ts';
import { burns, sendLatency, type ServiceLevel, serviceLevels } from './service-levels.ts';
import type { Thresholds } from './thresholds.ts';
import { graph, milliseconds, numbers, type Row, wide } from './widgets.ts';

/** Shows the service levels and how fast their error budgets are used up: numbers above, graphs below. */
export function serviceLevelRows(place: Place, thresholds: Thresholds): readonly Row[] {
  const levels = serviceLevels(place);
  const { target, threshold } = sendLatency;
  const sent = (statistic: string, label: string): IMetric =>
    cdkMetric(own(place, 'duration', { operation: 'SendMessage' }, statistic), { label });
  return [
    [
      ...levels.map((level) => numbers(level.title, 8, budget(level))),
      numbers(`Messages sent: ${target} % within ${threshold} ms`, 8, [
        sent(`p${target}`, 'ms, 95th percentile'),
        sent(`PR(:${threshold})`, '% in time'),
      ]),
    ],
    [
      ...levels.map((level) =>
        graph(`${level.name}: times too fast`, 8, [burnRate(level)], {
          ...wide,
          leftAnnotations: burns.map(({ name }) => ({
            label: name,
            value: thresholds[`${level.name}${name}`],
          })),
        }),
      ),
      graph(
        'SendLatency',
        8,
        ['p50', `p${target}`, 'p99'].map((statistic) => sent(statistic, statistic)),
        { ...milliseconds, leftAnnotations: [{ label: 'promised', value: threshold }] },
      ),
    ],
  ];
}

function budget({ metrics, bad, all, target }: ServiceLevel): readonly IMetric[] {
  const allowed = Number((1 - target / 100).toFixed(6));
  return [
    cdkMath(`100 * (1 - ${bad} / ${all})`, metrics, { label: `% (promised: ${target})` }),
    cdkMath(`100 * (1 - (${bad} / ${all}) / ${allowed})`, metrics, { label: '% of the budget left' }),
  ];
}

function burnRate({ metrics, bad, all, target }: ServiceLevel): IMetric {
  const allowed = Number((100 - target).toFixed(6));
  return cdkMath(`(100 * ${bad} / ${all}) / ${allowed}`, metrics, { label: 'burn rate' });
}
