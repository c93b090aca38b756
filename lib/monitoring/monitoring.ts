import { CfnOutput } from 'aws-cdk-lib';
import type { AlarmBase, Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Service } from '../../lambdas/core/access.ts';
import type { Config } from '../config/config.ts';
import { resourceId } from '../config/resource-id.ts';
import type { Aliases } from '../functions/functions.ts';
import { createAlarms } from './create-alarms.ts';
import { consoleUrl, createDashboard } from './dashboard.ts';
import type { Place } from './metric.ts';
import { saveQueries } from './queries.ts';
import { thresholdsOf } from './thresholds.ts';
import { createTopics } from './topics.ts';

export interface Watched {
  readonly config: Config;
  /**
   * The deployment's name. The names of its alarms begin with it; its dashboard, its API, its web ACL's metrics and the
   * folder of its queries have it as their name; its metrics' namespace ends with it. No other deployment in the
   * account and Region has it.
   */
  readonly deployment: string;
  readonly functions: Aliases;
  /** The function that ends chats. */
  readonly reaper: Function;
  readonly table: Table;
}

export interface Monitoring {
  /** By their names in docs/runbook.md. */
  readonly alarms: Readonly<Record<string, AlarmBase>>;
  readonly dashboard: Dashboard;
  /** The alarms by which a new version of a function is judged. CodeDeploy takes ten for each. */
  readonly judges: Readonly<Record<Service, readonly AlarmBase[]>>;
}

/** Creates topics, alarms and the dashboard. */
export function addMonitoring(scope: Construct, watched: Watched): Monitoring {
  const { config } = watched;
  const place = placeOf(watched);
  const thresholds = thresholdsOf(config.alarmThresholds);
  const topics = createTopics(scope, config);
  const alarms = createAlarms(scope, { place, thresholds, topics });
  const dashboard = createDashboard(scope, { place, thresholds, alarms });
  new CfnOutput(scope, 'DashboardUrl', {
    value: `${consoleUrl(config.region)}#dashboards/dashboard/${dashboard.dashboardName}`,
    description: 'What goes on, for those who operate it',
  });
  const { participant, connect } = alarms.judging;
  return {
    alarms: { ...alarms.telling, ...participant, ...connect },
    dashboard,
    judges: { participant: Object.values(participant), connect: Object.values(connect) },
  };
}

function placeOf({ config, deployment, functions, reaper, table }: Watched): Place {
  const { participant, connect } = functions;
  return {
    deployment,
    region: config.region,
    apiName: deployment,
    functionNames: {
      participant: participant.lambda.functionName,
      connect: connect.lambda.functionName,
    },
    reaperName: reaper.functionName,
    versions: { participant: participant.version.version, connect: connect.version.version },
    tableName: table.tableName,
    instanceIds: config.instanceArns.map(resourceId),
    webAclName: config.webAcl === 'on' ? deployment : undefined,
  };
}

/** Saves the queries, once all the logs are there. */
export function addQueries(scope: Construct, deployment: string): void {
  const find = (...path: readonly string[]): string | undefined => {
    let at = scope.node;
    for (const id of path) {
      const child = at.tryFindChild(id);
      if (!child) return undefined;
      at = child.node;
    }
    return (at.scopes.at(-1) as LogGroup).logGroupName;
  };
  const logs = {
    participant: find('Functions', 'Participant', 'Log'),
    connect: find('Functions', 'Connect', 'Log'),
    reaper: find('Reaper', 'Log'),
    access: find('AccessLog'),
  };
  const there = Object.entries(logs).flatMap(([name, log]) => (log === undefined ? [] : [[name, log]]));
  saveQueries(scope, deployment, Object.fromEntries(there) as Record<string, string>);
}
