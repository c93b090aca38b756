import assert from 'node:assert/strict';
import { test } from 'node:test';
import { budgets } from '../../lambdas/operations/budgets.ts';
import { severities } from '../../lib/monitoring/alarm.ts';
import type { Service } from '../../lambdas/core/access.ts';
import { operations } from '../../lambdas/operations/operations.ts';
import { table as schema } from '../../lambdas/table.ts';
import { configurations, keyArn, ownWebAcl } from './configurations.ts';
import { only, resourcesOf, synthesized, type Resource, type Template } from './synthesized.ts';

const names = Object.keys(configurations);

function functionOf(template: Template, service: Service): Resource {
  const found = resourcesOf(template, 'AWS::Lambda::Function').find(
    ([, { Properties }]) => Properties['Handler'] === `${service}.handler`,
  );
  return found?.[1] ?? assert.fail(`no function ${service}`);
}

test('each bound of time lies inside the next: attempt, upstream, deadline, lease; deadline, timeout, API Gateway', () => {
  for (const [name, { attempt, upstream, deadline, lease }] of Object.entries(budgets)) {
    const bounds = [attempt, upstream, deadline, lease];
    assert.deepEqual(
      bounds,
      bounds.toSorted((a, b) => a - b),
      name,
    );
    assert.equal(new Set(bounds).size, bounds.length, name);
  }
  for (const example of names) {
    const { template } = synthesized(example);
    for (const { budget, service, name, method } of operations) {
      const timeout = Number(functionOf(template, service).Properties['Timeout']) * 1_000;
      assert.ok(budget.deadline < timeout, name);
      assert.ok(timeout <= 29_000, name);
      assert.ok(budget.upstream < budget.deadline, `${method} ${name}`);
    }
    for (const [, { Properties }] of resourcesOf(template, 'AWS::ApiGateway::Method')) {
      const { Type, TimeoutInMillis } = Properties['Integration'] as Record<string, unknown>;
      if (Type === 'AWS_PROXY') assert.equal(TimeoutInMillis, 29_000);
    }
  }
});

test('the functions are Node.js 24 on arm64, of one bundle, and take requests at their alias alone', () => {
  for (const example of names) {
    const { template, config } = synthesized(example);
    const functions = resourcesOf(template, 'AWS::Lambda::Function');
    const handlers = functions.map(([, { Properties }]) => String(Properties['Handler']));
    const ours = ['connect.handler', 'participant.handler', 'reaper.handler'];
    if (config.apiGatewayLogRole === 'auto') ours.push('log-role.handler');
    assert.deepEqual(handlers.toSorted(), ours.toSorted(), 'and none of CDK’s own');
    const codes = functions.map(([, { Properties }]) => JSON.stringify(Properties['Code']));
    assert.equal(new Set(codes).size, 1);
    for (const [, { Properties }] of functions) {
      assert.equal(Properties['Runtime'], 'nodejs24.x');
      assert.deepEqual(Properties['Architectures'], ['arm64']);
      const { LogFormat, SystemLogLevel } = Properties['LoggingConfig'] as Record<string, unknown>;
      assert.equal(LogFormat, 'JSON');
      assert.equal(SystemLogLevel, example === 'every setting' ? 'INFO' : 'WARN');
    }
    for (const [, { Properties }] of resourcesOf(template, 'AWS::Lambda::Permission'))
      if (Properties['Principal'] === 'apigateway.amazonaws.com')
        assert.match(JSON.stringify(Properties['FunctionName']), /Live/);
    for (const [, { Properties }] of resourcesOf(template, 'AWS::Lambda::Alias'))
      assert.equal(Properties['Name'], 'live');
  }
});

