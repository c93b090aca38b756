import type { Metric as CdkMetric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { StartRefusal } from '../../lambdas/core/metrics.ts';
import { cdkMetric } from './cdk-metric.ts';
import { apiGateway, own, type Metric } from './metric.ts';

/**
 * Makes the main metrics of a deployment, for the alarms and dashboards of an app. `scope` is the deployment's
 * construct, whose stack gives account and Region. Statistic, period and label can be changed.
 */
function metricOf(scope: Construct, metric: Metric, options: MetricOptions): CdkMetric {
  return cdkMetric(metric).with(options).attachTo(scope);
}

/** Requests that reached the API, preflights and refused ones included. Sum, count; AWS/ApiGateway by ApiName and Stage. */
export function metricRequests(scope: Construct, deployment: string, options: MetricOptions = {}): CdkMetric {
  return metricOf(scope, apiGateway({ apiName: deployment }, 'Count'), options);
}

/** Requests answered with 5xx, by whatever fault. Sum, count; AWS/ApiGateway by ApiName and Stage. */
export function metricErrors(scope: Construct, deployment: string, options: MetricOptions = {}): CdkMetric {
  return metricOf(scope, apiGateway({ apiName: deployment }, '5XXError'), options);
}

/** Chats started; repetitions of a start do not count. Sum, count; ConnectChatBff/<deployment> by service. */
export function metricChatsStarted(
  scope: Construct,
  deployment: string,
  options: MetricOptions = {},
): CdkMetric {
  return metricOf(scope, own({ deployment }, 'chatsStarted', { service: 'connect' }), options);
}

/**
 * Chats not started, for one reason: Full, Throttled, Limited, Denied, Invalid, Conflict or Failed. Sum, count;
 * ConnectChatBff/<deployment> by service.
 */
export function metricChatsRefused(
  scope: Construct,
  deployment: string,
  reason: StartRefusal,
  options: MetricOptions = {},
): CdkMetric {
  return metricOf(scope, own({ deployment }, `chatsRefused${reason}`, { service: 'connect' }), options);
}

/** Chats ended by the visitor. Sum, count; ConnectChatBff/<deployment> by service. */
export function metricChatsEnded(
  scope: Construct,
  deployment: string,
  options: MetricOptions = {},
): CdkMetric {
  return metricOf(scope, own({ deployment }, 'chatsEnded', { service: 'participant' }), options);
}

/**
 * How long sending a message takes in the function, Amazon Connect's part included. 95th percentile, milliseconds;
 * ConnectChatBff/<deployment> by operation.
 */
export function metricSendLatency(
  scope: Construct,
  deployment: string,
  options: MetricOptions = {},
): CdkMetric {
  return metricOf(scope, own({ deployment }, 'duration', { operation: 'SendMessage' }, 'p95'), options);
}
