import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { configurations } from '../configurations.ts';
import { resourcesOf, synthesized } from '../synthesized.ts';
import { resolved } from './deployed.ts';

/**
 * Alarms and dashboard have names of their own, and CloudFormation creates what has another logical id before it deletes
 * what had the old one: an alarm that keeps its name under another id is a second alarm of that name, and refused.
 * locked.json has the pairs of version 0.1.0; a name may be added, none may change its id or its kind.
 */
const locked = JSON.parse(readFileSync(new URL('locked.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, string>
>;

function named(example: string): ReadonlyMap<string, string> {
  const { template, config } = synthesized(example);
  return new Map(
    ['Alarm', 'CompositeAlarm', 'Dashboard'].flatMap((type) =>
      resourcesOf(template, `AWS::CloudWatch::${type}`).map(([id, { Properties }]): [string, string] => {
        const name = String(resolved(Properties['AlarmName'] ?? Properties['DashboardName']));
        assert.ok(name.startsWith(config.stackName), name);
        // The dashboard of 0.1.0 had no Region in its name: under its old id, the new name replaces the old one.
        return [`${type} *${name.slice(config.stackName.length).replace(`-${config.region}`, '')}`, id];
      }),
    ),
  );
}

test('no alarm of an earlier version, nor the dashboard, has its name under another logical id', () => {
  for (const example of Object.keys(configurations)) {
    const ids = named(example);
    for (const [id, name] of Object.entries(locked)) {
      if (name === 'Alarm *-WafBlocks' && synthesized(example).config.webAcl !== 'on') continue;
      assert.equal(ids.get(name), id, `${example}: ${name}`);
    }
  }
});
