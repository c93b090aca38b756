import {
  type judgedMetric,
  type MetricName,
  namespaceOf,
  type ReaperMetricName,
} from '../../lambdas/core/metrics.ts';
import type { Service } from '../../lambdas/core/access.ts';
import type { tableCalls } from '../../lambdas/table.ts';
import { stageName } from '../../lambdas/core/stage-name.ts';

/** A metric of CloudWatch, and the statistic of a period. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** Sum, Maximum, SampleCount, p95, … */
  readonly statistic: string;
}

/** The names by which the metrics of a deployment are found. Those of functions and table only CloudFormation knows. */
export interface Place {
  /** Its name, of at most 100 letters, digits and dashes. */
  readonly deployment: string;
  readonly region: string;
  readonly apiName: string;
  readonly functionNames: Readonly<Record<Service, string>>;
  /** The function that ends chats. */
  readonly reaperName: string;
  /** The functions' versions, as deployed: new ones while a deployment is under way. */
  readonly versions: Readonly<Record<Service, string>>;
  readonly tableName: string;
  readonly instanceIds: readonly string[];
  /**
   * The deployment's own web ACL. Undefined if there is none, or if the settings name another: whoever owns that one
   * watches it.
   */
  readonly webAclName: string | undefined;
}

/** Returns a metric of our own, of one operation or of a whole service. */
export function own(
  { deployment }: Pick<Place, 'deployment'>,
  name: MetricName,
  of: { readonly service: Service } | { readonly operation: string },
  statistic = 'Sum',
): Metric {
  return { namespace: namespaceOf(deployment), name, dimensions: { ...of }, statistic };
}

/** Returns a metric of the function that ends chats, which it writes itself. */
export function ofReaper({ deployment }: Pick<Place, 'deployment'>, name: ReaperMetricName): Metric {
  return { namespace: namespaceOf(deployment), name, dimensions: { service: 'reaper' }, statistic: 'Sum' };
}

/** Returns a metric of the function that ends chats, which Lambda measures. It has no alias. */
export function lambdaOfReaper(
  { reaperName }: Place,
  name: 'Errors' | 'Throttles' | 'Duration',
  statistic = 'Sum',
): Metric {
  return { namespace: 'AWS/Lambda', name, dimensions: { FunctionName: reaperName }, statistic };
}

/** Returns a metric of our own, of one version of a function. */
export function ownOfVersion(
  { deployment, versions }: Pick<Place, 'deployment' | 'versions'>,
  service: Service,
  name: typeof judgedMetric,
): Metric {
  const dimensions = { service, version: versions[service] };
  return { namespace: namespaceOf(deployment), name, dimensions, statistic: 'Sum' };
}

export function apiGateway(
  { apiName }: Pick<Place, 'apiName'>,
  name: '5XXError' | '4XXError' | 'Count',
): Metric {
  return {
    namespace: 'AWS/ApiGateway',
    name,
    dimensions: { ApiName: apiName, Stage: stageName },
    statistic: 'Sum',
  };
}

/** Returns a metric of the alias that takes the requests. */
export function lambda(
  { functionNames }: Place,
  service: Service,
  name: 'Errors' | 'Throttles' | 'Duration' | 'ConcurrentExecutions',
  statistic = 'Sum',
): Metric {
  const FunctionName = functionNames[service];
  return {
    namespace: 'AWS/Lambda',
    name,
    dimensions: { FunctionName, Resource: `${FunctionName}:live` },
    statistic,
  };
}

/** Returns a metric of one version behind the alias, while it shares the requests with another. */
export function lambdaVersion(place: Place, service: Service, name: 'Errors'): Metric {
  const { dimensions, ...metric } = lambda(place, service, name);
  return { ...metric, dimensions: { ...dimensions, ExecutedVersion: place.versions[service] } };
}

export function dynamodb(
  { tableName }: Place,
  name:
    | 'ReadThrottleEvents'
    | 'WriteThrottleEvents'
    | 'SystemErrors'
    | 'ConsumedReadCapacityUnits'
    | 'ConsumedWriteCapacityUnits',
  call?: (typeof tableCalls)[number],
): Metric {
  return {
    namespace: 'AWS/DynamoDB',
    name,
    dimensions: { TableName: tableName, ...(call && { Operation: call }) },
    statistic: 'Sum',
  };
}

export function firewall(
  { region }: Place,
  webAclName: string,
  name: 'BlockedRequests' | 'AllowedRequests',
): Metric {
  return {
    namespace: 'AWS/WAFV2',
    name,
    dimensions: { WebACL: webAclName, Region: region, Rule: 'ALL' },
    statistic: 'Sum',
  };
}

/** Returns a metric of the whole instance, whoever has started the chats. A percentage of 80 % is 80, not 0.8. */
export function connectChats(
  instanceId: string,
  name: 'ConcurrentActiveChats' | 'ConcurrentActiveChatsPercentage',
): Metric {
  return {
    namespace: 'AWS/Connect',
    name,
    dimensions: { InstanceId: instanceId, MetricGroup: 'Chats' },
    statistic: 'Maximum',
  };
}
