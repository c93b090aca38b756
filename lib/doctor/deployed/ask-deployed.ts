import type { Config } from '../../config/config.ts';
import { resourcesOf, type StackFact } from '../account/facts.ts';
import { asked, each, type ClientConfiguration } from '../asked.ts';
import { answerOf, type Asked } from '../facts.ts';
import { askAlarms, askDashboard, askData, countMetrics } from './ask-cloudwatch.ts';
import { askAlias, askDeployment } from './ask-functions.ts';
import { askStage, askWebAcl } from './ask-stage.ts';
import { askLogGroup, askTable } from './ask-storage.ts';
import type { DashboardFact, DeployedFacts } from './facts.ts';

/**
 * Asks AWS for the present state of a stack's resources. Only reads, and never throws. `now` is in milliseconds since
 * 1970.
 */
export async function askDeployed(
  { stackName, partition, region }: Pick<Config, 'stackName' | 'partition' | 'region'>,
  { stack, now }: { readonly stack: StackFact; readonly now: number },
  configuration: ClientConfiguration,
): Promise<DeployedFacts> {
  const ids = (type: `AWS::${string}`): readonly string[] =>
    resourcesOf(stack, type).map(({ physicalId }) => physicalId);
  const [application = ''] = ids('AWS::CodeDeploy::Application');
  const [api] = ids('AWS::ApiGateway::RestApi');
  const [stage] = ids('AWS::ApiGateway::Stage');
  const stageArn = `arn:${partition}:apigateway:${region}::/restapis/${api}/stages/${stage}`;
  const there = api !== undefined && stage !== undefined;
  const watched = asked(() => askDashboard(ids('AWS::CloudWatch::Dashboard')[0] ?? stackName, configuration));
  const [dashboard, alarms, aliases, deployments, tables, logs, ofStage, webAcl] = await Promise.all([
    watched,
    asked(() => askAlarms(`${stackName}-`, configuration)),
    each(ids('AWS::Lambda::Alias'), (arn) => askAlias(arn, configuration)),
    each(ids('AWS::CodeDeploy::DeploymentGroup'), (group) =>
      askDeployment(application, group, configuration),
    ),
    each(ids('AWS::DynamoDB::Table'), (name) => askTable(name, configuration)),
    each(ids('AWS::Logs::LogGroup'), (name) => askLogGroup(name, configuration)),
    there ? asked(() => askStage(api, stage, configuration)) : undefined,
    there ? noneIfNotFound(asked(() => askWebAcl(stageArn, configuration))) : undefined,
  ]);
  const shown = answerOf<DashboardFact>(dashboard)?.metrics ?? [];
  const own = [...new Set(shown.map(({ namespace }) => namespace))].filter(isOwn);
  const [data, ownMetrics] = await Promise.all([
    asked(() => askData(shown, now, configuration)),
    each(own, (namespace) => countMetrics(namespace, configuration)),
  ]);
  return { dashboard, data, ownMetrics, alarms, aliases, deployments, tables, logs, stage: ofStage, webAcl };
}

async function noneIfNotFound<T>(asking: Promise<Asked<T | null>>): Promise<Asked<T | null>> {
  const asked = await asking;
  return 'failure' in asked && asked.failure.kind === 'not-found' ? { answer: null } : asked;
}

function isOwn(namespace: string): boolean {
  return !namespace.startsWith('AWS/');
}
