import type { Service } from '../../lambdas/core/access.ts';
import type { Metric } from './metric.ts';
import { standards, type AlarmName, type Thresholds } from './thresholds.ts';

/** Whether somebody gets up, looks at it on the same working day, or only knows of it. Each has a topic of its own. */
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
  /** What breaches, or how many standard deviations below what CloudWatch has learnt to expect. */
  readonly breaches: { readonly atLeast: number } | { readonly belowBandOf: number };
  /** How many of the last so many periods breach; one of one where there is nothing said. */
  readonly during?: { readonly datapoints: number; readonly of: number };
  /** What a period without any data means, and why. */
  readonly missing: { readonly treat: 'notBreaching' | 'breaching' | 'ignore'; readonly because: string };
}

export interface Described {
  /** The alarm's name behind the deployment's, the heading of its section in docs/runbook.md, and its threshold's. */
  readonly name: AlarmName;
  /** What a visitor loses, in a sentence. */
  readonly loses: string;
}

export interface Announced extends Described {
  readonly severity: Severity;
}

export interface SimpleAlarm extends Announced {
  /** Behind the name, where one alarm cannot hold all that it is about. */
  readonly part?: string;
  readonly condition: Condition;
}

/** Alarms only while all parts do; the parts by themselves tell nobody. */
export interface BurnAlarm extends Announced {
  readonly parts: Readonly<Record<'Long' | 'Short', Condition>>;
}

export type AlarmDeclaration = SimpleAlarm | BurnAlarm;

/** Tells nobody: it ends the deployment of a function's new version, and rolls it back. */
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

/** A count of which there may be none in a period. */
export function filled(name: string): string {
  return `FILL(${name}, 0)`;
}

/** The sum of metrics each of which may have no data. */
export function sum(metrics: Readonly<Record<string, Metric>>): Pick<Condition, 'metrics' | 'expression'> {
  return { metrics, expression: Object.keys(metrics).map(filled).join(' + ') };
}

/** The events counted are the only data there is. */
export const noneIsGood: Condition['missing'] = {
  treat: 'notBreaching',
  because: 'The metric has data only while it happens: none is good.',
};
