import type { Metric } from './metric.ts';

/** Whether somebody gets up, looks at it on the same working day, or only knows of it. Each has a topic of its own. */
export const severities = ['urgent', 'soon', 'notice'] as const;
export type Severity = (typeof severities)[number];

/** A value that CloudWatch watches. */
export interface Condition {
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

export interface Announced {
  /** The alarm's name behind the stack's, and the heading of its section in docs/runbook.md. */
  readonly name: string;
  readonly severity: Severity;
  /** What a visitor loses, in a sentence. */
  readonly loses: string;
}

export interface SimpleAlarm extends Announced {
  readonly condition: Condition;
  /** Also ends a deployment that is under way, and rolls it back. */
  readonly rollsBack?: true;
}

/** Alarms only while all parts do; the parts by themselves tell nobody. */
export interface BurnAlarm extends Announced {
  readonly parts: Readonly<Record<'Long' | 'Short', Condition>>;
}

export type AlarmDeclaration = SimpleAlarm | BurnAlarm;

export function runbookSection({ name }: Announced): string {
  return `docs/runbook.md#${name.toLowerCase()}`;
}

export function describe(alarm: Announced): string {
  return `${alarm.loses} Runbook: ${runbookSection(alarm)}`;
}

/** A count of which there may be none in a period. */
export function filled(name: string): string {
  return `FILL(${name}, 0)`;
}
