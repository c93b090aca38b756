import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEnvironment } from '../../../lambdas/environment.ts';
import { configOf, resourcesOf, stackOf, type Template } from '../synthesized.ts';
import { commandLine } from '../configurations.ts';
import { metricKey, metricsOf, type MetricUse, resolved, widgetsOf } from './deployed.ts';

/**
 * Two deployments of one account and Region, for the same Connect instance; the name of the one begins with the other's.
 * References are written with the name of their stack, as CloudFormation names what has no name after it.
 */
const names = ['connect-chat-bff', 'connect-chat-bff-next'] as const;

interface Deployment {
  readonly name: string;
  readonly template: Template;
}

const pairs = Object.entries({
  'the command line': commandLine,
  'every setting': { environment: 'every' },
}).map(([example, context]) => {
  const [one, other] = names.map((stackName): Deployment => {
    const { template } = stackOf(configOf({ ...context, stackName }));
    return { name: stackName, template: resolved(template, (id) => `${stackName}!${id}`) as Template };
  });
  return { example, one: one ?? assert.fail(), other: other ?? assert.fail() };
});

/** What is no deployment's own: facts of the account, names within something, and words for people. */
const shared: readonly (readonly [where: RegExp, because: string])[] = [
  [/^AWS::ApiGateway::Stage StageName$/, 'within an API'],
  [/^AWS::Lambda::Alias Name$/, 'within a function'],
  [/^AWS::IAM::(Policy|Role) .*PolicyName$/, 'within a role'],
  [/^AWS::CodeDeploy::DeploymentGroup DeploymentConfigName$/, "Amazon's"],
  [/^AWS::SNS::Topic DisplayName$/, 'the words of an e-mail, not a name'],
  [/^AWS::DynamoDB::Table .*(AttributeName|IndexName)$/, 'within a table'],
  [
    /^AWS::WAFv2::WebACL Rules\..*Name$/,
    'within a web ACL, whose own metric name is the dimension before it',
  ],
  [/^AWS::WAFv2::LoggingConfiguration .*Name$/, 'names of headers'],
  [/^AWS::ApiGateway::\w+ DomainName$/, 'the setting of whoever deploys; an account has each once'],
  [/^AWS::CloudWatch::Alarm .*(MetricName|Dimensions\.\d+\.Name)$/, 'metrics are compared whole, below'],
];

/** Every value of a template under something called a name, with where it stands. */
function namesIn(template: Template): readonly (readonly [where: string, value: string])[] {
  const found: [string, string][] = [];
  const visit = (where: string, key: string, value: unknown): void => {
    if (typeof value === 'object' && value !== null)
      for (const [name, member] of Object.entries(value))
        visit(where.endsWith(' ') ? `${where}${name}` : `${where}.${name}`, name, member);
    else if (/^name$|Name$/.test(key)) found.push([where, String(value)]);
  };
  for (const { Type, Properties } of Object.values(template.Resources)) visit(`${Type} `, '', Properties);
  return found;
}

test('no name of one deployment is another’s, but those within something and those of the account', () => {
  const needed = new Set<RegExp>();
  for (const { example, one, other } of pairs) {
    const all = namesIn(one.template);
    const taken = new Set(namesIn(other.template).map(([, value]) => value));
    const both = all.filter(([, value]) => taken.has(value));
    for (const [where, value] of both) {
      const [pattern] = shared.find(([pattern]) => pattern.test(where)) ?? [];
      assert.ok(pattern, `${example}: ${where} is ${value}`);
      needed.add(pattern);
    }
    assert.ok(all.length > both.length + 40, 'names are found');
  }
  for (const [pattern] of shared) assert.ok(needed.has(pattern), `${pattern} is needed no more`);
});

interface MetricStat {
  readonly Metric: {
    readonly Namespace: string;
    readonly MetricName: string;
    readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
  };
}

/** The metrics that alarms watch. */
function watched(template: Template): readonly MetricUse[] {
  return resourcesOf(template, 'AWS::CloudWatch::Alarm').flatMap(([, { Properties }]) => {
    const { Metrics } = Properties as { readonly Metrics?: readonly { readonly MetricStat?: MetricStat }[] };
    const stats = Metrics?.flatMap(({ MetricStat: stat }) => stat?.Metric ?? []) ?? [
      Properties as unknown as MetricStat['Metric'],
    ];
    return stats.map(({ Namespace, MetricName, Dimensions = [] }) => ({
      namespace: Namespace,
      name: MetricName,
      dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value])),
    }));
  });
}

for (const { example, one, other } of pairs) {
  test(`in ${example}, no alarm and no widget reads a metric of another deployment, but what Connect tells of the instance`, () => {
    const [mine, others] = [one, other].map(
      ({ template }) =>
        new Set([...watched(template), ...widgetsOf(template).flatMap(metricsOf)].map(metricKey)),
    );
    assert.ok(mine && others && mine.size > 100);
    const both = [...mine].filter((key) => others.has(key));
    assert.ok(both.length > 0);
    for (const key of both) assert.match(key, /^\["AWS\/Connect","ConcurrentActiveChats(Percentage)?",/);
  });

  test(`in ${example}, what the functions of a deployment emit is what its alarms and widgets read`, () => {
    for (const { name, template } of [one, other]) {
      const used = [...watched(template), ...widgetsOf(template).flatMap(metricsOf)];
      const own = new Set(used.map(({ namespace }) => namespace).filter((one) => !one.startsWith('AWS/')));
      assert.deepEqual([...own], [`ConnectChatBff/${name}`]);
      const functions = resourcesOf(template, 'AWS::Lambda::Function');
      for (const [, { Properties }] of functions) {
        // The function for API Gateway's log role has no metrics of its own.
        if (Properties['Handler'] === 'log-role.handler') continue;
        const { Variables } = Properties['Environment'] as { readonly Variables: Record<string, string> };
        const { metrics } = readEnvironment({ ...Variables, AWS_REGION: 'eu-central-1' });
        assert.deepEqual([...own], [metrics.namespace]);
      }
    }
  });

  test(`in ${example}, saved queries, alarm rules and dashboard name nothing of another deployment`, () => {
    for (const type of [
      'AWS::Logs::QueryDefinition',
      'AWS::CloudWatch::CompositeAlarm',
      'AWS::CloudWatch::Dashboard',
    ]) {
      const text = JSON.stringify(
        resourcesOf(other.template, type).map(([, { Properties }]) => ({ ...Properties, Tags: [] })),
      );
      assert.ok(text.includes(other.name));
      assert.doesNotMatch(text, /connect-chat-bff(?!-next)/, type);
    }
  });

  test(`in ${example}, nothing is exported under a name that another deployment exports`, () => {
    for (const { template } of [one, other])
      for (const [name, output] of Object.entries(template.Outputs)) assert.ok(!('Export' in output), name);
  });
}
