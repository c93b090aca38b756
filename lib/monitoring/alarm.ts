import type { Service } from '../../lambdas/core/access.ts';
import type { Metric } from './metric.ts';
import { standards, type AlarmName, type Thresholds } from './thresholds.ts';

/**
 * How urgent an alarm is: somebody gets up, looks at it on the same working day, or only knows of it. Each severity has
 * its own topic.
 */
export const severities = ['urgent', 'soon', 'notice'] as const;
export type Severity = (typeof severities)[number];

/** A value that CloudWatch watches. */
export interface Condition {
  /** At most nine: an alarm takes ten, the expression among them. */
  readonly metrics: Readonly<Record<string, Metric>>;
  /** Metric math over the names of `metrics`, or just one of them. */
  readonly expression: string;
  /** Minutes. */
  readonly period: number;
  /** The threshold, or how many standard deviations below CloudWatch's learnt expectation breach. */
  readonly breaches:
    { readonly atLeast: number } | { readonly fewerThan: number } | { readonly belowBandOf: number };
  /** How many of the last periods have to breach; by default one of one. */
  readonly during?: { readonly datapoints: number; readonly of: number };
  /** How a period without data is treated, and why. */
  readonly missing: { readonly treat: 'notBreaching' | 'breaching' | 'ignore'; readonly because: string };
}

export interface Described {
  /**
   * The alarm's name behind the deployment's. Also the heading of its section in docs/runbook.md, and the name of its
   * threshold.
   */
  readonly name: AlarmName;
  /** What a visitor loses, in a sentence. */
  readonly loses: string;
}

export interface Announced extends Described {
  readonly severity: Severity;
}

export interface SimpleAlarm extends Announced {
  /** Stands behind the name, if one alarm cannot hold all metrics. */
  readonly part?: string;
  readonly condition: Condition;
}

/** Is in alarm only while all its parts are. The parts themselves notify nobody. */
export interface BurnAlarm extends Announced {
  readonly parts: Readonly<Record<'Long' | 'Short', Condition>>;
}

export type AlarmDeclaration = SimpleAlarm | BurnAlarm;

/** Notifies nobody: it ends the deployment of a function's new version, and rolls it back. */
export interface VersionAlarm extends Described {
  readonly judges: Service;
  readonly condition: Condition;
}

export function runbookSection({ name }: Described): string {
  return `docs/runbook.md#${name.toLowerCase()}`;
}

export function describe(alarm: Described, thresholds: Thresholds): string {
  const { name, loses } = alarm;
  return `${loses} Threshold: ${thresholds[name]} (${standards[name].unit}). Runbook: ${runbookSection(alarm)}`;
}

/** Returns metric math for a count that may have no data in a period: it is then 0. */
export function filled(name: string): string {
  return `FILL(${name}, 0)`;
}

/** Returns metric math for the sum of metrics, each of which may have no data. */
export function sum(metrics: Readonly<Record<string, Metric>>): Pick<Condition, 'metrics' | 'expression'> {
  return { metrics, expression: Object.keys(metrics).map(filled).join(' + ') };
}

/** For a metric that has data only when what it counts happens. */
export const noneIsGood: Condition['missing'] = {
  treat: 'notBreaching',
  because: 'The metric has data only while it happens: none is good.',
};
