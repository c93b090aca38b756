import { Duration } from 'aws-cdk-lib';
import {
  type IMetric,
  MathExpression,
  Metric as CdkMetric,
  type MetricOptions,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Metric } from './metric.ts';

/** How a series of a widget is shown, or over what period an alarm looks at it. */
export type Shown = Pick<MetricOptions, 'label' | 'period'>;

/**
 * A metric as CDK writes it. It names no account and no Region: alarms and widgets are where the metrics are, and say so
 * by themselves.
 */
export function cdkMetric({ namespace, name, dimensions, statistic }: Metric, shown: Shown = {}): CdkMetric {
  return new CdkMetric({
    namespace,
    metricName: name,
    dimensionsMap: { ...dimensions },
    statistic,
    ...shown,
  });
}

/** Metric math over metrics by name. */
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

/** What an alarm watches: one of the metrics, or metric math over them. `period` in minutes. */
export function watchedMetric(
  metrics: Readonly<Record<string, Metric>>,
  expression: string,
  period: number,
): IMetric {
  const lone = metrics[expression];
  const shown = { period: Duration.minutes(period) };
  return lone ? cdkMetric(lone, shown) : cdkMath(expression, metrics, shown);
}
