import { CfnOutput } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Service } from '../../lambdas/core/access.ts';
import type { Config } from '../config.ts';
import type { Aliases } from '../functions.ts';
import { alarms } from './alarms.ts';
import { createAlarms, type CreatedAlarm } from './create-alarms.ts';
import { consoleUrl, createDashboard } from './dashboard.ts';
import type { Place } from './metric.ts';
import { saveQueries } from './queries.ts';
import { createTopics } from './topics.ts';

export interface Watched {
  readonly deployment: string;
  readonly config: Config;
  readonly functions: Aliases;
  readonly table: Table;
}

/** Alarms, dashboard and saved queries. Answers the alarms that end a deployment, by the function deployed. */
export function addMonitoring(
  scope: Construct,
  watched: Watched,
): Readonly<Record<Service, readonly string[]>> {
  const { config } = watched;
  const place = placeOf(watched);
  const topics = createTopics(scope, config);
  const created = createAlarms(scope, alarms(place), { stackName: place.stackName, topics });
  const { ref } = createDashboard(scope, place, created);
  new CfnOutput(scope, 'DashboardUrl', {
    value: `${consoleUrl(config.region)}#dashboards/dashboard/${ref}`,
    description: 'What goes on, for those who operate it',
  });
  return {
    participant: rollsBack(created.alarms, 'ParticipantCrashes'),
    connect: rollsBack(created.alarms, 'ConnectCrashes'),
  };
}

/** The function's own alarm, and those that are of no function. */
function rollsBack(created: readonly CreatedAlarm[], crashes: string): readonly string[] {
  return created
    .filter(({ declaration }) => 'rollsBack' in declaration && declaration.rollsBack)
    .filter(({ declaration: { name } }) => name === crashes || !name.endsWith('Crashes'))
    .map(({ alarmName }) => alarmName);
}

function placeOf({ config, deployment, functions, table }: Watched): Place {
  return {
    stackName: deployment,
    region: config.region,
    apiName: deployment,
    functionNames: {
      participant: functions.participant.lambda.functionName,
      connect: functions.connect.lambda.functionName,
    },
    tableName: table.tableName,
    instanceIds: config.instanceArns.map((arn) => arn.split('/').at(-1) ?? ''),
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
    access: find('AccessLog'),
  };
  const there = Object.entries(logs).flatMap(([name, log]) => (log === undefined ? [] : [[name, log]]));
  saveQueries(scope, deployment, Object.fromEntries(there) as Record<string, string>);
}
