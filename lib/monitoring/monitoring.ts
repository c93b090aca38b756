import { CfnOutput, type Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Service } from '../../lambdas/core/access.ts';
import { apiName } from '../api-name.ts';
import type { Config } from '../config.ts';
import type { Aliases } from '../functions.ts';
import { alarms } from './alarms.ts';
import { createAlarms, type CreatedAlarm } from './create-alarms.ts';
import { consoleUrl, createDashboard } from './dashboard.ts';
import type { Place } from './metric.ts';
import { saveQueries } from './queries.ts';
import { createTopics } from './topics.ts';

export interface Watched {
  readonly config: Config;
  readonly functions: Aliases;
  readonly table: Table;
}

/** Alarms, dashboard and saved queries. Answers the alarms that end a deployment, by the function deployed. */
export function addMonitoring(stack: Stack, watched: Watched): Readonly<Record<Service, readonly string[]>> {
  const { config } = watched;
  const place = placeOf(stack, watched);
  const topics = createTopics(stack, config);
  const created = createAlarms(stack, alarms(place), { stackName: place.stackName, topics });
  const { ref } = createDashboard(stack, place, created);
  new CfnOutput(stack, 'DashboardUrl', {
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

function placeOf(stack: Stack, { config, functions, table }: Watched): Place {
  return {
    stackName: stack.stackName,
    region: config.region,
    apiName: apiName(stack),
    functionNames: {
      participant: functions.participant.lambda.functionName,
      connect: functions.connect.lambda.functionName,
    },
    tableName: table.tableName,
    instanceIds: config.instanceArns.map((arn) => arn.split('/').at(-1) ?? ''),
    webAclName: config.webAcl === 'on' ? stack.stackName : undefined,
  };
}

/** Saves the queries, once all the logs are there. */
export function addQueries(stack: Stack): void {
  const find = (...path: readonly string[]): string | undefined => {
    let at = stack.node;
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
  saveQueries(stack, stack.stackName, Object.fromEntries(there) as Record<string, string>);
}
