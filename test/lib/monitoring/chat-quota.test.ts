import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configOf, resourcesOf, stackOf, type Template } from '../synthesized.ts';
import { commandLine, contactFlowId, instanceArn } from '../configurations.ts';
import { alarmsOf } from './alarm-states.ts';

/** As many Connect instances as entry points can name before they fill the functions' environment, and one. */
const counts = [1, 2, 9, 10, 11, 18, 19, 20];

function arnOf(index: number): string {
  return instanceArn.replace(
    /^(.*)1111-(.{4})-(.{4})-(.{4})-\d{12}$/,
    `$1${1000 + index}-$2-$3-$4-${'1'.repeat(12)}`,
  );
}

const templates = new Map(
  counts.map((count): [number, Template] => {
    const entryPoints = Object.fromEntries(
      Array.from({ length: count }, (_none, index) => [
        index === 0 ? 'default' : `e${index}`,
        { instanceArn: arnOf(index), contactFlowId },
      ]),
    );
    const { allowedOrigins } = commandLine;
    return [count, stackOf(configOf({ allowedOrigins, entryPoints })).template];
  }),
);

function of(count: number): Template {
  return templates.get(count) ?? assert.fail();
}

test('no alarm has more than the ten metrics that CloudWatch takes, expressions among them', () => {
  for (const [count, template] of templates)
    for (const [id, { Properties }] of resourcesOf(template, 'AWS::CloudWatch::Alarm')) {
      const { length } = (Properties['Metrics'] ?? []) as readonly unknown[];
      assert.ok(length <= 10, `${id} has ${length} with ${count} instances`);
    }
});

test('each instance is watched once at 90 % and once at 80 %, and each alarm turns the root on', () => {
  for (const [count, template] of templates) {
    const { metric, composite, ids } = alarmsOf(template, 'connect-chat-bff');
    const root = composite.get('Root') ?? '';
    for (const level of ['ChatQuota90', 'ChatQuota80']) {
      const alarms = [...metric].filter(([name]) => name.startsWith(level));
      const watched = alarms.flatMap(([, { Metrics, Dimensions }]) =>
        [...(Metrics ?? []).map(({ MetricStat }) => MetricStat?.Metric.Dimensions), Dimensions]
          .flatMap((dimensions) => dimensions ?? [])
          .filter(({ Name }) => Name === 'InstanceId')
          .map(({ Value }) => Value),
      );
      assert.equal(watched.length, count, `${level} of ${count}`);
      assert.equal(new Set(watched).size, count);
      for (const [id, name] of ids)
        if (name.startsWith(level)) assert.ok(root.includes(`ALARM("${id}")`), name);
    }
  }
});

test('from one number of instances to another no alarm is of another kind under its name, nor under another id', () => {
  const known = new Map<string, string>();
  for (const [count, template] of templates)
    for (const type of ['Alarm', 'CompositeAlarm'])
      for (const [id, { Properties }] of resourcesOf(template, `AWS::CloudWatch::${type}`)) {
        const name = JSON.stringify(Properties['AlarmName']);
        if (name.includes('Version')) continue;
        assert.equal(known.get(name) ?? `${type} ${id}`, `${type} ${id}`, `with ${count}`);
        known.set(name, `${type} ${id}`);
      }
});

test('with up to nine instances there is one alarm a level, by the name that the runbook has', () => {
  for (const count of [1, 2, 9])
    assert.deepEqual(
      [...alarmsOf(of(count), 'connect-chat-bff').metric.keys()].filter((name) =>
        name.startsWith('ChatQuota'),
      ),
      ['ChatQuota90', 'ChatQuota80'],
    );
  assert.deepEqual(
    [...alarmsOf(of(20), 'connect-chat-bff').metric.keys()].filter((name) => name.startsWith('ChatQuota9')),
    ['ChatQuota90', 'ChatQuota90-2', 'ChatQuota90-3'],
  );
});
