import { operations } from '../../../lambdas/operations/operations.ts';
import { parseSettings } from '../../../lib/config/config.ts';
import type { Settings, Throttle } from '../../../lib/config/setting-types.ts';

/** Settings at the edges of what is accepted: the longest, the most, the highest. */

export const account = '123456789012';
export const region = 'eu-central-1';
export const uuid = (index: number): string => `11111111-1111-4111-8111-${String(index).padStart(12, '0')}`;
export const instance = (index: number): string =>
  `arn:aws:connect:${region}:${account}:instance/${uuid(index)}`;

export const least = {
  instanceArn: instance(0),
  contactFlowId: uuid(0),
  allowedOrigins: ['https://a.example'],
} satisfies Settings;

export function isAccepted(settings: Settings): boolean {
  return 'config' in parseSettings({ ...settings });
}

/** Settings of the greatest size that is accepted. */
function most(of: (size: number) => Settings): Settings {
  let size = 0;
  for (let step = 64; step >= 1; step /= 2) while (isAccepted(of(size + step)) && size < 256) size += step;
  if (size === 0) throw new Error(`No size is accepted of ${JSON.stringify(of(1))}`);
  return of(size);
}

const many = <T>(count: number, of: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_none, index) => of(index));
const named = <T>(count: number, of: (index: number) => T): Readonly<Record<string, T>> =>
  Object.fromEntries(many(count, (index) => [`n${index}`, of(index)]));
const label = 'a'.repeat(63);
const longestHost = `${label}.${label}.${label}.${'b'.repeat(61)}`;
const certificateArn = `arn:aws:acm:${region}:${account}:certificate/${uuid(1)}`;
const everyOperation = (rate: number, burst: number): Readonly<Record<string, Throttle>> =>
  Object.fromEntries(operations.map(({ name }) => [name, { rate, burst }]));

export const edges: Readonly<Record<string, Settings>> = {
  'nothing but what is required': least,
  'the longest names, and the most tags': {
    ...most((size) => ({ ...least, stackName: 'S'.repeat(size) })),
    ...most((size) => ({ ...least, tags: named(Math.min(size, 60), () => 't') })),
    entryPoints: { ['E'.repeat(64)]: { contactFlowId: uuid(1), attributes: { ['k'.repeat(127)]: 'v' } } },
    attributePrefix: 'p'.repeat(64),
    domainName: longestHost,
    certificateArn,
    alarmEmail: `${'a'.repeat(64)}@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(61)}`,
    ...most((size) => ({ ...least, allowedOrigins: [`https://${'a.'.repeat(size)}example`] })),
  },
  'the most origins': most((size) => ({
    ...least,
    allowedOrigins: many(size, (index) => `https://a${index}.example`),
  })),
  'the most token domains': most((size) => ({
    ...least,
    webAclToken: true,
    allowedOrigins: many(size, (index) => `https://a${index}.example`),
  })),
  'the most pages of ten token domains': most((size) => ({
    ...least,
    webAclToken: true,
    allowedOrigins: many(size + 10, (index) =>
      index < 10 ? `https://a${index}.example` : `https://b${index}.a${index % 10}.example`,
    ),
  })),
  'the most instances': most((size) => ({
    ...least,
    eraseAtConnect: true,
    entryPoints: named(size, (index) => ({
      instanceArn: instance(index),
      contactFlowId: uuid(index),
      idleTimers: { customerIdle: 480, customerDisconnect: 480, agentIdle: 480, agentDisconnect: 480 },
    })),
  })),
  'the most flows': most((size) => ({
    ...least,
    entryPoints: named(size, (index) => ({ contactFlowId: uuid(index), chatDurationInMinutes: 10_080 })),
  })),
  'the most attributes': most((size) => ({
    ...least,
    attributePrefix: 'p_',
    attributeNames: many(size, (index) => `name-${index}`),
    entryPoints: { other: { contactFlowId: uuid(1), attributes: named(size, () => 'ü"\\\'$#\n') } },
  })),
  'the most pages, types and sizes': most((size) => ({
    ...least,
    redirectUris: many(size, (index) => `https://a.example/${index}?'"$`),
    attachmentTypes: many(size, (index) => `image/x-${index}`),
    messageMaximum: Object.fromEntries(many(size, (index) => [`text/${index}`, 16_384])),
    attachmentMaximum: 104_857_600,
  })),
  'the highest numbers, and the longest tags': {
    ...least,
    throttles: everyOperation(10_000, 5_000),
    startsPerIp: 2_000_000,
    requestsPerIp: 2_000_000,
    reservedConcurrency: { participant: 100_000, connect: 100_000 },
    logRetentionDays: 3_653,
    tags: { ['k'.repeat(128)]: 'v'.repeat(256), 'é ſ:/=+-@_.': 'ü ١/=+-@_.:' },
  },
  'the lowest numbers, and what is of another account': {
    ...least,
    throttles: everyOperation(1, 1),
    startsPerIp: 10,
    requestsPerIp: 10,
    reservedConcurrency: { participant: 1, connect: 1 },
    logRetentionDays: 1,
    keyArn: `arn:aws:kms:${region}:210987654321:key/mrk-${'0'.repeat(32)}`,
    alarmTopicArn: `arn:aws:sns:${region}:210987654321:${'t'.repeat(256)}`,
    permissionsBoundaryArn: 'arn:aws:iam::aws:policy/PowerUserAccess',
  },
  'the most of a network': most((size) => ({
    ...least,
    vpc: {
      subnetIds: many(Math.min(size, 60), (index) => `subnet-${10_000_000 + index}`),
      securityGroupIds: many(Math.min(size, 5), (index) => `sg-${10_000_000 + index}`),
    },
  })),
  'another partition': {
    ...least,
    instanceArn: `arn:aws-us-gov:connect:us-gov-west-1:${account}:instance/${uuid(0)}`,
    keyArn: `arn:aws-us-gov:kms:us-gov-west-1:${account}:key/${uuid(2)}`,
    tracing: true,
  },
};
