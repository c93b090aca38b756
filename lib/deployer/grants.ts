import type { Config } from '../config/config.ts';
import { inCommon, namesOf, propertiesOf, textOf, type DeployedTemplate } from './names.ts';

/** Permissions for some resources. */
export interface Grant {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Conditions;
}

/** Values by condition key by operator. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

export const every: readonly string[] = ['*'];

/** CloudFormation reads all alarms at once, so this permission cannot name them. */
export const describeAlarms = grant('cloudwatch', 'DescribeAlarms', every);

export function grant(
  service: string,
  names: string,
  resources: readonly string[],
  conditions?: Conditions,
): Grant {
  const actions = names.split(' ').map((name) => `${service}:${name}`);
  return { actions, resources, ...(conditions && { conditions }) };
}

export function qualifier({ optional }: Config): string {
  return optional.bootstrapQualifier ?? 'hnb659fds';
}

export function arn({ partition, region, account }: Config, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

/** Returns ARNs of API Gateway's resources, which name no account. */
export function apiGateway({ partition, region }: Config, path: string): string {
  return `arn:${partition}:apigateway:${region}::${path}`;
}

export function domain({ optional }: Config): string {
  return `/domainnames/${optional.domainName}`;
}

export function alarms(template: DeployedTemplate, config: Config): string {
  const named = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].flatMap((type) =>
    namesOf(template, type, config, { property: 'AlarmName' }),
  );
  return arn(config, 'cloudwatch', `alarm:${inCommon(named)}`);
}

export function applications(template: DeployedTemplate, config: Config): string[] {
  return namesOf(template, 'AWS::CodeDeploy::Application', config, { maximum: 100 }).map((name) =>
    arn(config, 'codedeploy', `application:${name}`),
  );
}

export function deploymentGroups(template: DeployedTemplate, config: Config): string[] {
  return namesOf(template, 'AWS::CodeDeploy::Application', config, { maximum: 100 }).map((name) =>
    arn(config, 'codedeploy', `deploymentgroup:${name}/*`),
  );
}

export function functions(template: DeployedTemplate, config: Config, only?: readonly string[]): string[] {
  return namesOf(template, 'AWS::Lambda::Function', config, { maximum: 64, ...(only && { only }) }).map(
    (name) => arn(config, 'lambda', `function:${name}`),
  );
}

/** Returns the function that serves the custom resource. */
export function servedBy(template: DeployedTemplate): string[] {
  return propertiesOf(template, 'Custom::ApiGatewayLogRole').map(
    ({ ServiceToken }) => (ServiceToken as { readonly 'Fn::GetAtt': readonly [string] })['Fn::GetAtt'][0],
  );
}

export function topics(template: DeployedTemplate, config: Config): string[] {
  return namesOf(template, 'AWS::SNS::Topic', config).map((name) => arn(config, 'sns', name));
}

/** Returns patterns of web ACLs: their names may begin with the logical id or with the stack's name. */
export function webAcls(template: DeployedTemplate, config: Config): string[] {
  const given = config.webAcl.startsWith('arn:') ? [config.webAcl] : [];
  const own = Object.entries(template.Resources)
    .filter(([, { Type }]) => Type === 'AWS::WAFv2::WebACL')
    .map(([logicalId]) => arn(config, 'wafv2', `regional/webacl/*${logicalId}*/*`));
  return [...given, ...own];
}

export function roles(template: DeployedTemplate, config: Config): string[] {
  return namesOf(template, 'AWS::IAM::Role', config, { maximum: 64 }).map(
    (name) => `arn:${config.partition}:iam::${config.account}:role/${name}`,
  );
}

export function rolePolicies(template: DeployedTemplate, config: Config): Grant[] {
  return [
    grant('iam', 'GetRolePolicy DeleteRolePolicy', roles(template, config)),
    grant('iam', 'PutRolePolicy', roles(template, config), bounded(config)),
  ];
}

/**
 * Returns the managed policies that the template attaches. No others are allowed, so that nobody can attach an
 * administrator's policy to a role.
 */
export function managedPolicies(template: DeployedTemplate, config: Config): Grant[] {
  const attached = propertiesOf(template, 'AWS::IAM::Role')
    .flatMap(({ ManagedPolicyArns = [] }) => ManagedPolicyArns as unknown[])
    .map((policy) => textOf(policy, config));
  if (attached.length === 0) return [];
  const these = { ArnEquals: { 'iam:PolicyARN': [...new Set(attached)].toSorted() } };
  return [
    grant('iam', 'AttachRolePolicy', roles(template, config), { ...these, ...bounded(config) }),
    grant('iam', 'DetachRolePolicy', roles(template, config), these),
  ];
}

export function bounded({ optional }: Config): Conditions | undefined {
  const { permissionsBoundaryArn } = optional;
  return permissionsBoundaryArn === undefined
    ? undefined
    : { StringEquals: { 'iam:PermissionsBoundary': [permissionsBoundaryArn] } };
}

/** The services that may take on a role of the template. */
export function servicesOf(template: DeployedTemplate): string[] {
  const services = propertiesOf(template, 'AWS::IAM::Role').flatMap(({ AssumeRolePolicyDocument }) => {
    const { Statement } = AssumeRolePolicyDocument as {
      readonly Statement: readonly { readonly Principal: { readonly Service: string } }[];
    };
    return Statement.map(({ Principal }) => Principal.Service);
  });
  return [...new Set(services)].toSorted();
}
