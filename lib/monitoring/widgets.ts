import { Duration } from 'aws-cdk-lib';
import {
  GraphWidget,
  type GraphWidgetProps,
  type IMetric,
  type IWidget,
  SingleValueWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';

/** The few forms of the dashboard's widgets. A row has 24 columns. */
export type Row = readonly IWidget[];

export const columns = 24;

export function heading(title: string, says: string): Row {
  return [text(`## ${title}\n${says}`, 2)];
}

export function text(markdown: string, height: number): IWidget {
  return new TextWidget({ markdown, width: columns, height });
}

type GraphOptions = Pick<GraphWidgetProps, 'leftYAxis' | 'leftAnnotations' | 'period' | 'stacked'>;

export function graph(
  title: string,
  width: number,
  left: readonly IMetric[],
  options: GraphOptions = {},
): IWidget {
  return new GraphWidget({
    title,
    width,
    height: 6,
    left: [...left],
    period: Duration.minutes(1),
    ...options,
  });
}

/** Shows each metric as one number, over the whole time shown. */
export function numbers(title: string, width: number, metrics: readonly IMetric[]): IWidget {
  return new SingleValueWidget({
    title,
    width,
    height: 4,
    metrics: [...metrics],
    setPeriodToTimeRange: true,
  });
}

export const milliseconds: GraphOptions = { leftYAxis: { label: 'ms', showUnits: false, min: 0 } };
export const counts: GraphOptions = { leftYAxis: { label: 'count', showUnits: false, min: 0 } };
/** For what happens rarely. */
export const wide: GraphOptions = { period: Duration.minutes(5) };
