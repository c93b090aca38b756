import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { alarms } from '../../../lib/monitoring/alarms.ts';
import { severities } from '../../../lib/monitoring/alarm.ts';
import { versionAlarms } from '../../../lib/monitoring/function-alarms.ts';
import { queries } from '../../../lib/monitoring/queries.ts';
import { thresholdsOf } from '../../../lib/monitoring/thresholds.ts';
import { configurations } from '../configurations.ts';
import { resourcesOf, synthesized } from '../synthesized.ts';
import { examplePlace, widgetsOf } from './deployed.ts';

const runbook = readFileSync(new URL('../../../docs/runbook.md', import.meta.url), 'utf8');
const sections = new Map(
  runbook
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section] as const),
);
const thresholds = thresholdsOf({});
const telling = alarms(examplePlace, thresholds);
const declared = [...telling, ...versionAlarms(examplePlace, thresholds)];

test('every alarm has a section under its name, and every section is of an alarm', () => {
  const all = [...declared.map(({ name }): string => name), 'Root'];
  assert.equal(new Set(all).size, all.length);
  assert.deepEqual([...sections.keys()].toSorted(), all.toSorted());
});

test('every section says what it means, where to look, what to do and not to do, and when it is over', () => {
  for (const [name, section] of sections)
    for (const part of ['Meaning', 'Look first', 'Do', 'Do not', 'Over when']) {
      const [, said = ''] = section.split(`\n**${part}.** `);
      assert.ok(said.split('\n\n')[0]?.trim(), `${name} has no "${part}"`);
    }
});

test('where to look first is a saved query or a widget of the dashboard, and all that a section names are there', () => {
  const titles = widgetsOf(synthesized('the command line').template).flatMap(
    ({ properties }) => properties.title ?? [],
  );
  const places = new Set([...queries.map(({ name }) => name), ...titles]);
  for (const [name, section] of sections) {
    const look = (section.split('\n**Look first.** ')[1] ?? '').split('\n\n')[0] ?? '';
    const named = names(look);
    assert.ok(
      named.some((place) => places.has(place)),
      `${name} sends nowhere`,
    );
    for (const [, kind = '', place = ''] of section
      .replaceAll(/\s+/g, ' ')
      .matchAll(/(query|widget|row) _([^_]+)_/gi))
      assert.ok(places.has(place), `${name}: there is no ${kind} ${place}`);
  }
  const used = new Set(names(runbook));
  for (const { name } of queries) assert.ok(used.has(name), `the runbook never uses the query ${name}`);
});

function names(text: string): string[] {
  return [...text.replaceAll(/\s+/g, ' ').matchAll(/\b_([^_]+)_/g)].map(([, name = '']) => name);
}

for (const example of Object.keys(configurations))
  test(`in ${example}, every alarm says in words what is lost, and links its section`, () => {
    const { template, config } = synthesized(example);
    const created = [
      ...resourcesOf(template, 'AWS::CloudWatch::Alarm'),
      ...resourcesOf(template, 'AWS::CloudWatch::CompositeAlarm'),
    ];
    assert.ok(created.length > 30);
    for (const [id, { Properties }] of created) {
      const description = String(Properties['AlarmDescription']);
      const [, anchor = ''] = /Runbook: docs\/runbook\.md(?:#(\w+))?$/.exec(description) ?? assert.fail(id);
      const alarm = declared.find(({ name }) => name.toLowerCase() === anchor);
      if (anchor === '') assert.equal(Properties['AlarmName'], `${config.stackName}-Root`);
      else assert.ok(alarm && description.includes(alarm.loses), id);
      assert.ok(description.length > 60 && description.length <= 1_024);
    }
  });

test('the runbook tells of every severity', () => {
  for (const severity of severities) assert.match(runbook, new RegExp(`^\\| ${severity} `, 'm'));
  assert.deepEqual(new Set(telling.map(({ severity }) => severity)), new Set(severities));
});
