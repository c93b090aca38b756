import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ContextProvider } from 'aws-cdk-lib/cloud-assembly-schema';
import * as cxapi from 'aws-cdk-lib/cx-api';
import fc from 'fast-check';
import { environments } from '../../bin/environments.ts';
import { parseConfig } from '../../lib/config/config.ts';
import { nearestName } from '../../lib/config/nearest-name.ts';
import { settings } from '../../lib/config/settings.ts';
import { commandLine } from './configurations.ts';

/** Whatever stands behind `-c`: a setting, CDK's own, or named. */

const names = Object.keys(settings);

function problemsOf(
  context: Readonly<Record<string, unknown>>,
  file: Readonly<Record<string, object>> = environments,
): readonly string[] {
  const parsed = parseConfig(context, file);
  return 'problems' in parsed ? parsed.problems : [];
}

function named(context: Readonly<Record<string, unknown>>): unknown {
  const parsed = parseConfig(context, environments);
  return 'problems' in parsed ? parsed.named : undefined;
}

/** The problems that a context has beside the three settings that a deployment needs. */
function besides(name: string, value: unknown = 'on'): readonly string[] {
  return problemsOf(Object.fromEntries([...Object.entries(commandLine), [name, value]]));
}

const misspellings: Readonly<Record<string, (name: string) => string>> = {
  'with dashes': (name) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
  'with underscores': (name) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  'in capitals': (name) => name.toUpperCase(),
  'in small letters': (name) => name.toLowerCase(),
  'with a capital at first': (name) => name.slice(0, 1).toUpperCase() + name.slice(1),
  'with an s too many': (name) => `${name}s`,
  'with an s too few': (name) => name.replace(/s$/, ''),
  'with a dot at the end': (name) => `${name}.`,
  'with a colon in front': (name) => `:${name}`,
  'with a space in front': (name) => ` ${name}`,
  'with two letters exchanged': (name) => name.replace(/(.)(.)(.)$/, '$1$3$2'),
  'without its last letter': (name) => name.slice(0, -1),
};

for (const [how, misspell] of Object.entries(misspellings))
  test(`a setting's name ${how} is named, with the setting that was meant`, () => {
    for (const name of ['environment', ...names]) {
      const given = misspell(name);
      if (given === name) continue;
      const problems = besides(given);
      assert.equal(problems.length, 1, given);
      assert.match(problems[0] ?? '', new RegExp(`is not a setting: did you mean ${name}\\?$`), given);
    }
  });

test('names in other words lead to the setting', () => {
  for (const [given, meant] of Object.entries({
    origins: 'allowedOrigins',
    email: 'alarmEmail',
    env: 'environment',
    permissionsBoundary: 'permissionsBoundaryArn',
    qualifier: 'bootstrapQualifier',
    flowId: 'contactFlowId',
    instance: 'instanceArn',
    retentionDays: 'logRetentionDays',
    throtles: 'throttles',
  }))
    assert.equal(nearestName(given, ['environment', ...names]), meant, given);
});

test('a name that is near to none is named with all that there are', () => {
  const [problem = '', ...more] = besides('colour');
  assert.deepEqual(more, []);
  assert.match(problem, /^- colour is not a setting: the settings are environment, stackName, .*emergency$/);
});

