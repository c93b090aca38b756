import { Stack } from 'aws-cdk-lib';
import { CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { refusals, type MetricName } from '../../lambdas/core/metrics.ts';
import { operations } from '../../lambdas/operations/operations.ts';
import type { CreatedAlarms } from './create-alarms.ts';
import {
  apiGateway,
  connectChats,
  dynamodb,
  firewall,
  lambda,
  own,
  tableCalls,
  type Metric,
  type Place,
} from './metric.ts';
import { queries } from './queries.ts';
import { burns, sendLatency, serviceLevels, type ServiceLevel } from './service-levels.ts';

/** One page for whoever is called at night, from what hurts at the top to why at the bottom. */
export function createDashboard(scope: Construct, place: Place, alarms: CreatedAlarms): CfnDashboard {
  const body = {
    start: '-PT3H',
    periodOverride: 'inherit',
    widgets: laidOut(rows(place, alarms)),
  };
  const dashboard = new CfnDashboard(scope, 'Dashboard', {
    dashboardName: place.stackName,
    dashboardBody: Stack.of(scope).toJsonString(body),
  });
  // Not every Region's CloudFormation knows tags of dashboards yet.
  dashboard.addPropertyDeletionOverride('Tags');
  return dashboard;
}

/** The console's address, which differs by partition. */
export function consoleUrl(region: string): string {
  const host = region.startsWith('cn-')
    ? 'console.amazonaws.cn'
    : region.startsWith('us-gov-')
      ? 'console.amazonaws-us-gov.com'
      : `${region}.console.aws.amazon.com`;
  return `https://${host}/cloudwatch/home?region=${region}`;
}

type Series = readonly unknown[];

interface Widget {
  readonly type: 'text' | 'metric' | 'alarm';
  readonly width: number;
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

type Row = readonly Widget[];

/** Puts rows below one another on the grid of 24 columns. */
function laidOut(all: readonly Row[]): readonly object[] {
  let y = 0;
  return all.flatMap((row) => {
    let x = 0;
    const placed = row.map((widget) => {
      const at = { ...widget, x, y };
      x += widget.width;
      return at;
    });
    y += Math.max(...row.map(({ height }) => height));
    return placed;
  });
}

function rows(place: Place, alarms: CreatedAlarms): readonly Row[] {
  return [
    heading('Alarms', 'What each means and what to do: `docs/runbook.md`, under the name behind the dash.'),
    [
      {
        type: 'alarm',
        width: 24,
        height: 6,
        properties: {
          title: 'Alarms',
          alarms: [alarms.root.alarmArn, ...alarms.alarms.map(({ alarmArn }) => alarmArn)],
        },
      },
    ],
    heading(
      'Service levels',
      'Of the time shown: set it to 30 days to see what is left of the month’s budget.',
    ),
    ...serviceLevelRows(place),
    heading('The visitors’ way', 'From the start of a chat to its end.'),
    funnel,
    heading('Amazon Connect', 'At 100 % nobody can start a chat. Throttles are of calls a second.'),
    connectRow(place),
    heading('Operations', 'Rate, errors, latency: a row each.'),
    ...operations.map(({ name }) => operationRow(name)),
    heading('Ledger and sessions', 'Repetitions answered once, and what could not be.'),
    ledgerRow,
    heading('Abuse', 'Who is turned away, and where.'),
    abuseRow(place),
    heading('Saturation', 'Functions and table.'),
    saturationRow(place),
    [
      text(
        `## Saved queries\nIn Logs Insights, under _Saved queries_, folder **${place.stackName}**:\n\n` +
          queries.map(({ name }) => `- ${name}`).join('\n'),
        7,
      ),
    ],
  ];
}

function heading(title: string, says: string): Row {
  return [text(`## ${title}\n${says}`, 2)];
}

function text(markdown: string, height: number): Widget {
  return { type: 'text', width: 24, height, properties: { markdown } };
}

type Options = Readonly<Record<string, unknown>>;

function graph(title: string, width: number, series: readonly Series[], more: Options = {}): Widget {
  return {
    type: 'metric',
    width,
    height: 6,
    properties: { title, view: 'timeSeries', period: 60, metrics: series, ...more },
  };
}

function numbers(title: string, width: number, series: readonly Series[], more: Options = {}): Widget {
  return {
    type: 'metric',
    width,
    height: 4,
    properties: { title, view: 'singleValue', setPeriodToTimeRange: true, metrics: series, ...more },
  };
}

/** A metric as a dashboard writes it: namespace, name, dimensions by name and value, options. */
function series({ namespace, name, dimensions, statistic }: Metric, options: Options = {}): Series {
  return [namespace, name, ...Object.entries(dimensions).flat(), { stat: statistic, ...options }];
}

function math(expression: string, label: string, options: Options = {}): Series {
  return [{ expression, label, ...options }];
}

function ofBoth(name: MetricName, options: Options = {}): readonly Series[] {
  return (['participant', 'connect'] as const).map((service) =>
    series(own(name, { service }), { label: `${name} ${service}`, ...options }),
  );
}

function serviceLevelRows(place: Place): readonly Row[] {
  const levels = serviceLevels(place);
  return [
    [
      ...levels.map((level) => numbers(level.title, 8, budget(level))),
      numbers(`Messages sent: ${sendLatency.target} % within ${sendLatency.threshold} ms`, 8, [
        series(own('duration', { operation: 'SendMessage' }, `p${sendLatency.target}`), {
          label: 'ms, 95th percentile',
        }),
        series(own('duration', { operation: 'SendMessage' }, `PR(:${sendLatency.threshold})`), {
          label: '% in time',
        }),
      ]),
    ],
    [
      ...levels.map((level) => graph(`${level.name}: times too fast`, 8, burning(level), burnLines)),
      graph(
        'SendLatency',
        8,
        ['p50', `p${sendLatency.target}`, 'p99'].map((statistic) =>
          series(own('duration', { operation: 'SendMessage' }, statistic), { label: statistic }),
        ),
        {
          ...milliseconds,
          annotations: { horizontal: [{ label: 'promised', value: sendLatency.threshold }] },
        },
      ),
    ],
  ];
}

function hidden(all: Readonly<Record<string, Metric>>): readonly Series[] {
  return Object.entries(all).map(([id, metric]) => series(metric, { id, visible: false }));
}

function budget({ metrics: of, bad, all, target }: ServiceLevel): readonly Series[] {
  return [
    ...hidden(of),
    math(`100 * (1 - ${bad} / ${all})`, `% (promised: ${target})`, { id: 'level' }),
    math(`100 * (1 - (${bad} / ${all}) / ${Number((1 - target / 100).toFixed(6))})`, '% of the budget left', {
      id: 'left',
    }),
  ];
}

function burning({ metrics: of, bad, all, target }: ServiceLevel): readonly Series[] {
  return [
    ...hidden(of),
    math(`(100 * ${bad} / ${all}) / ${Number((100 - target).toFixed(6))}`, 'burn rate', { id: 'rate' }),
  ];
}

const burnLines = {
  period: 300,
  annotations: { horizontal: burns.map(({ name, rate }) => ({ label: name, value: rate })) },
};

const milliseconds = { yAxis: { left: { label: 'ms', showUnits: false, min: 0 } } };
const counts = { yAxis: { left: { label: 'count', showUnits: false, min: 0 } } };

const funnel: Row = [
  graph(
    'Started, connected, wrote, ended',
    12,
    [
      series(own('chatsStarted', { service: 'connect' }), { label: 'chats started' }),
      series(own('requests', { operation: 'CreateParticipantConnection' }), { label: 'connections' }),
      series(own('requests', { operation: 'SendMessage' }), { label: 'messages' }),
      series(own('chatsEnded', { service: 'participant' }), { label: 'chats ended' }),
    ],
    { ...counts, period: 300 },
  ),
  graph(
    'Starts refused, by reason',
    12,
    refusals.map((reason) => series(own(`chatsRefused${reason}`, { service: 'connect' }), { label: reason })),
    { ...counts, period: 300, stacked: true },
  ),
];

function connectRow({ instanceIds }: Place): Row {
  return [
    graph(
      'Chats at once, % of the quota',
      8,
      instanceIds.map((id) => series(connectChats(id, 'ConcurrentActiveChatsPercentage'), { label: id })),
      {
        yAxis: { left: { min: 0, max: 100, showUnits: false } },
        annotations: { horizontal: [80, 90].map((value) => ({ label: `ChatQuota${value}`, value })) },
      },
    ),
    graph(
      'Chats at once',
      8,
      instanceIds.map((id) => series(connectChats(id, 'ConcurrentActiveChats'), { label: id })),
      counts,
    ),
    graph(
      'Throttles: answered 429, and absorbed',
      8,
      [...ofBoth('throttled'), ...ofBoth('absorbed')],
      counts,
    ),
  ];
}

function operationRow(operation: string): Row {
  return [
    graph(operation, 8, [series(own('requests', { operation }), { label: 'requests' })], counts),
    graph(
      `${operation}: errors`,
      8,
      (['ownErrors', 'upstreamErrors', 'throttled'] as const).map((name) =>
        series(own(name, { operation }), { label: name }),
      ),
      counts,
    ),
    graph(
      `${operation}: latency`,
      8,
      [
        series(own('duration', { operation }, 'p50'), { label: 'p50' }),
        series(own('duration', { operation }, 'p95'), { label: 'p95' }),
        series(own('own', { operation }, 'p95'), { label: 'p95, our own part' }),
        series(own('upstream', { operation }, 'p95'), { label: 'p95, Amazon Connect' }),
      ],
      milliseconds,
    ),
  ];
}

const ledgerRow: Row = [
  graph(
    'Repetitions',
    8,
    ['replays', 'conflicts', 'takeovers'].flatMap((name) => ofBoth(name as MetricName)),
    counts,
  ),
  graph(
    'Not safe to answer, not written',
    8,
    ['mismatches', 'outcomesUnknown', 'ledgerFailures'].flatMap((name) => ofBoth(name as MetricName)),
    counts,
  ),
  graph(
    'Connections renewed, rows that did not open',
    8,
    [...ofBoth('renewals'), ...ofBoth('sealFailures')],
    counts,
  ),
];

function abuseRow(place: Place): Row {
  const { webAclName } = place;
  return [
    ...(webAclName === undefined
      ? []
      : [
          graph(
            'WAF',
            8,
            (['BlockedRequests', 'AllowedRequests'] as const).map((name) =>
              series(firewall(place, webAclName, name)),
            ),
            counts,
          ),
        ]),
    graph('Refused by API Gateway and functions: 4xx', 8, [series(apiGateway(place, '4XXError'))], counts),
    graph(
      'Starts from elsewhere, or wrong',
      8,
      (['chatsRefusedDenied', 'chatsRefusedInvalid'] as const).map((name) =>
        series(own(name, { service: 'connect' }), { label: name }),
      ),
      counts,
    ),
  ];
}

function saturationRow(place: Place): Row {
  const services = ['participant', 'connect'] as const;
  const ofFunctions = (name: Parameters<typeof lambda>[2], statistic: string): readonly Series[] =>
    services.map((service) =>
      series(lambda(place, service, name, statistic), { label: `${name} ${service}` }),
    );
  return [
    graph('Functions at once', 6, ofFunctions('ConcurrentExecutions', 'Maximum'), counts),
    graph(
      'Functions: crashes and throttles',
      6,
      [...ofFunctions('Errors', 'Sum'), ...ofFunctions('Throttles', 'Sum')],
      counts,
    ),
    graph('Functions: p99 of duration', 6, ofFunctions('Duration', 'p99'), milliseconds),
    graph(
      'Table',
      6,
      [
        series(dynamodb(place, 'ConsumedReadCapacityUnits')),
        series(dynamodb(place, 'ConsumedWriteCapacityUnits')),
        series(dynamodb(place, 'ReadThrottleEvents')),
        series(dynamodb(place, 'WriteThrottleEvents')),
        ...tableCalls.map((call) =>
          series(dynamodb(place, 'SystemErrors', call), { label: `SystemErrors ${call}` }),
        ),
      ],
      counts,
    ),
  ];
}
