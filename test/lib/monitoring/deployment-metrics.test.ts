import assert from 'node:assert/strict';
import { test } from 'node:test';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, type Metric as CdkMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { refusals } from '../../../lambdas/core/metrics.ts';
import {
  metricChatsEnded,
  metricChatsRefused,
  metricChatsStarted,
  metricErrors,
  metricRequests,
  metricSendLatency,
} from '../../../lib/monitoring/deployment-metrics.ts';
import { synthesized, type Template } from '../synthesized.ts';
import { samplesOf } from './embedded-metrics.ts';
import { metricKey, metricsOf, widgetsOf } from './deployed.ts';
import { badDays, chat, startScene } from './misbehaviour.ts';

const deployment = 'connect-chat-bff';
const app = new App({ analyticsReporting: false, builtinCloudFormationValidation: false });
const here = new Stack(app, 'Here', { env: { account: '123456789012', region: 'eu-central-1' } });
const own: readonly CdkMetric[] = [
  metricChatsStarted(here, deployment),
  metricChatsEnded(here, deployment),
  metricSendLatency(here, deployment),
  ...refusals.map((reason) => metricChatsRefused(here, deployment, reason)),
];

function keyOf({ namespace, metricName: name, dimensions = {} }: CdkMetric): string {
  return metricKey({ namespace, name, dimensions });
}

test('each of our own metrics is one that the functions of the deployment emit', async () => {
  const scene = await startScene({ namespace: `ConnectChatBff/${deployment}`, version: '1' });
  await scene.play(() => chat(scene));
  await badDays(scene);
  await scene.api.close();
  const emitted = new Set(scene.api.log.flatMap((line) => samplesOf(line).map(metricKey)));
  for (const metric of own) assert.ok(emitted.has(keyOf(metric)), metric.metricName);
});

test('the API’s are those that the deployment’s dashboard has', () => {
  const shown = new Set(
    widgetsOf(synthesized('the command line').template).flatMap(metricsOf).map(metricKey),
  );
  for (const metric of [metricRequests(here, deployment), metricErrors(here, deployment)])
    assert.ok(shown.has(keyOf(metric)), metric.metricName);
});

test('statistic, period and label are the caller’s to choose', () => {
  const metric = metricSendLatency(here, deployment, {
    statistic: 'p50',
    period: Duration.minutes(1),
    label: 'half of them',
  });
  assert.deepEqual([metric.statistic, metric.period.toSeconds(), metric.label], ['p50', 60, 'half of them']);
  assert.equal(metricSendLatency(here, deployment).statistic, 'p95');
  assert.equal(metricErrors(here, deployment).statistic, 'Sum');
});

test('on a dashboard of another account and Region a metric says where it is, and on one beside it, nothing', () => {
  const there = new Stack(app, 'There', { env: { account: '210987654321', region: 'us-east-1' } });
  for (const stack of [here, there])
    new Dashboard(stack, 'Dashboard').addWidgets(
      new GraphWidget({ left: [metricChatsStarted(here, deployment)] }),
    );
  const assembly = app.synth();
  const [[besides = ''] = [], [elsewhere = ''] = []] = ['Here', 'There'].map((name) =>
    widgetsOf(assembly.getStackByName(name).template as Template).map(({ properties }) =>
      JSON.stringify(properties.metrics),
    ),
  );
  assert.match(elsewhere, /"accountId":"123456789012","region":"eu-central-1"/);
  assert.doesNotMatch(besides, /accountId|region/);
});
