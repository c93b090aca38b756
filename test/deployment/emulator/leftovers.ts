import { awsSucceeds, elements } from './aws.ts';
import type { Emulator } from './emulator.ts';

/** What an account has of a deployment's kinds, by kind: names, and nothing of bootstrapping's. */
export async function contentsOf(emulator: Emulator): Promise<Readonly<Record<string, readonly string[]>>> {
  const query = async (service: string, Action: string, Version: string, name: string): Promise<string[]> =>
    elements(await awsSucceeds(emulator, { service, form: { Action, Version } }), name);
  const json = async <T>(service: string, target: string, version = '1.0'): Promise<T> =>
    JSON.parse(
      await awsSucceeds(emulator, {
        service,
        json: {},
        headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': target },
      }),
    ) as T;
  const get = async <T>(service: string, path: string): Promise<T> =>
    JSON.parse(await awsSucceeds(emulator, { service, path })) as T;

  const { TableNames } = await json<{ TableNames: string[] }>('dynamodb', 'DynamoDB_20120810.ListTables');
  const { logGroups } = await json<{ logGroups: { logGroupName: string }[] }>(
    'logs',
    'Logs_20140328.DescribeLogGroups',
    '1.1',
  );
  const { Functions } = await get<{ Functions: { FunctionName: string }[] }>(
    'lambda',
    '/2015-03-31/functions/',
  );
  const { item: apis = [] } = await get<{ item?: { id: string }[] }>('apigateway', '/restapis');
  const roles = await query('iam', 'ListRoles', '2010-05-08', 'RoleName');
  return {
    tables: TableNames,
    logGroups: logGroups.map(({ logGroupName }) => logGroupName),
    functions: Functions.map(({ FunctionName }) => FunctionName),
    apis: apis.map(({ id }) => id),
    roles: roles.filter((name) => !name.startsWith('cdk-')),
    alarms: await query('monitoring', 'DescribeAlarms', '2010-08-01', 'AlarmName'),
    dashboards: await query('monitoring', 'ListDashboards', '2010-08-01', 'DashboardName'),
    topics: await query('sns', 'ListTopics', '2010-03-31', 'TopicArn'),
  };
}
