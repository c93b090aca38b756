import { Token } from 'aws-cdk-lib';
import type { Config } from './config/config.ts';

type Values = Readonly<Record<string, unknown>>;

const uuid = '00000000-0000-4000-8000-000000000000';

/**
 * Settings that may be references, such as the ARN of an app's own resource: they are only passed on. All others are
 * looked into.
 */
const handedOn = {
  keyArn: ['kms', `key/${uuid}`],
  alarmTopicArn: ['sns', 'reference'],
  certificateArn: ['acm', `certificate/${uuid}`],
  webAcl: ['wafv2', `regional/webacl/reference/${uuid}`],
} as const;

/** Whether only CloudFormation will know the value, or a part of it. */
export function isReference(value: unknown): boolean {
  return (
    Token.isUnresolved(value) ||
    (typeof value === 'object' && value !== null && Object.values(value).some(isReference))
  );
}

export function mayBeReference(name: string): boolean {
  return Object.hasOwn(handedOn, name) || name === 'permissionsBoundaryArn' || name === 'vpc';
}

/** Returns the values, with a stand-in of the right form for each reference, so that they can be checked. */
export function withStandIns(values: Values): Values {
  const [partition, region, account] = placeOf(values);
  const standIn = (name: string, value: unknown): unknown => {
    if (!mayBeReference(name) || !isReference(value)) return value;
    if (name === 'vpc') return vpcStandIn(value as Values);
    if (name === 'permissionsBoundaryArn') return `arn:${partition}:iam::${account}:policy/reference`;
    const [service, resource] = handedOn[name as keyof typeof handedOn];
    return `arn:${partition}:${service}:${region}:${account}:${resource}`;
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, standIn(name, value)]));
}

/** Makes stand-ins for a VPC's unknown ids; known ones are checked as they are. */
function vpcStandIn(vpc: Values): Values {
  return {
    ...vpc,
    ...('subnetIds' in vpc && { subnetIds: idStandIns(vpc['subnetIds'], 'subnet') }),
    ...('securityGroupIds' in vpc && { securityGroupIds: idStandIns(vpc['securityGroupIds'], 'sg') }),
  };
}

function idStandIns(ids: unknown, prefix: string): unknown {
  const standIn = (index: number): string => `${prefix}-${String(index).padStart(17, '0')}`;
  // Only CloudFormation knows how long the list is.
  if (Token.isUnresolved(ids)) return [standIn(0)];
  return Array.isArray(ids) ? ids.map((id: unknown, index) => (isReference(id) ? standIn(index) : id)) : ids;
}

/** Returns partition, Region and account of the first instance that the properties name. */
function placeOf({ instanceArn, entryPoints }: Values): readonly string[] {
  const [first] = [instanceArn, ...Object.values(entryPoints ?? {}).map((one: Values) => one['instanceArn'])]
    .filter((arn) => typeof arn === 'string')
    .map((arn) => arn.split(':'));
  const [, partition = 'aws', , region = '', account = ''] = first ?? [];
  return [partition, region, account];
}

/** Returns the configuration with the references back in place of their stand-ins. */
export function withReferences(config: Config, values: Values): Config {
  const references = Object.entries(values).filter(
    ([name, value]) => mayBeReference(name) && isReference(value),
  );
  const { webAcl = config.webAcl, ...optional } = Object.fromEntries(references) as Partial<Config> &
    Config['optional'];
  return { ...config, webAcl, optional: { ...config.optional, ...optional } };
}
