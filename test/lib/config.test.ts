import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { environments } from '../../bin/environments.ts';
import { readEnvironment } from '../../lambdas/environment.ts';
import { parseConfig } from '../../lib/config/config.ts';
import { functionEnvironment } from '../../lib/functions/function-environment.ts';
import type { Settings } from '../../lib/config/setting-types.ts';
import { settings } from '../../lib/config/settings.ts';
import {
  commandLine,
  configurations,
  contactFlowId,
  everything,
  instanceArn,
  queueId,
} from './configurations.ts';
import { configOf } from './synthesized.ts';

function problemsOf(
  context: Readonly<Record<string, unknown>>,
  file: Readonly<Record<string, Settings>> = environments,
): readonly string[] {
  const parsed = parseConfig(context, file);
  return 'problems' in parsed ? parsed.problems : [];
}

test('three inputs are a deployment', () => {
  const config = configOf(commandLine);
  assert.deepEqual(config.entryPoints, {
    default: { instanceId: '11111111-1111-4111-8111-111111111111', contactFlowId },
  });
  assert.deepEqual(config.allowedOrigins, ['https://www.example.com']);
  assert.equal(config.region, 'eu-central-1');
  assert.equal(config.account, '123456789012');
  assert.equal(config.stackName, 'connect-chat-bff');
  assert.equal(config.production, false);
});

test('without any input, every missing one is named with an example of it', () => {
  const problems = problemsOf({});
  assert.equal(problems.length, 3);
  for (const name of ['contactFlowId', 'instanceArn', 'allowedOrigins'])
    assert.ok(
      problems.some((problem) => problem.startsWith(`- ${name} must be `)),
      name,
    );
});

test('several wrong inputs are reported at once, each with its mend', () => {
  const problems = problemsOf({
    instanceArn: 'my-instance',
    contactFlowId: 'my-flow',
    allowedOrigins: '*',
    logRetentionDays: '8',
    tracing: 'yes',
    throttles: '{"Nothing":{"rate":1,"burst":1}}',
    signIn: '{"issuer":"http://insecure.example"}',
  });
  assert.equal(problems.length, 7, problems.join('\n'));
  for (const problem of problems) assert.match(problem, /^- \w+ must be .+/);
});

test('no origin is taken but an exact one', () => {
  for (const origin of [
    '*',
    'https://*',
    'https://*.example.com',
    'https://www.example.com/',
    'https://www.example.com/chat',
    'www.example.com',
    'null',
    'HTTPS://WWW.EXAMPLE.COM',
    'https://user@www.example.com',
    "https://www.example.com'",
    'http://localhost:*.example.com',
    'http://*:*',
    '',
  ])
    assert.notDeepEqual(problemsOf({ ...commandLine, allowedOrigins: origin }), [], origin);
});

function settingsTake(origin: string): boolean {
  const file = { one: { allowedOrigins: [origin], loopback: true } };
  return problemsOf({ instanceArn, contactFlowId, environment: 'one' }, file).length === 0;
}

test('the functions list exactly the origins that the settings take', () => {
  const environment = {
    TABLE_NAME: 'table',
    AWS_REGION: 'us-east-1',
    ENTRY_POINTS: JSON.stringify({ default: { instanceId: 'i', contactFlowId: 'f' } }),
  };
  const functionsTake = (origin: string): boolean => {
    try {
      readEnvironment({ ...environment, ALLOWED_ORIGINS: JSON.stringify([origin]) });
      return true;
    } catch (error) {
      assert.match(String(error), /ALLOWED_ORIGINS/);
      return false;
    }
  };
  const parts = fc
    .tuple(
      fc.constantFrom(
        'https',
        'capacitor',
        'ionic',
        'tauri',
        'chrome-extension',
        'file',
        'data',
        'null',
        'HTTPS',
        '*',
        '',
      ),
      fc.constantFrom('://', ':', '//', ':/'),
      fc.constantFrom(
        'localhost',
        'www.example.com',
        'LOCALHOST',
        '*',
        '*.example.com',
        'user@localhost',
        '',
        '-a',
        'a_b',
      ),
      fc.constantFrom('', ':*', ':3000', ':0', ':70000', ':443', ':', ':03'),
      fc.constantFrom('', '/', '/index.html', '?a', '#a', ' ', '\n', "'", '\\'),
    )
    .map((all) => all.join(''));
  fc.assert(
    fc.property(fc.oneof(parts, fc.webUrl(), fc.string()), (origin) => {
      // Pages without TLS have rules of their own in a deployment.
      fc.pre(!origin.startsWith('http:'));
      assert.equal(settingsTake(origin), functionsTake(origin), JSON.stringify(origin));
    }),
    { numRuns: 2_000, examples: [['capacitor://localhost'], ['null'], ['file://'], ['https://localhost']] },
  );
  for (const origin of ['capacitor://localhost', 'https://localhost', 'http://localhost:*'])
    assert.ok(settingsTake(origin) && functionsTake(origin), origin);
});

test('pages without TLS, or on the visitor’s own machine, are for environments that say so', () => {
  const local = 'http://localhost:*';
  assert.match(
    problemsOf({ ...commandLine, allowedOrigins: local }).join('\n'),
    /allowedOrigins has http:\/\/localhost:\*.*-c environment=dev/,
  );
  assert.match(
    problemsOf({ ...commandLine, environment: 'prod', allowedOrigins: local }).join('\n'),
    /allowedOrigins has/,
  );
  assert.deepEqual(problemsOf({ environment: 'dev', instanceArn, contactFlowId }), []);
  assert.match(
    problemsOf({ ...commandLine, environment: 'dev', allowedOrigins: 'http://www.example.com' }).join('\n'),
    /must be https/,
  );
  assert.match(
    problemsOf({ ...commandLine, environment: 'dev', production: 'true' }).join('\n'),
    /loopback must be false in production/,
  );
});