test('whatever is neither a setting nor CDK’s own is named, whatever characters it has', () => {
  const strange = fc.oneof(
    fc.string(),
    fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', '', '=', 'a\nb', '[31m', 'ssm'),
    fc.constantFrom(
      '@aws-cdk',
      'aws',
      'aws-cdk',
      '@aws-cdk/',
      'vpc-provider',
      'unknown-provider:x',
      'x:aws:cdk',
    ),
  );
  fc.assert(
    fc.property(strange, (name) => {
      fc.pre(name !== 'environment' && !names.includes(name));
      fc.pre(!/^(@aws-cdk|aws|ami|plugin|ssm)[\w-]*[/:]./.test(name));
      const problems = besides(name);
      assert.equal(problems.length, 1);
      assert.match(problems[0] ?? '', / is not a setting: (did you mean \w+\?|the settings are .+)$/);
      assert.doesNotMatch(problems[0] ?? '', /\p{Cc}/u);
    }),
  );
});

test('an empty value is not a missing one', () => {
  for (const name of names.filter((each) => each !== 'attributePrefix'))
    assert.ok(
      problemsOf({ ...commandLine, [name]: '' }).some((problem) => problem.startsWith(`- ${name} must be `)),
      name,
    );
  assert.match(problemsOf({ ...commandLine, environment: '' }).join(), /^- environment must be one of/);
});

test('what the installed CDK itself puts into the context is no mistake', () => {
  const own = [
    ...Object.values(ContextProvider).map(
      (provider) => `${provider}:account=123456789012:region=eu-central-1`,
    ),
    ...Object.keys(cxapi.FLAGS),
    ...Object.entries(cxapi).flatMap(([name, value]) =>
      typeof value === 'string' && /CONTEXT|BUNDLING|DISABLE/.test(name) && !name.endsWith('_ENV')
        ? [value]
        : [],
    ),
    '@aws-cdk/core:bootstrapQualifier',
    'cli-telemetry',
    'acknowledged-issue-numbers',
  ];
  assert.ok(own.length > 100);
  for (const name of own) assert.deepEqual(besides(name, true), [], name);
});

test('a value of CDK’s own that CDK would misunderstand is named', () => {
  const boundary = '@aws-cdk/core:permissionsBoundary';
  assert.match(
    besides(boundary, 'arn:aws:iam::123456789012:policy/boundary').join(),
    /has no effect as text.*use the setting permissionsBoundaryArn/,
  );
  assert.deepEqual(besides(boundary, { name: 'boundary' }), []);
  assert.match(besides('@aws-cdk/aws-iam:minimizePolicies', 'false').join(), /must be set in cdk\.json/);
  assert.deepEqual(besides('@aws-cdk/aws-iam:minimizePolicies', 'true'), []);
});

test('an unknown environment is named with the nearest, and asks for no settings that it might have', () => {
  for (const given of ['production', 'Prod', 'prd', 'PROD'])
    assert.deepEqual(problemsOf({ environment: given }), [
      '- environment must be one of: dev, prod (bin/environments.ts): did you mean prod?',
    ]);
  for (const given of ['constructor', '__proto__', 'qa', 5, null, ['prod']])
    assert.deepEqual(problemsOf({ environment: given }), [
      '- environment must be one of: dev, prod (bin/environments.ts)',
    ]);
});

test('a name in bin/environments.ts that is no setting is named, with where it is', () => {
  const file = { prod: { 'web-acl': 'off', ...commandLine } };
  assert.deepEqual(problemsOf({ environment: 'prod' }, file), [
    '- web-acl is not a setting, and the environment prod has it (bin/environments.ts): did you mean webAcl?',
  ]);
});

test('a deployment is known by name where required settings are not given, and only there', () => {
  const { instanceArn, contactFlowId } = commandLine;
  assert.deepEqual(named({}), {
    stackName: 'connect-chat-bff',
    absent: ['instanceArn', 'contactFlowId', 'allowedOrigins'],
  });
  assert.deepEqual(named({ environment: 'prod', instanceArn, bootstrapQualifier: 'chat' }), {
    stackName: 'connect-chat-bff-prod',
    place: { account: '123456789012', region: 'eu-central-1' },
    bootstrapQualifier: 'chat',
    absent: ['contactFlowId', 'allowedOrigins'],
  });
  assert.deepEqual(named({ environment: 'dev', stackName: 'chat', contactFlowId }), {
    stackName: 'chat',
    absent: ['instanceArn'],
  });
  assert.equal(named(commandLine), undefined);
  for (const wrong of [
    { tracing: 'maybe' },
    { colour: 'red' },
    { environment: 'qa' },
    { allowedOrigins: 'http://www.example.com' },
    { webAclToken: 'true', webAcl: 'off' },
    { instanceArn, keyArn: 'arn:aws:kms:us-east-1:123456789012:key/33333333-3333-4333-8333-333333333333' },
  ])
    assert.equal(named(wrong), undefined, JSON.stringify(wrong));
});
