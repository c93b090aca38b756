import fc from 'fast-check';
import { operations } from '../../../lambdas/operations/operations.ts';
import type { Settings } from '../../../lib/config/setting-types.ts';
import { settings } from '../../../lib/config/settings.ts';
import { account, instance, least, region, uuid } from './edge-settings.ts';

/** Settings as somebody might write them. Not all are accepted: some are too long together. */

const id = fc.integer({ min: 0, max: 1e11 }).map(uuid);
const instanceArn = fc.integer({ min: 0, max: 9 }).map(instance);
const name = fc.stringMatching(/^[a-zA-Z0-9][\w-]{0,20}$/);
const word = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/);
/** Below a name that is nobody's public suffix, which WAF refuses and no pattern tells. */
const host = fc
  .array(word, { minLength: 0, maxLength: 3 })
  .map((labels) => [...labels, 'example', 'com'].join('.'));
const origin = fc
  .tuple(host, fc.option(fc.integer({ min: 1, max: 65_535 })))
  .map(([at, port]) => new URL(`https://${at}:${port ?? 443}`).origin);
const anyText = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
const arn = (service: string, of: string, resource: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  resource.map((part) => `arn:aws:${service}:${region}:${of}:${part}`);
const among = fc.constantFrom(account, '210987654321');
const whole = (min: number, max: number): fc.Arbitrary<number> =>
  fc.oneof(fc.constantFrom(min, max), fc.integer({ min, max }));
const startsIn = fc.oneof(
  fc.constant(false as const),
  fc.record({ starts: whole(1, 100_000), minutes: whole(1, 1_440) }),
);
const tagText = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength })
    .map((text) => text.replaceAll(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, '_'));

