import assert from 'node:assert/strict';
import { test } from 'node:test';
import { App } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { commandLine, configurations } from './configurations.ts';
import { configOf, resourcesOf, stackOf, synthesized, type Resource, type Template } from './synthesized.ts';

const examples = Object.keys(configurations);

/** The ids that a value refers to. */
function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (typeof value !== 'object' || value === null) return [];
  const { Ref, 'Fn::GetAtt': attribute } = value as Record<string, unknown>;
  if (typeof Ref === 'string') return [Ref];
  if (Array.isArray(attribute)) return [String(attribute[0])];
  return Object.values(value).flatMap(references);
}

/** What CloudFormation makes or changes before a resource: what its properties refer to, and what it is told. */
function before({ Resources }: Template, id: string): string[] {
  const { Properties, DependsOn = [] } = Resources[id] ?? assert.fail(id);
  return [...references(Properties), ...[DependsOn].flat()].filter((other) => Resources[other]);
}

/** All that comes before a resource; fails at a circle. */
function allBefore(template: Template, id: string, path: readonly string[] = []): Set<string> {
  assert.ok(!path.includes(id), `a circle: ${[...path, id].join(' → ')}`);
  return new Set(
    before(template, id).flatMap((other) => [other, ...allBefore(template, other, [...path, id])]),
  );
}

interface Group {
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly alarms: readonly (readonly [id: string, alarm: Resource])[];
  readonly alias: readonly [id: string, alias: Resource];
  readonly version: string;
}

/** The deployment groups, each with its alarms and the alias that it leads to a new version. */
function groupsOf(template: Template): readonly Group[] {
  return resourcesOf(template, 'AWS::CodeDeploy::DeploymentGroup').map(([id, { Properties: properties }]) => {
    const { Alarms = [] } = properties['AlarmConfiguration'] as { readonly Alarms?: readonly object[] };
    const alias = resourcesOf(template, 'AWS::Lambda::Alias').find(([, { UpdatePolicy }]) =>
      references(UpdatePolicy).includes(id),
    );
    assert.ok(alias);
    const [version = ''] = references(alias[1].Properties['FunctionVersion']);
    return {
      id,
      properties,
      alarms: references(Alarms).map(
        (alarm) => [alarm, template.Resources[alarm] ?? assert.fail(alarm)] as const,
      ),
      alias,
      version,
    };
  });
}

for (const example of examples)
  test(`in ${example}, a deployment asks only alarms about the version that it deploys, of which each has its own`, () => {
    const { template } = synthesized(example);
    const groups = groupsOf(template);
    assert.equal(groups.length, 2);
    for (const { alarms, version } of groups) {
      assert.ok(alarms.length > 0 && alarms.length <= 10, 'CodeDeploy takes ten');
      for (const [id, { Type, Properties }] of alarms) {
        assert.equal(Type, 'AWS::CloudWatch::Alarm');
        assert.equal(Properties['Metrics'], undefined, 'each metric can be seen here');
        const dimensions = Properties['Dimensions'] as readonly { readonly Value: unknown }[];
        const number = { 'Fn::GetAtt': [version, 'Version'] };
        assert.ok(
          dimensions.some(({ Value }) => JSON.stringify(Value) === JSON.stringify(number)),
          `${id} is not of ${version} alone`,
        );
        // With the name, the alarm is another: one that stays keeps the state that the version before gave it.
        assert.ok(references(Properties['AlarmName']).includes(version), `${id} outlives ${version}`);
        assert.equal(
          Properties['TreatMissingData'],
          'notBreaching',
          'without data there is nothing against it',
        );
      }
    }
  });

for (const example of examples)
  test(`in ${example}, version, its alarms, the group and the alias change in this order`, () => {
    const { template } = synthesized(example);
    for (const { id, alarms, alias, version } of groupsOf(template)) {
      const beforeAlias = allBefore(template, alias[0]);
      const beforeGroup = allBefore(template, id);
      assert.ok(beforeAlias.has(id), 'requests move before the group knows its alarms');
      for (const [alarm] of alarms) {
        assert.ok(beforeGroup.has(alarm));
        assert.ok(allBefore(template, alarm).has(version));
      }
    }
    for (const id of Object.keys(template.Resources)) allBefore(template, id);
  });

test('the alarms that tell people of the whole function or API gate no deployment', () => {
  const { template } = synthesized('the command line');
  const gating = new Set(groupsOf(template).flatMap(({ alarms }) => alarms.map(([id]) => id)));
  for (const name of ['FailedAnswers', 'ParticipantCrashes', 'ConnectCrashes']) {
    const [id, { Properties }] =
      resourcesOf(template, 'AWS::CloudWatch::Alarm').find(
        ([, alarm]) => alarm.Properties['AlarmName'] === `connect-chat-bff-${name}`,
      ) ?? assert.fail(name);
    assert.ok(!gating.has(id), name);
    assert.equal((Properties['AlarmActions'] as unknown[]).length, 1, name);
  }
});

const emergency = { ...commandLine, emergency: 'true' };

test('an emergency leads all requests to the new versions at once, and asks no alarm, whatever flags the app has', () => {
  for (const app of [
    undefined,
    new App({ analyticsReporting: false, builtinCloudFormationValidation: false }),
  ]) {
    const { template } = stackOf(configOf(emergency), app);
    for (const { properties } of groupsOf(template)) {
      assert.match(JSON.stringify(properties['DeploymentConfigName']), /LambdaAllAtOnce/);
      assert.equal((properties['AlarmConfiguration'] as { readonly Enabled: boolean }).Enabled, false);
      const { Events } = properties['AutoRollbackConfiguration'] as { readonly Events: readonly string[] };
      assert.deepEqual(Events, ['DEPLOYMENT_FAILURE']);
    }
  }
});

test('an emergency is loud: a warning of the command, and an output for as long as it lasts', () => {
  const { stack, template } = stackOf(configOf(emergency));
  const said = /all requests go to the new versions at once.*next deployment without.*gradual again/;
  assert.match(String(template.Outputs['Emergency']?.Value), said);
  Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp(said.source));
  const ordinary = synthesized('the command line');
  assert.equal(ordinary.template.Outputs['Emergency'], undefined);
});

test('nothing but the deployment groups is another in an emergency, so that the next deployment finds all as it was', () => {
  const { template: ordinary } = synthesized('the command line');
  const { template } = stackOf(configOf(emergency));
  assert.deepEqual(Object.keys(template.Resources), Object.keys(ordinary.Resources));
  const changed = Object.keys(template.Resources).filter(
    (id) => JSON.stringify(template.Resources[id]) !== JSON.stringify(ordinary.Resources[id]),
  );
  assert.deepEqual(
    changed.map((id) => template.Resources[id]?.Type),
    ['AWS::CodeDeploy::DeploymentGroup', 'AWS::CodeDeploy::DeploymentGroup'],
  );
});

test('without an emergency, synthesis warns of nothing', () => {
  for (const example of examples)
    assert.deepEqual(
      Annotations.fromStack(synthesized(example).stack).findWarning('*', Match.anyValue()),
      [],
    );
});
