import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  type CfnDashboard,
  Dashboard,
  type IWidget,
  PeriodOverride,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { operations } from '../../lambdas/operations/operations.ts';
import type { CreatedAlarms } from './create-alarms.ts';
import { keepLogicalId } from './logical-id.ts';
import type { Place } from './metric.ts';
import { queries } from './queries.ts';
import { reaperRow } from './reaper-widgets.ts';
import { connectRow, funnelRow, ledgerRow, operationRow } from './request-widgets.ts';
import { abuseRow, saturationRow } from './saturation-widgets.ts';
import { serviceLevelRows } from './service-level-widgets.ts';
import type { Thresholds } from './thresholds.ts';
import { columns, heading, type Row, text } from './widgets.ts';

export interface DashboardProps {
  readonly place: Place;
  readonly thresholds: Thresholds;
  readonly alarms: CreatedAlarms;
}

/** Creates one page for whoever is called at night: symptoms at the top, causes at the bottom. */
export function createDashboard(scope: Construct, props: DashboardProps): Dashboard {
  const dashboard = keepLogicalId(
    new Dashboard(scope, 'Dashboard', {
      // Dashboards belong to the account and not to a Region: the same stack in two Regions has two.
      dashboardName: `${props.place.deployment}-${props.place.region}`,
      defaultInterval: Duration.hours(3),
      periodOverride: PeriodOverride.INHERIT,
      widgets: rows(props).map((row) => [...row]),
    }),
  );
  // Not every Region's CloudFormation knows tags of dashboards yet, and CDK has no other way to leave them out.
  (dashboard.node.defaultChild as CfnDashboard).addPropertyDeletionOverride('Tags');
  return dashboard;
}

/** Returns the console's address, which differs by partition. */
export function consoleUrl(region: string): string {
  const host = region.startsWith('cn-')
    ? 'console.amazonaws.cn'
    : region.startsWith('us-gov-')
      ? 'console.amazonaws-us-gov.com'
      : `${region}.console.aws.amazon.com`;
  return `https://${host}/cloudwatch/home?region=${region}`;
}

function rows({ place, thresholds, alarms }: DashboardProps): readonly Row[] {
  return [
    heading('Alarms', 'What each means and what to do: `docs/runbook.md`, under the name behind the dash.'),
    [alarmStatus(alarms)],
    heading(
      'Service levels',
      'Of the time shown: set it to 30 days to see what is left of the month’s budget.',
    ),
    ...serviceLevelRows(place, thresholds),
    heading('The visitors’ way', 'From the start of a chat to its end.'),
    funnelRow(place),
    heading('Amazon Connect', 'At 100 % nobody can start a chat. Throttles are of calls a second.'),
    connectRow(place, thresholds),
    heading('Operations', 'Rate, errors, latency: a row each.'),
    ...operations.map(({ name }) => operationRow(place, name)),
    heading('Ledger and sessions', 'Repetitions answered once, and what could not be.'),
    ledgerRow(place),
    heading('Chats that are ended', 'By their time, or as their page has left: once a minute.'),
    reaperRow(place),
    heading('Abuse', 'Who is turned away, and where.'),
    abuseRow(place),
    heading('Saturation', 'Functions and table.'),
    saturationRow(place),
    [
      text(
        `## Saved queries\nIn Logs Insights, under _Saved queries_, folder **${place.deployment}**:\n\n` +
          queries.map(({ name }) => `- ${name}`).join('\n'),
        7,
      ),
    ],
  ];
}

/** Lists the alarms: the root first, and last those that judge new versions. */
function alarmStatus({ telling, judging }: CreatedAlarms): IWidget {
  const { Root: root, ...others } = telling;
  const all = [
    ...(root ? [root] : []),
    ...Object.values(others),
    ...Object.values(judging).flatMap((ofFunction) => Object.values(ofFunction)),
  ];
  return new AlarmStatusWidget({ title: 'Alarms', width: columns, height: 6, alarms: all });
}
