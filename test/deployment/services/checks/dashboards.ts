import type { Template } from '../../../lib/synthesized.ts';
import { alarmNames } from './alarm-rules.ts';
import { ofEach, unknownKeys } from './check.ts';
import { metricWidgetProblems } from './metric-widgets.ts';

/**
 * Bodies of dashboards. What cdk-preflight does not know of
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
const most = { widgets: 500, columns: 24, alarms: 100 } as const;

interface Body {
  readonly start?: string;
  readonly periodOverride?: string;
  readonly widgets: readonly Widget[];
}

interface Widget {
  readonly type: string;
  readonly x?: number;
  readonly width?: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

export const dashboards = ofEach(
  'dashboard-body',
  'AWS::CloudWatch::Dashboard',
  ({ DashboardBody }, template) => {
    let body: Body;
    try {
      body = JSON.parse(String(DashboardBody)) as Body;
    } catch {
      return ['The body is no JSON'];
    }
    const { start, periodOverride, widgets } = body;
    return [
      ...unknownKeys(body, ['start', 'end', 'periodOverride', 'widgets', 'variables'], 'The body'),
      ...(start === undefined || /^(-P(\d+[YMWD])*(T(\d+[HMS])+)?|\d{4}-\d{2}-\d{2}T.+Z)$/.test(start)
        ? []
        : [`The body starts at ${start}`]),
      ...(periodOverride === undefined || ['auto', 'inherit'].includes(periodOverride)
        ? []
        : [`The body has the periodOverride ${periodOverride}`]),
      ...(widgets.length > most.widgets ? [`There are ${widgets.length} widgets`] : []),
      ...widgets.flatMap((widget, index) =>
        widgetProblems(widget, template).map((says) => `Widget ${index} (${title(widget)}): ${says}`),
      ),
    ];
  },
);

function title({ type, properties }: Widget): string {
  const { title: given, markdown } = properties as { readonly title?: string; readonly markdown?: string };
  return (given ?? markdown ?? type).slice(0, 40);
}

function widgetProblems(
  { type, x = 0, width = 6, properties }: Widget,
  template: Template,
): readonly string[] {
  const wide = x + width > most.columns ? [`it ends in column ${x + width}, of ${most.columns}`] : [];
  switch (type) {
    case 'metric':
      return [...wide, ...metricWidgetProblems(properties, alarmNames(template))];
    case 'text':
      return [...wide, ...unknownKeys(properties, ['markdown', 'background'], 'it')];
    case 'alarm':
      return [
        ...wide,
        ...unknownKeys(properties, ['alarms', 'title', 'sortBy', 'states'], 'it'),
        ...shownAlarms(properties['alarms'], template),
      ];
    case 'log':
      return [...wide, ...(typeof properties['region'] === 'string' ? [] : ['it has no region'])];
    default:
      return [`there is no widget of type ${type}`];
  }
}

function shownAlarms(shown: unknown, template: Template): readonly string[] {
  const names = (shown as readonly string[]).map((arn) => arn.replace(/^arn:.*:alarm:/, ''));
  const there = alarmNames(template);
  return [
    ...(names.length > most.alarms ? [`it shows ${names.length} alarms`] : []),
    ...names
      .filter((name) => !there.includes(name))
      .map((name) => `it shows the alarm ${name}, which there is not`),
  ];
}
