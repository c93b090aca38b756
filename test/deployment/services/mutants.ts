import type { Template } from '../../lib/synthesized.ts';

/** A fault of a kind that a service refuses, put into the template of the example with every setting. */
export interface Mutant {
  readonly fault: string;
  /** Who has to find it. */
  readonly rule: string;
  readonly put: (into: Put) => void;
}

// A mutant changes whatever it likes of a template that is its own.
// oxlint-disable-next-line typescript/no-explicit-any
type Any = any;

/** The first resource of a type (or output, of the type `Output`) that is as it should be, to be changed. */
type Put = (type: string, fits?: (properties: Any) => boolean) => Any;

export interface Mutated {
  readonly template: Template;
  /** The resources that were changed. */
  readonly changed: ReadonlySet<string>;
}

export function mutated(template: Template, { put }: Mutant): Mutated {
  const copy = structuredClone(template);
  const changed = new Set<string>();
  put((type, fits = () => true) => {
    const all: [string, string, Any][] = [
      ...Object.entries(copy.Resources).map(([id, { Type, Properties }]): [string, string, Any] => [
        id,
        Type,
        Properties,
      ]),
      ...Object.entries(copy.Outputs).map(([id, output]): [string, string, Any] => [
        id,
        'AWS::Output',
        output,
      ]),
    ];
    const found = all.find(([, is, properties]) => is === `AWS::${type}` && fits(properties));
    if (!found) throw new Error(`The template has no such ${type}`);
    changed.add(found[0]);
    return found[2];
  });
  return { template: copy, changed };
}

/** Puts as many faults into one template as change different resources: few templates have them all. */
export function packed(template: Template, faults: readonly Mutant[]): readonly Template[] {
  const packs: Mutated[] = [];
  for (const fault of faults) {
    const { changed } = mutated(template, fault);
    const free = packs.findIndex((pack) => ![...changed].some((id) => pack.changed.has(id)));
    const before = packs[free] ?? { template, changed: new Set<string>() };
    packs[free < 0 ? packs.length : free] = {
      template: mutated(before.template, fault).template,
      changed: new Set([...before.changed, ...changed]),
    };
  }
  return packs.map((pack) => pack.template);
}

const many = <T>(count: number, of: (index: number) => T): T[] =>
  Array.from({ length: count }, (_none, index) => of(index));
const long = (length: number): string => 'x'.repeat(length);

const body = (into: Put, change: (widgets: Any[], body: Any) => void): void => {
  const dashboard = into('CloudWatch::Dashboard');
  const parsed = JSON.parse(dashboard.DashboardBody);
  change(parsed.widgets, parsed);
  dashboard.DashboardBody = JSON.stringify(parsed);
};
const graph = (widgets: Any[]): Any => widgets.find(({ type }) => type === 'metric').properties;
const calculated = (widgets: Any[]): Any =>
  widgets
    .flatMap(({ properties }) => properties.metrics ?? [])
    .find((series: Any[]) => series.at(-1).expression !== undefined)
    .at(-1);
const composite = (into: Put): Any => into('CloudWatch::CompositeAlarm');
const simple = (into: Put): Any => into('CloudWatch::Alarm', ({ MetricName }) => MetricName);
const math = (into: Put): Any => into('CloudWatch::Alarm', ({ Metrics }) => Metrics);
const measured = (into: Put): Any => math(into).Metrics.find((one: Any) => one.MetricStat);
const expression = (into: Put): Any => math(into).Metrics.find((one: Any) => one.Expression);
const rule = (into: Put, name: string): Any =>
  into('WAFv2::WebACL').Rules.find(({ Name }: Any) => Name === name);
const response = (into: Put): Any => rule(into, 'Starts').Action.Block.CustomResponse;
const again = (into: Put, name: string, times: number): void => {
  const copies = many(times, (index) => ({
    ...structuredClone(rule(into, name)),
    Name: `Again${index}`,
    Priority: 100 + index,
  }));
  into('WAFv2::WebACL').Rules.push(...copies);
};
/** What comes first of that which narrows a rate rule. */
const only = ({ Statement }: Any): Any =>
  Statement.RateBasedStatement.ScopeDownStatement.AndStatement.Statements[0];
const statement = (into: Put): Any => into('IAM::Policy').PolicyDocument.Statement[0];
const lambda = (into: Put): Any => into('Lambda::Function');
const stage = (into: Put): Any => into('ApiGateway::Stage');
const preflight = (into: Put): Any =>
  into('ApiGateway::Method', ({ HttpMethod }) => HttpMethod === 'OPTIONS');
const answered = (into: Put): Any => preflight(into).Integration.IntegrationResponses[0];
const tagged = (into: Put, Key: string, Value: string): void => {
  into('DynamoDB::Table').Tags.push({ Key, Value });
};

