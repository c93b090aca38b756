import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fixedCost, messageCost } from '../../bench/scale/cost.ts';
import { inputs, values } from '../../bench/scale/inputs.ts';
import { limits } from '../../bench/scale/limits.ts';
import { operations } from '../../lambdas/operations/operations.ts';
import { reconnections, starts } from '../../lambdas/operations/quotas.ts';
import { defaultRate } from '../../local/simulated-connect/quotas.ts';
import { only, resourcesOf, synthesized } from '../lib/synthesized.ts';
import { plausible } from './plausible-counts.ts';

const { template } = synthesized('the command line');
const deploy = readFileSync(new URL('../../docs/deploy.md', import.meta.url), 'utf8').replaceAll(/\s+/g, ' ');

test('memory is that of the functions', () => {
  for (const service of ['participant', 'connect'] as const) {
    const found = resourcesOf(template, 'AWS::Lambda::Function').find(
      ([, { Properties }]) => Properties['Handler'] === `${service}.handler`,
    );
    assert.equal(found?.[1].Properties['MemorySize'], values[`${service}Memory`]);
  }
});

test('the rules of the web ACL are as many, and the rates those that a deployment gets', () => {
  const rules = only(template, 'AWS::WAFv2::WebACL')[1].Properties['Rules'] as readonly {
    readonly Name: string;
    readonly Statement: { readonly RateBasedStatement?: { readonly Limit: number } };
  }[];
  assert.equal(rules.length, values.webAclRules);
  const all = limits(plausible, values);
  for (const [rule, limit] of [
    ['Starts', "WAF's rate of starts"],
    ['Requests', "WAF's rate of requests"],
  ])
    assert.equal(
      all.find(({ name }) => name === limit)?.value,
      rules.find(({ Name }) => Name === rule)?.Statement.RateBasedStatement?.Limit,
    );
});

test('alarms watch as many metrics, and what is fixed costs what docs/deploy.md prints', () => {
  const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
  // CloudWatch charges an alarm on an anomaly for three metrics: its own, and both bounds of the band.
  const watched = alarms.flatMap(({ Metrics, ThresholdMetricId }) =>
    Metrics === undefined
      ? ['itself']
      : [
          ...(Metrics as readonly object[]).filter((metric) => 'MetricStat' in metric),
          ...(ThresholdMetricId === undefined ? [] : ['upper', 'lower']),
        ],
  );
  assert.equal(watched.length, values.alarmMetrics);
  assert.ok(
    deploy.includes(
      `Alarms: ${alarms.length} that watch ${values.alarmMetrics} metrics at 0.10, ${values.compositeAlarms} composite ones at 0.50`,
    ),
  );
  assert.equal(values.compositeAlarms, resourcesOf(template, 'AWS::CloudWatch::CompositeAlarm').length);
  assert.ok(deploy.includes(`about ${values.customMetrics} metrics`));
  assert.equal(fixedCost({ ...values, customMetrics: 0 }).toFixed(2), (16 + 10.2 + 3).toFixed(2));
});

test('docs/deploy.md prints a bound of what ending chats costs a month, with all that a run takes', () => {
  const { template } = synthesized('the command line');
  const [, { Properties: schedule }] = only(template, 'AWS::Scheduler::Schedule');
  assert.equal(schedule['ScheduleExpression'], 'rate(1 minute)');
  const [, { Properties: reaper }] =
    resourcesOf(template, 'AWS::Lambda::Function').find(
      ([, { Properties }]) => Properties['Handler'] === 'reaper.handler',
    ) ?? assert.fail();
  const runs = 730 * 60;
  const { lambdaRequest, lambdaTime, readUnit, logs, customMetric } = values;
  const scheduler = 1;
  const seconds = 0.1;
  const readUnits = 7;
  const lineBytes = 250;
  const aMillion =
    scheduler +
    lambdaRequest +
    ((seconds * Number(reaper['MemorySize'])) / 1_024) * lambdaTime * 1e6 +
    readUnits * readUnit +
    (lineBytes / 1_000) * logs;
  const cost = (runs * aMillion) / 1e6 + customMetric;
  assert.ok(cost < 0.5 && cost > 0.35, `${cost}`);
  for (const sentence of [
    `Ending chats: ${runs.toLocaleString('en')} runs of its function, and a metric | under 0.50 |`,
    `${scheduler.toFixed(2)} a million for EventBridge Scheduler, ${lambdaRequest.toFixed(2)} for Lambda's request`,
    `its time of ${Number(reaper['MemorySize'])} MB`,
  ])
    assert.ok(deploy.includes(sentence), sentence);
});

test("a million messages' own requests cost what docs/deploy.md prints, give or take a twentieth", () => {
  const [, printed] = /\*\*about (7\.\d\d)\*\*/.exec(deploy) ?? [];
  const cost = messageCost(plausible, values);
  assert.ok(Math.abs(cost - Number(printed)) < Number(printed) / 20, `${cost}, not ${printed}`);
});

test('a line of the access log is as long as one with what a browser brings about', () => {
  const stage = only(template, 'AWS::ApiGateway::Stage')[1].Properties['AccessLogSetting'] as {
    Format: string;
  };
  const sample: Readonly<Record<string, string>> = {
    requestTime: '10/Nov/2026:10:00:00 +0000',
    requestId: crypto.randomUUID(),
    extendedRequestId: 'AbCdEfGhIjKlMnO=',
    httpMethod: 'POST',
    resourcePath: '/participant/message',
    status: '200',
    responseLength: '87',
    responseLatency: '140',
    'integration.status': '200',
    'integration.latency': '125',
    'integration.error': '-',
    'error.responseType': '-',
    'waf.status': '200',
    'identity.userArn': '-',
  };
  const line = stage.Format.replaceAll(/\$context\.([\w.]+)/g, (_all, name: string) => {
    assert.ok(sample[name] !== undefined, `the access log has ${name} now`);
    return sample[name];
  });
  assert.ok(Math.abs(line.length - values.accessLogBytes) <= 20, `${line.length}`);
});

test("throttles are Connect's quotas where Connect has one, except where they only protect against floods", () => {
  const floods: Readonly<Record<string, object>> = {
    CreateParticipantConnection: reconnections,
    StartChat: starts,
  };
  for (const { name, throttle } of operations) {
    const quota = defaultRate(name as Parameters<typeof defaultRate>[0]);
    if (floods[name]) assert.deepEqual(throttle, floods[name]);
    else if (quota > 0) assert.equal(throttle.rate, quota, name);
  }
});

test('every input says where it is from', () => {
  for (const { what, source } of Object.values(inputs)) assert.ok(source.length > 3, what);
});