const alone = fc.record(
  {
    stackName: fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,99}$/),
    production: fc.boolean(),
    attributeNames: fc.uniqueArray(fc.oneof(name, fc.constant('*')), { minLength: 1, maxLength: 9 }),
    attributePrefix: fc.stringMatching(/^[\w-]{0,64}$/),
    redirectUris: fc.uniqueArray(
      fc
        .tuple(origin, fc.webPath(), fc.webQueryParameters())
        .map(([at, path, query]) => `${at}${path}?${query}`),
      { minLength: 1, maxLength: 4 },
    ),
    attachmentTypes: fc.uniqueArray(fc.constantFrom('image/png', 'a/b', 'x.y+z/1-2'), { minLength: 1 }),
    attachmentMaximum: whole(1, 104_857_600),
    messageMaximum: fc.dictionary(anyText, whole(1, 16_384), { maxKeys: 4 }),
    throttles: fc.dictionary(
      fc.constantFrom(...operations.map((operation) => operation.name)),
      fc.record({ rate: whole(1, 10_000), burst: whole(1, 5_000) }),
    ),
    logRetentionDays: fc
      .integer({ min: 1, max: 3_653 })
      .filter((days) => settings.logRetentionDays.read(days) !== undefined),
    logLevel: fc.constantFrom('debug' as const, 'info' as const),
    keyArn: among.chain((of) =>
      arn(
        'kms',
        of,
        id.map((key) => `key/${key}`),
      ),
    ),
    vpc: fc.record({
      subnetIds: fc.uniqueArray(fc.stringMatching(/^subnet-[0-9a-f]{17}$/), { minLength: 1, maxLength: 16 }),
      securityGroupIds: fc.uniqueArray(fc.stringMatching(/^sg-[0-9a-f]{8}$/), { minLength: 1, maxLength: 5 }),
    }),
    reservedConcurrency: fc.record(
      { participant: whole(1, 100_000), connect: whole(1, 100_000) },
      { requiredKeys: [] },
    ),
    startsPerIp: whole(10, 2_000_000),
    requestsPerIp: whole(10, 2_000_000),
    apiGatewayLogRole: fc.constantFrom('auto' as const, true, false),
    tracing: fc.boolean(),
    emergency: fc.boolean(),
    tags: fc.dictionary(tagText(128), tagText(256), { maxKeys: 48 }),
    permissionsBoundaryArn: fc
      .tuple(fc.constantFrom('aws', account), fc.stringMatching(/^([a-z-]{1,9}\/)?[\w+=,.@-]{1,40}$/))
      .map(([of, path]) => `arn:aws:iam::${of}:policy/${path}`),
    bootstrapQualifier: fc.stringMatching(/^[a-z0-9]{1,10}$/),
    signIn: fc.record({
      issuer: host.map((at) => `https://${at}/`),
      audience: fc.uniqueArray(
        anyText.filter((text) => /./.test(text)),
        { minLength: 1, maxLength: 3 },
      ),
      claims: fc.record(
        {
          displayName: anyText,
          customerId: anyText,
          attributes: fc.dictionary(anyText, name, { maxKeys: 3 }),
        },
        { requiredKeys: [] },
      ),
      anonymous: fc.boolean(),
    }),
    admission: fc.record(
      {
        chats: whole(1, 1_000_000),
        chatsOf: fc.dictionary(id, whole(1, 1_000_000), { maxKeys: 3 }),
        share: whole(1, 100),
        rate: whole(1, 10_000),
        burst: whole(1, 5_000),
        perNetwork: startsIn,
        perUser: startsIn,
      },
      { requiredKeys: [] },
    ),
    verification: fc.record({
      provider: fc.constantFrom('turnstile' as const, 'recaptcha' as const),
      secretArn: fc.oneof(
        arn('secretsmanager', account, fc.stringMatching(/^secret:[\w/+=.@-]{1,60}$/)),
        arn('ssm', account, fc.stringMatching(/^parameter(\/[\w.-]{1,20}){1,3}$/)),
      ),
      hostname: host,
      action: fc.stringMatching(/^[\w/-]{1,32}$/),
      onFailure: fc.constantFrom('refuse' as const, 'admit' as const),
    }),
    eraseAtConnect: fc.boolean(),
    entryPoints: fc.dictionary(
      name,
      fc.record(
        {
          instanceArn,
          contactFlowId: id,
          attributes: fc.dictionary(name, anyText, { maxKeys: 3 }),
          chatDurationInMinutes: whole(60, 10_080),
          idleTimers: fc
            .record({ customerIdle: whole(2, 480), agentDisconnect: whole(2, 480) }, { requiredKeys: [] })
            .filter((timers) => Object.keys(timers).length > 0),
        },
        { requiredKeys: ['contactFlowId'] },
      ),
      { maxKeys: 20 },
    ),
  },
  { requiredKeys: [] },
);

/** Settings that need or exclude one another. */
const together: readonly fc.Arbitrary<Settings>[] = [
  fc.oneof(
    fc.constant({}),
    fc.tuple(word, host).map(([local, at]) => ({ alarmEmail: `${local}@${at}` })),
    among.chain((of) => arn('sns', of, name)).map((alarmTopicArn) => ({ alarmTopicArn })),
  ),
  fc.oneof(
    fc.constant({}),
    fc.record({
      domainName: host,
      certificateArn: arn(
        'acm',
        account,
        id.map((one) => `certificate/${one}`),
      ),
    }),
  ),
  fc.oneof(
    fc.constant({ webAcl: 'off' }),
    fc.record({ webAclToken: fc.boolean() }),
    fc.tuple(name, id).map(([at, one]) => ({
      webAcl: `arn:aws:wafv2:${region}:${account}:regional/webacl/${at}/${one}`,
    })),
  ),
  fc.oneof(
    fc.uniqueArray(origin, { minLength: 1, maxLength: 12 }).map((allowedOrigins) => ({ allowedOrigins })),
    fc.constant({
      loopback: true,
      production: false,
      allowedOrigins: ['http://localhost:*', 'http://127.0.0.1:*', 'https://www.example.com'],
    }),
  ),
];

export const arbitrarySettings: fc.Arbitrary<Settings> = fc
  .tuple(instanceArn, id, alone, ...together)
  .map(
    ([arnOfAll, contactFlowId, ...parts]) =>
      Object.assign({ ...least, instanceArn: arnOfAll, contactFlowId }, ...parts) as Settings,
  );
