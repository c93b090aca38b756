import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configurations } from '../../lib/configurations.ts';
import { synthesized, type Template } from '../../lib/synthesized.ts';
import { mutants, mutated } from './mutants.ts';
import { filledIn } from './references.ts';

/** Bodies inside strings, which CloudFormation passes on unread: each has somebody here who reads it. */

/** By where they stand: the rule that reads it, of which a fault put there shows that it does. */
const read: Readonly<Record<string, string>> = {
  'ApiGateway::GatewayResponse.ResponseParameters': 'gateway-response',
  'ApiGateway::GatewayResponse.ResponseTemplates': 'gateway-response',
  'ApiGateway::Method.Integration.IntegrationResponses[].ResponseParameters': 'gateway-method',
  'ApiGateway::Method.Integration.RequestTemplates': 'gateway-method',
  'ApiGateway::Resource.PathPart': 'pf-apigw-resource-path-part',
  'ApiGateway::Stage.AccessLogSetting.Format': 'access-log',
  'ApiGateway::Stage.MethodSettings[].ResourcePath': 'pf-apigw-stage-method-setting-resource-path',
  'CloudWatch::Alarm.Metrics[].Expression': 'metric-math',
  'CloudWatch::CompositeAlarm.AlarmRule': 'alarm-rule',
  'CloudWatch::Dashboard.DashboardBody': 'dashboard-body',
  'Lambda::Function.Environment.Variables': 'function-variables',
  'Logs::QueryDefinition.QueryString': 'logs-query',
  'Output.Value': 'output',
  'Scheduler::Schedule.ScheduleExpression': 'schedule',
  'WAFv2::WebACL.CustomResponseBodies': 'web-acl',
  'WAFv2::WebACL.Rules[].Action.Block.CustomResponse.ResponseHeaders[].Value': 'F3033',
  'WAFv2::WebACL.Rules[].Statement.RateBasedStatement.ScopeDownStatement': 'web-acl',
};

/** Bodies that a test of their own reads, or texts that only look like bodies. */
const readElsewhere: Readonly<Record<string, string>> = {
  'ApiGateway::Method.Integration.IntegrationResponses[].ResponseTemplates':
    'test/lib/preflights.test.ts runs them on Apache Velocity',
  'CloudWatch::Alarm.AlarmDescription': 'a sentence for people',
  'CloudWatch::CompositeAlarm.AlarmDescription': 'a sentence for people',
  'Lambda::Function.Description': 'a sentence for people',
};

/** The characters of a language; names, ARNs and plain words have none of them. */
const syntax = /[{}()|$#"'\n=;<>\\]/;

function bodies({ Resources, Outputs }: Template): readonly string[] {
  const found = (value: unknown, path: string): readonly string[] => {
    if (typeof value === 'string') return syntax.test(value) ? [path] : [];
    if (Array.isArray(value)) return value.flatMap((element) => found(element, `${path}[]`));
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([name, inner]) => found(inner, `${path}.${name}`));
  };
  return [
    ...Object.values(Resources).flatMap(({ Type, Properties }) =>
      found(Properties, Type.replace('AWS::', '')),
    ),
    ...Object.values(Outputs).flatMap(({ Value }) => found(Value, 'Output.Value')),
  ];
}

const templates = Object.keys(configurations).map((name) => {
  const { template, config } = synthesized(name);
  return filledIn(template, config);
});
const there = [...new Set(templates.flatMap(bodies))].toSorted();
const places = [...Object.keys(read), ...Object.keys(readElsewhere)];
const isAt = (body: string, place: string): boolean => body === place || body.startsWith(`${place}.`);

test('every body inside a string is read by somebody', () => {
  for (const body of there)
    assert.ok(
      places.some((place) => isAt(body, place)),
      `Nobody reads ${body}: write a check for it in test/deployment/services/checks, with a fault in test/deployment/services/mutants.ts`,
    );
});

test('nobody is said to read what is not there', () => {
  for (const place of places)
    assert.ok(
      there.some((body) => isAt(body, place)),
      place,
    );
});

test('whoever reads a body finds a fault in one of its kind', () => {
  const template = templates.at(-1) ?? assert.fail();
  for (const [place, rule] of Object.entries(read)) {
    const [type] = place.split('.');
    assert.ok(
      mutants
        .filter((mutant) => mutant.rule === rule)
        .some((mutant) =>
          [...mutated(template, mutant).changed].some(
            (id) => (template.Resources[id]?.Type.replace('AWS::', '') ?? 'Output') === type,
          ),
        ),
      `${rule} has no fault in ${place}`,
    );
  }
});