type Case = readonly [rule: string, fault: string, put: (into: Put) => void];

const dashboards: readonly Case[] = [
  [
    'pf-cloudwatch-dashboard-metric-widget-source',
    'a widget without a region',
    (into) => body(into, (widgets) => delete graph(widgets).region),
  ],
  [
    'dashboard-body',
    'a widget beyond the last column',
    (into) => body(into, ([first]) => (first.width = 25)),
  ],
  [
    'dashboard-body',
    'more widgets than a dashboard takes',
    (into) => body(into, (widgets) => widgets.push(...many(500, () => widgets[0]))),
  ],
  [
    'dashboard-body',
    'a view that there is not',
    (into) => body(into, (all) => (graph(all).view = 'pictures')),
  ],
  [
    'dashboard-body',
    'a property that there is not',
    (into) => body(into, (all) => (graph(all).colour = 'red')),
  ],
  [
    'dashboard-body',
    'a metric’s dimension without a value',
    (into) => body(into, (all) => (graph(all).metrics = [['AWS/Lambda', 'Errors', 'FunctionName']])),
  ],
  [
    'dashboard-body',
    'an unknown statistic in a widget',
    (into) => body(into, (all) => graph(all).metrics.push(['AWS/Lambda', 'Errors', { stat: 'Median' }])),
  ],
  [
    'dashboard-body',
    'an expression over a metric that the widget has not',
    (into) => body(into, (all) => (calculated(all).expression = '100 * nobody')),
  ],
  [
    'dashboard-body',
    'an alarm shown that there is not',
    (into) =>
      body(into, (all) =>
        all.find(({ type }) => type === 'alarm').properties.alarms.push('arn:x:alarm:nobody'),
      ),
  ],
  [
    'pf-cloudwatch-dashboard-widget-period',
    'a period of 45 seconds',
    (into) => body(into, (all) => (graph(all).period = 45)),
  ],
];

const alarms: readonly Case[] = [
  [
    'pf-cloudwatch-alarm-metrics-max',
    'eleven metrics of an alarm',
    (into) => math(into).Metrics.push(...many(10, (index) => ({ ...measured(into), Id: `m${index}` }))),
  ],
  [
    'pf-cloudwatch-metricstat-stat-syntax',
    'an unknown statistic',
    (into) => (measured(into).MetricStat.Stat = 'Median'),
  ],
  ['metric-math', 'an expression that ends in an operator', (into) => (expression(into).Expression += ' +')],
  [
    'metric-math',
    'a function of metric math that there is not',
    (into) => (expression(into).Expression = 'FULL(1, 0)'),
  ],
  [
    'metric-math',
    'an expression over a metric that the alarm has not',
    (into) => (expression(into).Expression = 'nobody'),
  ],
  ['F3033', 'a description too long', (into) => (simple(into).AlarmDescription = long(1_025))],
  ['F3033', 'a name too long', (into) => (simple(into).AlarmName = long(256))],
  ['W3030', 'an operator that there is not', (into) => (simple(into).ComparisonOperator = 'Above')],
  [
    'pf-cloudwatch-alarm-evaluation-window',
    'more than a day of minutes',
    (into) => (simple(into).EvaluationPeriods = 1_500),
  ],
  [
    'alarm-rule',
    'a rule with an alarm that there is not',
    (into) => (composite(into).AlarmRule += ' AND ALARM("nobody")'),
  ],
  [
    'alarm-rule',
    'a rule with a state that there is not',
    (into) => (composite(into).AlarmRule += ' AND ALARMED("nobody")'),
  ],
  ['alarm-rule', 'a rule with a bracket too many', (into) => (composite(into).AlarmRule += ')')],
  [
    'alarm-rule',
    'a rule of more than a hundred alarms',
    (into) => (composite(into).AlarmRule = many(101, (index) => `OK("a${index}")`).join(' OR ')),
  ],
  [
    'pf-cloudwatch-composite-self-reference',
    'a rule with the alarm itself',
    (into) => (composite(into).AlarmRule = `ALARM("${composite(into).AlarmName}")`),
  ],
];

