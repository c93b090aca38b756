import assert from 'node:assert/strict';
import type { Place } from '../../../lib/monitoring/metric.ts';
import { only, type Template } from '../synthesized.ts';

/** A deployment's monitoring, read from its template as CloudWatch is told of it. */

export const examplePlace: Place = {
  deployment: 'connect-chat-bff',
  region: 'eu-central-1',
  apiName: 'connect-chat-bff',
  functionNames: { participant: 'participant-function', connect: 'connect-function' },
  reaperName: 'reaper-function',
  versions: { participant: '7', connect: '7' },
  tableName: 'table',
  instanceIds: ['instance'],
  webAclName: 'connect-chat-bff',
};

/** The version that each function has, where a template refers to it. */
export const deployedVersion = '7';

/** A value of a template, with the ids of what it refers to in place of what CloudFormation would put there. */
export function resolved(value: unknown, named: (id: string) => string = (id) => id): unknown {
  if (Array.isArray(value)) return value.map((element) => resolved(element, named));
  if (typeof value !== 'object' || value === null) return value;
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as Record<string, unknown>;
  if (typeof Ref === 'string') return Ref.startsWith('AWS::') && Ref !== 'AWS::StackId' ? Ref : named(Ref);
  if (Array.isArray(attribute)) {
    const [id, name] = attribute as [string, string];
    return name === 'Version' ? deployedVersion : named(id);
  }
  if (Array.isArray(join)) {
    const [separator, parts] = resolved(join, named) as [string, unknown[]];
    // A function of CloudFormation that is not known here stands as it is written.
    return parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(separator);
  }
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, resolved(member, named)]));
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
    readonly region?: string;
    readonly annotations?: {
      readonly horizontal: readonly { readonly label: string; readonly value: number }[];
    };
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

/** A metric in one word, whatever the order of its dimensions. */
export function metricKey({ namespace, name, dimensions }: MetricUse): string {
  const sorted = Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([namespace, name, sorted]);
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
