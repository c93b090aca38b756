import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { resourcesOf, synthesized } from '../synthesized.ts';

/** List prices a month in us-east-1, in US dollars. */
const price = { metric: 0.1, composite: 0.5, dashboard: 3 } as const;

/** The metrics an alarm is paid for: each that it watches, and two more where CloudWatch learns what to expect. */
function paid(properties: Readonly<Record<string, unknown>>): number {
  const metrics = properties['Metrics'] as readonly { readonly MetricStat?: object }[] | undefined;
  if (!metrics) return 1;
  const band = properties['ThresholdMetricId'] === undefined ? 0 : 2;
  return metrics.filter(({ MetricStat }) => MetricStat).length + band;
}

test('docs/deploy.md prints what monitoring costs a month, as the template has it', () => {
  const { template } = synthesized('the command line');
  const watching = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) =>
    paid(Properties),
  );
  const composites = resourcesOf(template, 'AWS::CloudWatch::CompositeAlarm').length;
  const dashboards = resourcesOf(template, 'AWS::CloudWatch::Dashboard').length;
  const metrics = watching.reduce((sum, of) => sum + of, 0);
  const alarms = metrics * price.metric + composites * price.composite;
  const deploy = readFileSync(new URL('../../../docs/deploy.md', import.meta.url), 'utf8').replaceAll(
    /\s+/g,
    ' ',
  );
  for (const sentence of [
    `Alarms: ${watching.length} that watch ${metrics} metrics at 0.10, ${composites} composite ones at 0.50 | ${alarms.toFixed(2)} |`,
    `Dashboard | ${(dashboards * price.dashboard).toFixed(2)} |`,
    `Monitoring is ${(alarms + dashboards * price.dashboard).toFixed(2)} of these.`,
  ])
    assert.ok(deploy.includes(sentence), sentence);
});
