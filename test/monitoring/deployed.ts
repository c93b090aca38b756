import assert from 'node:assert/strict';
import type { Place } from '../../lib/monitoring/metric.ts';
import { only, type Template } from '../lib/synthesized.ts';

/** A deployment's monitoring, read from its template as CloudWatch is told of it. */

export const examplePlace: Place = {
  stackName: 'connect-chat-bff',
  region: 'eu-central-1',
  apiName: 'connect-chat-bff',
  functionNames: { participant: 'participant-function', connect: 'connect-function' },
  tableName: 'table',
  instanceIds: ['instance'],
  webAclName: 'connect-chat-bff',
};

/** A value of a template, with references in place of what CloudFormation would put there. */
export function resolved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== 'object' || value === null) return value;
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as Record<string, unknown>;
  if (typeof Ref === 'string') return Ref;
  if (Array.isArray(attribute)) return attribute[0] as string;
  if (Array.isArray(join)) {
    const [separator, parts] = resolved(join) as [string, unknown[]];
    return parts.map(String).join(separator);
  }
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, resolved(member)]));
}

export interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title?: string;
    readonly markdown?: string;
    readonly alarms?: readonly string[];
    readonly metrics?: readonly (readonly unknown[])[];
  };
}

export function widgetsOf(template: Template): readonly Widget[] {
  const [, { Properties }] = only(template, 'AWS::CloudWatch::Dashboard');
  const body = JSON.parse(String(resolved(Properties['DashboardBody']))) as {
    readonly widgets: readonly Widget[];
  };
  assert.ok(body.widgets.length > 0);
  return body.widgets;
}

export interface MetricUse {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** The metrics that a widget shows, without those it calculates. */
export function metricsOf({ properties }: Widget): readonly MetricUse[] {
  return (properties.metrics ?? []).flatMap((series) => {
    const [namespace, name, ...rest] = series;
    if (typeof namespace !== 'string') return [];
    const pairs = rest.filter((part) => typeof part === 'string');
    const dimensions: Record<string, string> = {};
    for (let index = 0; index + 1 < pairs.length; index += 2)
      dimensions[pairs[index] ?? ''] = pairs[index + 1] ?? '';
    return [{ namespace, name: String(name), dimensions }];
  });
}
