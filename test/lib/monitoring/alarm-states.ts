import assert from 'node:assert/strict';
import { resourcesOf, type Template } from '../synthesized.ts';
import { metricKey, resolved } from './deployed.ts';
import type { Sample } from './embedded-metrics.ts';
import { evaluate, type Values } from './metric-math.ts';

/** CloudWatch's evaluation of the alarms of a template, over metric values, at any minute. */

const minute = 60_000;

interface MetricStat {
  readonly Metric: {
    readonly Namespace: string;
    readonly MetricName: string;
    readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  };
  readonly Period: number;
  readonly Stat: string;
}

interface AlarmProperties {
  readonly AlarmName: string;
  readonly Metrics?: readonly {
    readonly Id: string;
    readonly MetricStat?: MetricStat;
    readonly Expression?: string;
    readonly ReturnData?: boolean;
  }[];
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: MetricStat['Metric']['Dimensions'];
  readonly Statistic?: string;
  readonly ExtendedStatistic?: string;
  readonly Period?: number;
  readonly Threshold?: number;
  readonly ThresholdMetricId?: string;
  readonly ComparisonOperator: string;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm: number;
  readonly TreatMissingData: 'notBreaching' | 'breaching' | 'ignore';
}

export interface DeployedAlarms {
  /** By name, without the deployment's and the version. */
  readonly metric: ReadonlyMap<string, AlarmProperties>;
  readonly composite: ReadonlyMap<string, string>;
  /** Names by logical id. */
  readonly ids: ReadonlyMap<string, string>;
}

export function alarmsOf(template: Template, deployment: string): DeployedAlarms {
  const short = (name: unknown): string =>
    String(name)
      .slice(deployment.length + 1)
      .replace(/-7$/, '');
  const read = (type: string): [string, Record<string, unknown>][] =>
    resourcesOf(template, `AWS::CloudWatch::${type}`).map(([id, { Properties }]) => [
      id,
      resolved(Properties) as Record<string, unknown>,
    ]);
  const metric = read('Alarm');
  const composite = read('CompositeAlarm');
  return {
    metric: new Map(metric.map(([, of]) => [short(of['AlarmName']), of as unknown as AlarmProperties])),
    composite: new Map(composite.map(([, of]) => [short(of['AlarmName']), String(of['AlarmRule'])])),
    ids: new Map([...metric, ...composite].map(([id, of]) => [id, short(of['AlarmName'])])),
  };
}

/** Metric values, to be looked up by metric and minute. */
export interface Timeline {
  add(samples: Iterable<Sample>): void;
  /** The values of the minutes from `from` up to `to`, both as minutes since 1970. */
  between(key: string, from: number, to: number): readonly number[];
}

export function createTimeline(): Timeline {
  const metrics = new Map<string, Map<number, number[]>>();
  return {
    add(samples) {
      for (const { value, at, ...metric } of samples) {
        const key = metricKey(metric);
        const minutes = metrics.get(key) ?? new Map<number, number[]>();
        metrics.set(key, minutes);
        const slot = Math.floor(at / minute);
        const values = minutes.get(slot) ?? [];
        minutes.set(slot, values);
        values.push(value);
      }
    },
    between(key, from, to) {
      const minutes = metrics.get(key);
      const found: number[] = [];
      if (!minutes) return found;
      for (let slot = from; slot < to; slot++) found.push(...(minutes.get(slot) ?? []));
      return found;
    },
  };
}

function statistic(stat: string, values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  if (stat === 'Sum') return values.reduce((sum, value) => sum + value, 0);
  if (stat === 'Maximum') return Math.max(...values);
  const percent = Number(/^p(\d+(?:\.\d+)?)$/.exec(stat)?.[1]);
  assert.ok(percent > 0, stat);
  const ordered = values.toSorted((a, b) => a - b);
  return ordered[Math.max(0, Math.ceil((percent / 100) * ordered.length) - 1)];
}