const webAcl: readonly Case[] = [
  [
    'pf-wafv2-token-domains',
    'eleven token domains',
    (into) => (into('WAFv2::WebACL').TokenDomains = many(11, (index) => `a${index}.example.com`)),
  ],
  [
    'pf-wafv2-token-domains',
    'localhost as token domain',
    (into) => (into('WAFv2::WebACL').TokenDomains = ['localhost']),
  ],
  ['web-acl', 'an address as token domain', (into) => (into('WAFv2::WebACL').TokenDomains = ['127.0.0.1'])],
  [
    'pf-wafv2-rule-action',
    'an action that there is not',
    (into) => (rule(into, 'BodySize').Action = { Deny: {} }),
  ],
  [
    'pf-wafv2-custom-response',
    'more headers than an answer takes',
    (into) =>
      response(into).ResponseHeaders.push(...many(11, (index) => ({ Name: `x-${index}`, Value: 'a' }))),
  ],
  ['F3033', 'a header too long', (into) => (response(into).ResponseHeaders[0].Value = long(256))],
  [
    'web-acl',
    'a body that is no JSON',
    (into) => (Object.values<Any>(into('WAFv2::WebACL').CustomResponseBodies)[0].Content = '{'),
  ],
  [
    'web-acl',
    'a rule counted that its group has not',
    (into) =>
      (rule(
        into,
        'AWSManagedRulesCommonRuleSet',
      ).Statement.ManagedRuleGroupStatement.RuleActionOverrides[0].Name = 'X'),
  ],
  [
    'web-acl',
    'a metric of WAF’s own name',
    (into) => (into('WAFv2::WebACL').VisibilityConfig.MetricName = 'All'),
  ],
  ['web-acl', 'more rate rules than a web ACL takes', (into) => again(into, 'Starts', 4)],
  ['web-acl', 'rules that together are too much', (into) => again(into, 'AWSManagedRulesCommonRuleSet', 1)],
  [
    'web-acl',
    'more headers of answers than a web ACL takes',
    (into) =>
      into('WAFv2::WebACL')
        .Rules.filter(({ Action }: Any) => Action?.Block?.CustomResponse)
        .forEach(({ Action }: Any) => {
          const headers = Action.Block.CustomResponse.ResponseHeaders;
          while (headers.length < 15) headers.push({ Name: `x-${headers.length}`, Value: 'a' });
        }),
  ],
  [
    'web-acl',
    'a pattern with a group that captures',
    (into) => (only(rule(into, 'NoBearer')).RegexMatchStatement.RegexString = '^/(a|b)$'),
  ],
  [
    'web-acl',
    'a pattern too long for WAF',
    (into) => (only(rule(into, 'NoBearer')).RegexMatchStatement.RegexString = long(201)),
  ],
  [
    'web-acl',
    'a header in the log by which a rule counts',
    (into) => (into('WAFv2::WebACL').DataProtectionConfig.DataProtections[0].ExcludeRateBasedDetails = true),
  ],
  [
    'pf-wafv2-logging-destination',
    'a log without WAF’s prefix',
    (into) =>
      (into('WAFv2::LoggingConfiguration').LogDestinationConfigs = [
        'arn:aws:logs:eu-central-1:123456789012:log-group:waf',
      ]),
  ],
];

const gateway: readonly Case[] = [
  [
    'gateway-response',
    'a header of an error without quotes',
    (into) =>
      (into('ApiGateway::GatewayResponse').ResponseParameters['gatewayresponse.header.Vary'] = 'Origin'),
  ],
  [
    'gateway-response',
    'an error that there is not',
    (into) => (into('ApiGateway::GatewayResponse').ResponseType = 'NOPE'),
  ],
  [
    'gateway-response',
    'an error’s body that is no JSON',
    (into) => (into('ApiGateway::GatewayResponse').ResponseTemplates['application/json'] = '{"a":'),
  ],
  [
    'gateway-method',
    'a header without quotes',
    (into) => (answered(into).ResponseParameters['method.response.header.Vary'] = 'Origin'),
  ],
  [
    'gateway-method',
    'a header that the method does not declare',
    (into) => (answered(into).ResponseParameters['method.response.header.X'] = "'x'"),
  ],
  [
    'gateway-method',
    'a mock that answers a status of which nothing is said',
    (into) => (preflight(into).Integration.RequestTemplates['application/json'] = '{"statusCode":200}'),
  ],
  [
    'gateway-method',
    'a mapping template too long',
    (into) => (answered(into).ResponseTemplates['application/json'] = long(310_000)),
  ],
  [
    'pf-apigw-resource-path-part',
    'a path with a space',
    (into) => (into('ApiGateway::Resource').PathPart = 'a b'),
  ],
  [
    'pf-apigw-access-log-format-request-id',
    'an access log without the request’s id',
    (into) => (stage(into).AccessLogSetting.Format = '{"status":"$context.status"}'),
  ],
  [
    'pf-apigw-stage-method-setting-resource-path',
    'a throttle of a path without its slash',
    (into) => (stage(into).MethodSettings[0].ResourcePath = 'chats'),
  ],
  ['access-log', 'an access log of two lines', (into) => (stage(into).AccessLogSetting.Format += '\n')],
  [
    'domain-name',
    'a label that ends in a dash',
    (into) => (into('ApiGateway::DomainName').DomainName = 'bad-.example.com'),
  ],
  [
    'domain-name',
    'a label too long',
    (into) => (into('ApiGateway::DomainName').DomainName = `${long(64)}.example.com`),
  ],
];

