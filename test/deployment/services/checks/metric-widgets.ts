import { unknownKeys } from './check.ts';
import { expressionProblems } from './metric-math.ts';

/**
 * Metric widgets, from "Properties of a Metric Widget Object" of
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
const known = (
  'accountId annotations end labels legend liveData metrics period region setPeriodToTimeRange ' +
  'singleValueFullPrecision sparkline stacked start stat table timezone title trend view yAxis'
).split(' ');
const options = 'accountId color expression id label period region stat visible yAxis'.split(' ');
const views = new Set(['timeSeries', 'singleValue', 'gauge', 'bar', 'pie', 'table']);
const most = { metrics: 500, dimensions: 30 } as const;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html */
const statistic =
  /^(SampleCount|Sum|Average|Minimum|Maximum|IQM|(p|tm|wm|tc|ts)\d{1,2}(\.\d{1,10})?|p100|(TM|WM|PR|TC|TS)\((\d+(\.\d+)?%?)?:(\d+(\.\d+)?%?)?\))$/;

interface Options {
  readonly id?: string;
  readonly expression?: string;
  readonly stat?: string;
}

type Properties = Readonly<Record<string, unknown>>;

export function metricWidgetProblems(properties: Properties, alarms: readonly string[]): readonly string[] {
  const { region, metrics, annotations } = properties;
  const { view, stat } = properties as { readonly view?: string; readonly stat?: string };
  const series = (metrics ?? []) as readonly (readonly unknown[])[];
  const ids = series.flatMap((one) => optionsOf(one).id ?? []);
  return [
    ...unknownKeys(properties, known, 'it'),
    ...(typeof region === 'string' || isAlarm(annotations, alarms) ? [] : ['it has no region']),
    ...(metrics === undefined && annotations === undefined ? ['it shows nothing'] : []),
    ...(view === undefined || views.has(view) ? [] : [`there is no view ${view}`]),
    ...(stat === undefined || statistic.test(stat) ? [] : [`there is no statistic ${stat}`]),
    ...(series.length > most.metrics ? [`it shows ${series.length} metrics`] : []),
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `two metrics have the id ${id}`),
    ...ids.filter((id) => !/^[a-z]\w*$/.test(id)).map((id) => `${id} is no id of a metric`),
    ...series.flatMap((one) => seriesProblems(one, ids)),
  ];
}

function isAlarm(annotations: unknown, alarms: readonly string[]): boolean {
  const { alarms: shown = [] } = (annotations ?? {}) as { readonly alarms?: readonly string[] };
  return shown.length === 1 && alarms.includes((shown[0] ?? '').replace(/^arn:.*:alarm:/, ''));
}

function optionsOf(series: readonly unknown[]): Options {
  const last = series.at(-1);
  return typeof last === 'object' && last !== null ? last : {};
}

function seriesProblems(series: readonly unknown[], ids: readonly string[]): readonly string[] {
  const given = optionsOf(series);
  const names = series.filter((part) => typeof part === 'string');
  const { expression, id, stat } = given;
  const dimensions = (names.length - 2) / 2;
  const shape =
    expression === undefined
      ? Number.isInteger(dimensions) && dimensions >= 0 && dimensions <= most.dimensions
      : names.length === 0;
  return [
    ...(shape ? [] : [`${JSON.stringify(series)} is neither a metric with its dimensions nor an expression`]),
    ...unknownKeys(given, options, 'a metric'),
    ...(stat === undefined || statistic.test(stat) ? [] : [`there is no statistic ${stat}`]),
    ...(expression === undefined ? [] : expressionProblems(expression, ids, id)),
  ];
}