/** The periods that an evaluation at the end of minute `end` looks at, the oldest first. */
function periods(
  timeline: Timeline,
  { Metric, Period, Stat }: MetricStat,
  end: number,
  count: number,
): Values {
  const dimensions = Object.fromEntries(Metric.Dimensions.map(({ Name, Value }) => [Name, Value]));
  const key = metricKey({ namespace: Metric.Namespace, name: Metric.MetricName, dimensions });
  const length = Period / 60;
  return Array.from({ length: count }, (_none, index) => {
    const to = end - (count - 1 - index) * length;
    return statistic(Stat, timeline.between(key, to - length, to));
  });
}

export type States = Map<string, boolean>;

/** What CloudWatch has learnt to expect at least of a metric: a model of its own, which the test provides. */
export type LowerBand = (end: number) => number;

/** Whether each alarm is on at the end of a minute, given whether it was on before. */
export function evaluateAlarms(
  alarms: DeployedAlarms,
  timeline: Timeline,
  end: number,
  before: States,
  lowerBand: LowerBand,
): States {
  const states: States = new Map();
  for (const [name, alarm] of alarms.metric)
    states.set(name, evaluateAlarm(alarm, timeline, end, before.get(name) ?? false, lowerBand));
  // A composite may be of composites, which CDK's order puts first.
  for (const [name, rule] of alarms.composite) {
    const terms = rule.split(/ (?:AND|OR) /).map((term) => {
      const [, id = ''] = /^\(?ALARM\("(\w+)"\)\)?$/.exec(term) ?? assert.fail(rule);
      const part = alarms.ids.get(id) ?? assert.fail(id);
      return states.get(part) ?? assert.fail(`${part} is not evaluated before ${name}`);
    });
    assert.ok(!(rule.includes(' AND ') && rule.includes(' OR ')));
    states.set(name, rule.includes(' OR ') ? terms.some(Boolean) : terms.every(Boolean));
  }
  return states;
}

function evaluateAlarm(
  alarm: AlarmProperties,
  timeline: Timeline,
  end: number,
  before: boolean,
  lowerBand: LowerBand,
): boolean {
  const count = alarm.EvaluationPeriods;
  const values = watched(alarm, timeline, end, count);
  const operators: Readonly<Record<string, (value: number) => boolean>> = {
    GreaterThanOrEqualToThreshold: (value) => value >= (alarm.Threshold ?? Number.NaN),
    LessThanThreshold: (value) => value < (alarm.Threshold ?? Number.NaN),
    LessThanLowerThreshold: (value) => value < lowerBand(end),
  };
  const breaches = operators[alarm.ComparisonOperator] ?? assert.fail(alarm.ComparisonOperator);
  if (alarm.TreatMissingData === 'ignore' && values.every((value) => value === undefined)) return before;
  const breaching = values.filter((value) =>
    value === undefined ? alarm.TreatMissingData === 'breaching' : breaches(value),
  );
  return breaching.length >= alarm.DatapointsToAlarm;
}

function watched(alarm: AlarmProperties, timeline: Timeline, end: number, count: number): Values {
  if (!alarm.Metrics) {
    const Metric = {
      Namespace: alarm.Namespace ?? '',
      MetricName: alarm.MetricName ?? '',
      Dimensions: alarm.Dimensions ?? [],
    };
    const Stat = alarm.Statistic ?? alarm.ExtendedStatistic ?? '';
    return periods(timeline, { Metric, Period: alarm.Period ?? 60, Stat }, end, count);
  }
  const series: Record<string, Values> = {};
  for (const { Id, MetricStat: stat } of alarm.Metrics)
    if (stat) series[Id] = periods(timeline, stat, end, count);
  // With a band, the value and the band are returned.
  const { Expression } =
    alarm.Metrics.find(({ Id, ReturnData }) => ReturnData !== false && Id !== alarm.ThresholdMetricId) ??
    assert.fail();
  return evaluate(Expression ?? '', series);
}
