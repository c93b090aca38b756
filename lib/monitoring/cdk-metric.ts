import { Duration } from 'aws-cdk-lib';
import {
  type IMetric,
  MathExpression,
  Metric as CdkMetric,
  type MetricOptions,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Metric } from './metric.ts';

/** How a widget shows a series, or the period over which an alarm looks at it. */
export type Shown = Pick<MetricOptions, 'label' | 'period'>;

/** Returns a metric of CDK's. It names no account and no Region, as alarms and widgets are where the metrics are. */
export function cdkMetric({ namespace, name, dimensions, statistic }: Metric, shown: Shown = {}): CdkMetric {
  return new CdkMetric({
    namespace,
    metricName: name,
    dimensionsMap: { ...dimensions },
    statistic,
    ...shown,
  });
}

/** Returns metric math over metrics, by their names. */
export function cdkMath(
  expression: string,
  metrics: Readonly<Record<string, Metric>>,
  shown: Shown = {},
): MathExpression {
  const usingMetrics = Object.entries(metrics).map(([name, metric]) => [name, cdkMetric(metric)]);
  return new MathExpression({
    expression,
    usingMetrics: Object.fromEntries(usingMetrics) as Record<string, IMetric>,
    ...shown,
  });
}

/** Returns what an alarm watches: one of the metrics, or metric math over them. `period` is in minutes. */
export function watchedMetric(
  metrics: Readonly<Record<string, Metric>>,
  expression: string,
  period: number,
): IMetric {
  const lone = metrics[expression];
  const shown = { period: Duration.minutes(period) };
  return lone ? cdkMetric(lone, shown) : cdkMath(expression, metrics, shown);
}