const others: readonly Case[] = [
  [
    'output',
    'a line for a shell with a quote left open',
    (into) => (into('Output', ({ Value }) => Value.includes('curl')).Value += "'"),
  ],
  ['pf-tags-aws-prefix', 'a tag of AWS’s own', (into) => tagged(into, 'aws:team', 'x')],
  ['F3033', 'a tag’s value too long', (into) => tagged(into, 'team2', long(257))],
  ['tag', 'a tag with a character that none takes', (into) => tagged(into, 'team2', 'a<b>')],
  [
    'tag',
    'a tag that differs in its capitals alone, on a role',
    (into) => into('IAM::Role').Tags.push({ Key: 'TEAM', Value: 'x' }),
  ],
  [
    'pf-tags-count-max',
    'more tags than a resource takes',
    (into) => into('DynamoDB::Table').Tags.push(...many(50, (index) => ({ Key: `k${index}`, Value: 'x' }))),
  ],
  [
    'pf-iam-policy-action-format',
    'an action without a service',
    (into) => (statement(into).Action = 'PutLogEvents'),
  ],
  [
    'pf-iam-policy-resource-format',
    'a resource that is no ARN',
    (into) => (statement(into).Resource = 'table'),
  ],
  [
    'role-size',
    'policies too long for their role',
    (into) =>
      (into('IAM::Role').Policies = many(2, (index) => ({
        PolicyName: `policy${index}`,
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Deny', Action: `s3:${long(6_000)}`, Resource: '*' }],
        },
      }))),
  ],
  [
    'role-size',
    'a trust policy too long',
    (into) =>
      into('IAM::Role').AssumeRolePolicyDocument.Statement.push(
        ...many(30, () => into('IAM::Role').AssumeRolePolicyDocument.Statement[0]),
      ),
  ],
  ['F3033', 'a function’s description too long', (into) => (lambda(into).Description = long(257))],
  [
    'pf-lambda-env-size',
    'variables too long',
    (into) => (lambda(into).Environment.Variables.MORE = long(4_096)),
  ],
  [
    'function-variables',
    'a variable that the function does not understand',
    (into) => (lambda(into).Environment.Variables.ALLOWED_ORIGINS = '*'),
  ],
  [
    'F3032',
    'more subnets than a function takes',
    (into) => (lambda(into).VpcConfig.SubnetIds = many(17, (index) => `subnet-${10_000_000 + index}`)),
  ],
  ['W3030', 'a retention that there is not', (into) => (into('Logs::LogGroup').RetentionInDays = 8)],
  ['F3031', 'a log’s name with a space', (into) => (into('Logs::LogGroup').LogGroupName = 'a b')],
  [
    'logs-query',
    'a command that there is not',
    (into) => (into('Logs::QueryDefinition').QueryString = 'filtre status >= 400'),
  ],
  [
    'logs-query',
    'a query that ends in a comma',
    (into) => (into('Logs::QueryDefinition').QueryString = 'fields @timestamp,'),
  ],
  [
    'logs-query',
    'a query with a command that is nothing',
    (into) => (into('Logs::QueryDefinition').QueryString += ' |'),
  ],
  [
    'F3033',
    'a query too long',
    (into) => (into('Logs::QueryDefinition').QueryString = `fields a${', a'.repeat(4_000)}`),
  ],
  [
    'pf-sns-topic-attribute-values',
    'a topic’s name too long',
    (into) => (into('SNS::Topic').DisplayName = long(101)),
  ],
  [
    'pf-sns-subscription-endpoint',
    'a subscriber that is no address',
    (into) => (into('SNS::Subscription').Endpoint = 'us'),
  ],
  [
    'deployment-group',
    'eleven alarms of a deployment',
    (into) =>
      (into('CodeDeploy::DeploymentGroup').AlarmConfiguration.Alarms = many(11, (index) => ({
        Name: `a${index}`,
      }))),
  ],
  [
    'pf-dynamodb-ttl-attribute-required',
    'a time to live without its attribute',
    (into) => delete into('DynamoDB::Table').TimeToLiveSpecification.AttributeName,
  ],
  [
    'schedule',
    'a rate of one in the plural',
    (into) => (into('Scheduler::Schedule').ScheduleExpression = 'rate(1 minutes)'),
  ],
];

export const mutants: readonly Mutant[] = [...dashboards, ...alarms, ...webAcl, ...gateway, ...others].map(
  ([named, fault, put]) => ({ rule: named, fault, put }),
);
