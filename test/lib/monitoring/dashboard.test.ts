import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configurations } from '../configurations.ts';
import { only, synthesized } from '../synthesized.ts';
import { resolved, widgetsOf } from './deployed.ts';

/**
 * What PutDashboard refuses, or shows as an empty frame, and no check of templates sees in the text of a body:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
for (const example of Object.keys(configurations)) {
  test(`in ${example}, every widget with metrics says in which Region they are: the deployment's own`, () => {
    const { template } = synthesized(example);
    const withMetrics = widgetsOf(template).filter(({ type }) => type === 'metric');
    assert.ok(withMetrics.length > 50);
    for (const { properties } of withMetrics) {
      assert.equal(properties.region, 'AWS::Region', properties.title);
      for (const series of properties.metrics ?? [])
        assert.doesNotMatch(JSON.stringify(series), /"region"|"accountId"/, properties.title);
    }
  });

  test(`in ${example}, every widget has metrics, alarms or text, within CloudWatch's bounds`, () => {
    const { template, config } = synthesized(example);
    const widgets = widgetsOf(template);
    assert.ok(widgets.length <= 500);
    let metrics = 0;
    for (const { type, properties } of widgets) {
      const { title, markdown = '', alarms = [], metrics: series = [] } = properties;
      if (type === 'text') assert.ok(markdown.length > 0 && markdown.length <= 60_000);
      else if (type === 'alarm') assert.ok(alarms.length > 0 && alarms.length <= 100);
      else {
        assert.equal(type, 'metric');
        assert.ok(series.length > 0 && series.length <= 500, title);
        metrics += series.length;
        const ids = series.map((one) => (one.at(-1) as { readonly id?: string }).id);
        const given = ids.filter((id) => id !== undefined);
        assert.equal(new Set(given).size, given.length, `${title} has an id twice`);
        for (const one of series) {
          const { expression, visible } = one.at(-1) as {
            readonly expression?: string;
            readonly visible?: boolean;
          };
          for (const [, name = ''] of expression?.matchAll(/FILL\((\w+),/g) ?? [])
            assert.ok(given.includes(name), `${title} calculates with ${name}, which it has not`);
          if (visible !== false) assert.ok(expression === undefined || one.length === 1, title);
        }
      }
    }
    assert.ok(metrics <= 2_500);
    const [, { Properties }] = only(template, 'AWS::CloudWatch::Dashboard');
    assert.match(String(resolved(Properties['DashboardName'])), /^[\w-]{1,255}$/);
    assert.equal(Properties['DashboardName'], `${config.stackName}-${config.region}`);
    assert.equal(Properties['Tags'], undefined, 'not every Region knows them');
  });
}
