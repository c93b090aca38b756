import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { resourcesOf, synthesized } from './synthesized.ts';

/**
 * Resources that hold data, or that others know by their URL or ARN. CloudFormation replaces a resource whose logical
 * id, or whose unchangeable property, is another: then its data is gone, or its URL. locked.json changes only together
 * with a way for those who have deployed.
 */
const held: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::Table': ['TableName', 'KeySchema'],
  'AWS::Logs::LogGroup': ['LogGroupName'],
  'AWS::ApiGateway::RestApi': [],
  'AWS::ApiGateway::Stage': ['StageName', 'RestApiId'],
  'AWS::ApiGateway::DomainName': ['DomainName'],
  'AWS::Lambda::Function': ['FunctionName', 'PackageType'],
  'AWS::Lambda::Alias': ['Name', 'FunctionName'],
  'AWS::WAFv2::WebACL': ['Name', 'Scope'],
  'AWS::SNS::Topic': ['TopicName', 'FifoTopic'],
};

test('an upgrade replaces nothing that holds data or has a URL', () => {
  const { template } = synthesized('every setting');
  const now = Object.fromEntries(
    Object.entries(held)
      .flatMap(([type, properties]) =>
        resourcesOf(template, type).map(([id, { Properties }]): [string, Record<string, unknown>] => [
          id,
          { type, ...Object.fromEntries(properties.map((name) => [name, Properties[name] ?? null])) },
        ]),
      )
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
  const locked: unknown = JSON.parse(readFileSync(new URL('locked.json', import.meta.url), 'utf8'));
  assert.deepEqual(now, locked);
});

function ids(name: string): string[] {
  return Object.keys(held)
    .flatMap((type) => resourcesOf(synthesized(name).template, type))
    .map(([id]) => id)
    .filter((id) => !/^(AlarmTopic|Domain|ApiLogRoleSetting)/.test(id))
    .toSorted();
}

test('logical ids are the same whatever the stack and the environment are called', () => {
  assert.deepEqual(ids('the command line'), ids('every setting'));
  assert.deepEqual(ids('the environment prod'), ids('every setting'));
});
