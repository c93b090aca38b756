import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { ClientConfiguration } from '../asked.ts';
import { isObject } from '../../../lambdas/core/json.ts';
import type { AlarmFact, DashboardFact, Shown, ShownMetric } from './facts.ts';

/** Data of the last three hours, as the dashboard shows them. */
const shownHours = 3;
/** Names of the metrics that any request changes, health checks included. */
const moved = /^(Count|ConcurrentExecutions|Duration|requests|duration)$/;
/** Metrics asked about at once, of the 500 that CloudWatch takes. */
const mostMetrics = 100;

async function clientOf(configuration: ClientConfiguration): Promise<CloudWatchClient> {
  const { CloudWatchClient: Client } = await import('@aws-sdk/client-cloudwatch');
  return new Client(configuration);
}

export async function askDashboard(
  DashboardName: string,
  configuration: ClientConfiguration,
): Promise<DashboardFact> {
  const { GetDashboardCommand } = await import('@aws-sdk/client-cloudwatch');
  const client = await clientOf(configuration);
  const { DashboardBody = '{}' } = await client.send(new GetDashboardCommand({ DashboardName }));
  const { widgets = [] } = JSON.parse(DashboardBody) as { readonly widgets?: readonly Widget[] };
  const shown = widgets.filter(({ type }) => type === 'metric');
  return {
    name: DashboardName,
    widgets: shown.length,
    metrics: distinct(shown.flatMap(({ properties: { metrics = [] } = {} }) => metricsOf(metrics))),
  };
}

interface Widget {
  readonly type?: string;
  readonly properties?: { readonly metrics?: readonly (readonly unknown[])[] };
}

/**
 * Reads a widget's lines: namespace, name, dimensions by name and value, and options. A dot repeats what the line
 * before has there.
 */
function metricsOf(lines: readonly (readonly unknown[])[]): readonly ShownMetric[] {
  let before: readonly unknown[] = [];
  return lines.flatMap((line) => {
    const full = line
      .filter((part) => !isObject(part))
      .map((part, index) => (part === '.' ? before[index] : part))
      .map(String);
    if (full.length < 2) return [];
    before = full;
    const [namespace = '', name = '', ...rest] = full;
    const dimensions: Record<string, string> = {};
    for (let index = 0; index + 1 < rest.length; index += 2)
      dimensions[rest[index] ?? ''] = rest[index + 1] ?? '';
    return [{ namespace, name, dimensions }];
  });
}

function distinct(metrics: readonly ShownMetric[]): readonly ShownMetric[] {
  return [...new Map(metrics.map((metric) => [JSON.stringify(metric), metric])).values()];
}

/** Counts the metrics that have data, by namespace. */
export async function askData(
  metrics: readonly ShownMetric[],
  now: number,
  configuration: ClientConfiguration,
): Promise<Readonly<Record<string, Shown>>> {
  const chosen = metrics.filter(({ name }) => moved.test(name)).slice(0, mostMetrics);
  if (chosen.length === 0) return {};
  const { GetMetricDataCommand } = await import('@aws-sdk/client-cloudwatch');
  const client = await clientOf(configuration);
  const { MetricDataResults = [] } = await client.send(
    new GetMetricDataCommand({
      StartTime: new Date(now - shownHours * 3_600_000),
      EndTime: new Date(now),
      MetricDataQueries: chosen.map(({ namespace, name, dimensions }, index) => ({
        Id: `m${index}`,
        MetricStat: {
          Metric: {
            Namespace: namespace,
            MetricName: name,
            Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
          },
          Period: 300,
          Stat: 'SampleCount',
        },
      })),
    }),
  );
  const withData = new Set(
    MetricDataResults.filter(({ Values = [] }) => Values.length > 0).map(({ Id }) => Id),
  );
  const byNamespace: Record<string, { asked: number; withData: number }> = {};
  for (const [index, { namespace }] of chosen.entries()) {
    const shown = (byNamespace[namespace] ??= { asked: 0, withData: 0 });
    shown.asked += 1;
    if (withData.has(`m${index}`)) shown.withData += 1;
  }
  return byNamespace;
}

/** Counts the metrics that CloudWatch has in a namespace, up to a page of them. */
export async function countMetrics(Namespace: string, configuration: ClientConfiguration): Promise<number> {
  const { ListMetricsCommand } = await import('@aws-sdk/client-cloudwatch');
  const client = await clientOf(configuration);
  const { Metrics = [] } = await client.send(new ListMetricsCommand({ Namespace }));
  return Metrics.length;
}

/** Lists alarms whose names begin with a prefix. Another deployment's may begin so, too. */
export async function askAlarms(
  AlarmNamePrefix: string,
  configuration: ClientConfiguration,
): Promise<readonly AlarmFact[]> {
  const { paginateDescribeAlarms } = await import('@aws-sdk/client-cloudwatch');
  const client = await clientOf(configuration);
  const found: AlarmFact[] = [];
  for await (const { MetricAlarms = [], CompositeAlarms = [] } of paginateDescribeAlarms(
    { client },
    { AlarmNamePrefix, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] },
  )) {
    for (const { AlarmName = '', StateValue = '', ActionsEnabled = true, TreatMissingData } of MetricAlarms)
      found.push({
        name: AlarmName,
        state: StateValue,
        enabled: ActionsEnabled,
        missing: TreatMissingData ?? 'missing',
      });
    for (const { AlarmName = '', StateValue = '', ActionsEnabled = true } of CompositeAlarms)
      found.push({ name: AlarmName, state: StateValue, enabled: ActionsEnabled, missing: undefined });
  }
  return found;
}