test('the function that ends chats is told its table, its instances and its metrics’ namespace, and nothing else', () => {
  for (const example of names) {
    const { template, config } = synthesized(example);
    const [, { Properties }] =
      resourcesOf(template, 'AWS::Lambda::Function').find(
        ([, { Properties }]) => Properties['Handler'] === 'reaper.handler',
      ) ?? assert.fail();
    const { Variables } = Properties['Environment'] as { readonly Variables: Record<string, unknown> };
    const { ENTRY_POINTS, METRIC_NAMESPACE, TABLE_NAME, ...others } = Variables;
    assert.deepEqual(others, {});
    assert.deepEqual(JSON.parse(String(ENTRY_POINTS)), config.entryPoints);
    assert.match(String(METRIC_NAMESPACE), /^ConnectChatBff\//);
    assert.deepEqual(TABLE_NAME, { Ref: only(template, 'AWS::DynamoDB::Table')[0] });
  }
});

test('a new version gets a tenth of the requests first, and an alarm takes them away again', () => {
  for (const example of names) {
    const { template } = synthesized(example);
    const groups = resourcesOf(template, 'AWS::CodeDeploy::DeploymentGroup');
    assert.equal(groups.length, 2);
    for (const [, { Properties }] of groups) {
      assert.match(JSON.stringify(Properties['DeploymentConfigName']), /LambdaCanary10Percent5Minutes/);
      const { Alarms, Enabled } = Properties['AlarmConfiguration'] as { Alarms: unknown[]; Enabled: boolean };
      assert.equal(Alarms.length, 2);
      assert.equal(Enabled, true);
      const { Events } = Properties['AutoRollbackConfiguration'] as { Events: string[] };
      assert.ok(Events.includes('DEPLOYMENT_STOP_ON_ALARM'));
    }
    for (const [, { UpdatePolicy }] of resourcesOf(template, 'AWS::Lambda::Alias'))
      assert.ok(UpdatePolicy?.['CodeDeployLambdaAliasUpdate']);
  }
});

test('the table expires its rows, is on demand, and can be restored; in production it cannot be deleted', () => {
  for (const example of names) {
    const { template, config, stack } = synthesized(example);
    const [, { Properties, DeletionPolicy }] = only(template, 'AWS::DynamoDB::Table');
    assert.deepEqual(Properties['KeySchema'], [{ AttributeName: schema.partitionKey, KeyType: 'HASH' }]);
    assert.deepEqual(Properties['TimeToLiveSpecification'], {
      AttributeName: schema.timeToLive,
      Enabled: true,
    });
    assert.equal(Properties['BillingMode'], 'PAY_PER_REQUEST');
    assert.deepEqual(Properties['PointInTimeRecoverySpecification'], { PointInTimeRecoveryEnabled: true });
    assert.equal(Properties['DeletionProtectionEnabled'], config.production);
    assert.equal(DeletionPolicy, config.production ? 'Retain' : 'Delete');
    assert.equal(stack.terminationProtection, config.production);
    assert.equal(Properties['TableName'], undefined);
    const key = (Properties['SSESpecification'] as { KMSMasterKeyId?: string } | undefined)?.KMSMasterKeyId;
    assert.equal(key, config.optional.keyArn);
  }
});

test('every log has a retention, and the key if there is one', () => {
  for (const example of names) {
    const { template, config } = synthesized(example);
    const logs = resourcesOf(template, 'AWS::Logs::LogGroup');
    const more = [config.webAcl === 'on', config.apiGatewayLogRole === 'auto'].filter(Boolean);
    assert.equal(logs.length, 5 + more.length);
    for (const [, { Properties, DeletionPolicy, UpdateReplacePolicy }] of logs) {
      assert.equal(Properties['RetentionInDays'], config.logRetentionDays);
      // Production's outlive the stack, but not a creation that failed.
      assert.equal(DeletionPolicy, config.production ? 'RetainExceptOnCreate' : 'Delete');
      assert.equal(UpdateReplacePolicy, config.production ? 'Retain' : 'Delete');
      assert.equal(Properties['KmsKeyId'], config.optional.keyArn);
    }
  }
});

test('the API is regional, has one stage v1, and neither traces data nor takes binary bodies', () => {
  for (const example of names) {
    const { template, config } = synthesized(example);
    const [, { Properties: api }] = only(template, 'AWS::ApiGateway::RestApi');
    assert.deepEqual((api['EndpointConfiguration'] as { Types: string[] }).Types, ['REGIONAL']);
    assert.equal(api['BinaryMediaTypes'], undefined);
    assert.equal(api['Policy'], undefined);
    assert.equal(api['Body'], undefined, 'explicit methods');
    assert.equal(api['DisableExecuteApiEndpoint'], config.optional.domainName !== undefined);
    const [, { Properties: stage }] = only(template, 'AWS::ApiGateway::Stage');
    assert.equal(stage['StageName'], 'v1');
    assert.equal(stage['TracingEnabled'], config.tracing);
    for (const setting of stage['MethodSettings'] as Record<string, unknown>[]) {
      assert.equal(setting['DataTraceEnabled'], false);
      assert.equal(setting['LoggingLevel'], 'ERROR');
    }
  }
});

test('the access log is one JSON object without a header, a path, a query, an address or a body', () => {
  const { template } = synthesized('the command line');
  const [, { Properties }] = only(template, 'AWS::ApiGateway::Stage');
  const { Format } = Properties['AccessLogSetting'] as { Format: string };
  const fields = JSON.parse(Format) as Record<string, string>;
  for (const field of ['requestId', 'resource', 'status', 'latency', 'integrationError', 'waf'])
    assert.ok(fields[field], field);
  for (const value of Object.values(fields)) {
    assert.match(value, /^\$context\.[\w.]+$/);
    assert.doesNotMatch(value, /sourceIp|userAgent|\.path$|authorizer|accessKey|messageString|apiKey/);
  }
});

interface Rule {
  readonly Name: string;
  readonly Action?: Record<string, unknown>;
  readonly Statement: Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
  readonly VisibilityConfig: { readonly SampledRequestsEnabled: boolean };
}

function rulesOf(template: Template): Rule[] {
  const [, { Properties }] = only(template, 'AWS::WAFv2::WebACL');
  return Properties['Rules'] as Rule[];
}

test('the web ACL has the managed groups and the size rule, and samples no request', () => {
  const { template } = synthesized('the command line');
  const rules = rulesOf(template);
  const groups = rules.flatMap(({ Statement }) => Statement['ManagedRuleGroupStatement']?.['Name'] ?? []);
  assert.deepEqual(groups, [
    'AWSManagedRulesAmazonIpReputationList',
    'AWSManagedRulesKnownBadInputsRuleSet',
    'AWSManagedRulesCommonRuleSet',
  ]);
  for (const { VisibilityConfig } of rules) assert.equal(VisibilityConfig.SampledRequestsEnabled, false);
  const [, { Properties }] = only(template, 'AWS::WAFv2::WebACL');
  assert.match(JSON.stringify(Properties['AssociationConfig']), /KB_64/);
  const size = rules.find(({ Name }) => Name === 'BodySize')?.Statement['SizeConstraintStatement'];
  assert.equal(size?.['Size'], 65_536);
  assert.deepEqual(size['FieldToMatch'], { Body: { OversizeHandling: 'MATCH' } });
});

test('whoever is over a rate is answered 429 in Connect’s form, readable by an allowed page', () => {
  for (const example of ['the command line', 'the environment dev', 'every setting']) {
    const { template, config } = synthesized(example);
    const [, { Properties }] = only(template, 'AWS::WAFv2::WebACL');
    const bodies = Properties['CustomResponseBodies'] as Record<string, { Content: string }>;
    for (const { Action } of rulesOf(template).filter(({ Statement }) => Statement['RateBasedStatement'])) {
      const { Block } = Action as {
        Block: {
          CustomResponse: {
            ResponseCode: number;
            CustomResponseBodyKey: string;
            ResponseHeaders: { Name: string; Value: string }[];
          };
        };
      };
      const { ResponseCode, CustomResponseBodyKey, ResponseHeaders } = Block.CustomResponse;
      assert.equal(ResponseCode, 429);
      assert.match(
        bodies[CustomResponseBodyKey]?.Content ?? '',
        /^{"__type":"ThrottlingException","message":"/,
      );
      const header = (name: string): string | undefined =>
        ResponseHeaders.find((one) => one.Name.toLowerCase() === name)?.Value;
      assert.equal(header('x-amzn-errortype'), 'ThrottlingException');
      const [origin = '', ...more] = config.allowedOrigins;
      assert.equal(header('access-control-allow-origin'), more.length === 0 ? origin : '*');
      assert.equal(header('retry-after'), '60');
    }
  }
});

test('WAF’s log redacts what is key material, and keeps only what was turned away or counted', () => {
  for (const example of ['the command line', 'the environment prod', 'every setting']) {
    const { template } = synthesized(example);
    const [, { Properties }] = only(template, 'AWS::WAFv2::LoggingConfiguration');
    const redacted = new Set(
      (Properties['RedactedFields'] as { SingleHeader: { Name: string } }[]).map(
        ({ SingleHeader }) => SingleHeader.Name,
      ),
    );
    for (const name of ['authorization', 'cookie', 'x-amz-bearer', 'idempotency-key'])
      assert.ok(redacted.has(name), name);
    assert.equal((Properties['LoggingFilter'] as { DefaultBehavior: string }).DefaultBehavior, 'DROP');
    const names = resourcesOf(template, 'AWS::Logs::LogGroup').map(([, resource]) =>
      JSON.stringify(resource.Properties['LogGroupName'] ?? ''),
    );
    assert.equal(
      names.filter((name) => name.includes('aws-waf-logs-') && name.includes('AWS::StackId')).length,
      1,
    );
  }
});

function challenges(name: string): number {
  return rulesOf(synthesized(name).template).filter(({ Action }) => Action?.['Challenge']).length;
}

test('the web ACL can be one’s own, or none; the token is asked for only where it is switched on', () => {
  const own = synthesized('several origins and a web ACL of their own').template;
  assert.deepEqual(resourcesOf(own, 'AWS::WAFv2::WebACL'), []);
  const [, association] = only(own, 'AWS::WAFv2::WebACLAssociation');
  assert.equal(association.Properties['WebACLArn'], ownWebAcl);
  const none = synthesized('no web ACL').template;
  assert.deepEqual(resourcesOf(none, 'AWS::WAFv2::WebACLAssociation'), []);
  assert.equal(challenges('the command line'), 0);
  assert.equal(challenges('every setting'), 1);
});

test('with a domain name, TLS is 1.2 at least, and the path is that of the stage', () => {
  const { template } = synthesized('every setting');
  const [, { Properties }] = only(template, 'AWS::ApiGateway::DomainName');
  assert.equal(Properties['SecurityPolicy'], 'TLS_1_2');
  const [, mapping] = only(template, 'AWS::ApiGateway::BasePathMapping');
  assert.equal(mapping.Properties['BasePath'], 'v1');
  assert.match(JSON.stringify(template.Outputs['ApiUrl']), /chat-api|Domain/);
});

test('alarms go to the topic of their severity, whose policy lets alarms of this account alone publish, and only over TLS', () => {
  const { template } = synthesized('every setting');
  const policies = resourcesOf(template, 'AWS::SNS::TopicPolicy');
  assert.equal(policies.length, severities.length);
  for (const [, { Properties }] of policies) {
    const policy = JSON.stringify(Properties['PolicyDocument']);
    assert.match(policy, /cloudwatch\.amazonaws\.com/);
    assert.match(policy, /"aws:SourceAccount":"123456789012"/);
    assert.match(policy, /"aws:SecureTransport":"false"/);
  }
});

test('every resource that can have tags has them', () => {
  const { template } = synthesized('every setting');
  for (const type of [
    'AWS::DynamoDB::Table',
    'AWS::Lambda::Function',
    'AWS::Logs::LogGroup',
    'AWS::IAM::Role',
  ])
    for (const [id, { Properties }] of resourcesOf(template, type)) {
      const tags = Properties['Tags'] as { Key: string; Value: string }[];
      assert.ok(
        tags.some(({ Key, Value }) => Key === 'application' && Value === 'connect-chat-bff'),
        id,
      );
      assert.ok(
        tags.some(({ Key, Value }) => Key === 'team' && Value === 'support'),
        id,
      );
      assert.ok(
        tags.some(({ Key, Value }) => Key === 'environment' && Value === 'every'),
        id,
      );
    }
});

function curl(name: string): string {
  return JSON.stringify(synthesized(name).template.Outputs['Curl']?.Value);
}

test('the outputs are the URL and a line that works with what is configured', () => {
  assert.match(curl('the command line'), /curl -sS -X POST https:.*\/v1\/chats .*DisplayName/);
  // A token of a browser, or of a person, is more than a line of curl has.
  assert.match(curl('every setting'), /curl -sS https:.*\/v1\/health/);
  assert.ok(synthesized('the command line').template.Outputs['ApiUrl']);
  assert.ok(synthesized('every setting').template.Outputs['DomainTarget']);
  assert.equal(keyArn, synthesized('every setting').config.optional.keyArn);
});
