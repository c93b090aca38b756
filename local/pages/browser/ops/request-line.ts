import { member, parsed } from '../shared/json.ts';

/** A request's line in the log, as lambdas/http/request-log.ts writes it. */
export interface RequestLine {
  readonly text: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly operation: string;
  readonly status: number;
  /** The metrics it lists, with their values. */
  readonly metrics: ReadonlyMap<string, number>;
  readonly fields: Readonly<Record<string, unknown>>;
}

export function readLine(text: string): RequestLine | undefined {
  const fields = parsed(text) as Readonly<Record<string, unknown>> | undefined;
  const at = member(fields, '_aws', 'Timestamp');
  const directives = member(fields, '_aws', 'CloudWatchMetrics');
  if (fields === undefined || typeof at !== 'number' || !Array.isArray(directives)) return undefined;
  const listed = member(directives[0], 'Metrics') as readonly { readonly Name: string }[];
  return {
    text,
    at,
    operation: String(fields['operation']),
    status: Number(fields['status']),
    metrics: new Map(listed.map(({ Name }) => [Name, Number(fields[Name])])),
    fields,
  };
}

/** The values of a metric. */
export function valuesOf(lines: readonly RequestLine[], name: string): readonly number[] {
  return lines.flatMap(({ metrics }) => metrics.get(name) ?? []);
}

export function sumOf(lines: readonly RequestLine[], name: string): number {
  return valuesOf(lines, name).reduce((sum, value) => sum + value, 0);
}

/** A percentile in milliseconds, or a dash without values. */
export function percentile(values: readonly number[], percent: number): string {
  const ordered = values.toSorted((a, b) => a - b);
  return String(ordered[Math.max(0, Math.ceil((percent / 100) * ordered.length) - 1)] ?? '–');
}