test('a setting behind -c wins over the one of the environment', () => {
  const file = {
    prod: { production: true, logRetentionDays: 90, ...commandLine, allowedOrigins: ['https://c.example'] },
  };
  const parsed = parseConfig(
    { environment: 'prod', logRetentionDays: '7', allowedOrigins: 'https://a.example, https://b.example' },
    file,
  );
  assert.ok('config' in parsed);
  assert.equal(parsed.config.logRetentionDays, 7);
  assert.equal(parsed.config.production, true);
  assert.deepEqual(parsed.config.allowedOrigins, ['https://a.example', 'https://b.example']);
});

test('a misspelt setting and an unknown environment are errors; CDK’s own context is not', () => {
  assert.match(
    problemsOf({ ...commandLine, allowedOrigin: 'x' }).join('\n'),
    /allowedOrigin is not a setting/,
  );
  assert.match(problemsOf({ ...commandLine, environment: 'production' }).join('\n'), /one of: dev, prod/);
  assert.match(problemsOf({ ...commandLine, environment: 'constructor' }).join('\n'), /one of: dev, prod/);
  assert.deepEqual(
    problemsOf({ ...commandLine, '@aws-cdk/core:any': true, 'aws:cdk:any': 1, 'availability-zones:any': [] }),
    [],
  );
});

test('settings that need or exclude one another say which', () => {
  const elsewhere = 'arn:aws:acm:us-east-1:123456789012:certificate/77777777-7777-4777-8777-777777777777';
  const cases: [Record<string, unknown>, RegExp][] = [
    [{ domainName: 'chat.example.com' }, /certificateArn must be/],
    [{ certificateArn: elsewhere }, /domainName must be/],
    [{ domainName: 'chat.example.com', certificateArn: elsewhere }, /certificateArn must be where/],
    [{ webAcl: 'off', webAclToken: 'true' }, /webAclToken must be left out/],
    [
      { alarmEmail: 'a@example.com', alarmTopicArn: 'arn:aws:sns:eu-central-1:123456789012:alarms' },
      /alarmEmail must be left out/,
    ],
    [
      {
        entryPoints: JSON.stringify({
          other: { contactFlowId, instanceArn: instanceArn.replace('eu-central-1', 'us-east-1') },
        }),
      },
      /instanceArn must be where/,
    ],
    [
      { contactFlowId: `${instanceArn.replace('1111-4111', '9999-4999')}/contact-flow/${contactFlowId}` },
      /must be a flow of/,
    ],
    [
      {
        entryPoints: JSON.stringify({
          sales: {
            contactFlowId,
            queueId: `${instanceArn.replace('1111-4111', '9999-4999')}/queue/${queueId}`,
          },
        }),
      },
      /queueId of the entry point sales must be a queue of/,
    ],
    [
      { entryPoints: JSON.stringify({ sales: { contactFlowId, queueId: 'BasicQueue' } }) },
      /entryPoints must be/,
    ],
  ];
  for (const [context, problem] of cases)
    assert.match(problemsOf({ ...commandLine, ...context }).join('\n'), problem);
});

test('an allow-list that would be more than a function’s environment can hold is refused', () => {
  const allowedOrigins = Array.from({ length: 150 }, (_, index) => `https://site-${index}.example.com`);
  assert.match(problemsOf({ ...commandLine, allowedOrigins }).join('\n'), /4096 bytes/);
});

for (const name of Object.keys(configurations)) {
  test(`${name}: the functions read from their environment what was configured`, () => {
    const config = configOf(configurations[name] ?? {});
    for (const service of ['participant', 'connect'] as const) {
      const variables = functionEnvironment(service, config, 'chat-prod', 'table');
      const read = readEnvironment({ ...variables, AWS_REGION: config.region });
      assert.equal(read.tableName, 'table');
      assert.equal(read.metrics.namespace, 'ConnectChatBff/chat-prod');
      assert.deepEqual(read.settings.entryPoints, config.entryPoints);
      for (const setting of [
        'allowedOrigins',
        'cookieOrigins',
        'redirectUris',
        'attributeNames',
        'attributePrefix',
      ] as const)
        assert.deepEqual(read.settings[setting], config[setting]);
      for (const setting of ['attachmentTypes', 'attachmentMaximum', 'messageMaximum', 'quotas'] as const)
        if (config.optional[setting] !== undefined)
          assert.deepEqual(read.settings[setting], config.optional[setting]);
      assert.deepEqual(read.settings.signIn, service === 'connect' ? config.optional.signIn : undefined);
    }
  });
}

test('the example with every setting has every setting, but those that exclude another', () => {
  const left = Object.keys(settings).filter((name) => !Object.hasOwn(everything, name));
  assert.deepEqual(left, ['loopback', 'alarmTopicArn', 'emergency']);
});

test('docs/deploy.md explains every setting', () => {
  const page = readFileSync(new URL('../../docs/deploy.md', import.meta.url), 'utf8');
  for (const name of ['environment', ...Object.keys(settings)])
    assert.match(page, new RegExp(`^\\| \`${name}\` +\\|`, 'm'), name);
});

test('pages with a scheme of their own bring no token of WAF, whatever their host is called', () => {
  for (const origin of ['capacitor://localhost', 'myapp://app.example.com']) {
    const allowedOrigins = `https://www.example.com,${origin}`;
    assert.deepEqual(problemsOf({ ...commandLine, allowedOrigins }), []);
    assert.match(
      problemsOf({ ...commandLine, allowedOrigins, webAclToken: 'true' }).join('\n'),
      new RegExp(`webAclToken must be left out where allowedOrigins has ${origin}`),
    );
  }
});
