import type { Admission } from '../../lambdas/core/admission.ts';
import type { SignIn } from '../../lambdas/core/identity.ts';
import type { QuotaSetting } from '../../lambdas/core/quota.ts';
import { isHeaderName } from '../../lambdas/core/cors.ts';
import { operations } from '../../lambdas/operations/operations.ts';
import { hasMembers, isListOf, isTexts, isWhole } from '../../lambdas/settings/fits.ts';
import { requestSettings } from '../../lambdas/settings/request-settings.ts';
import {
  entryPointForm,
  entryPointMembers,
  isEntryPointName,
} from '../../lambdas/settings/shared-settings.ts';
import type { Verification } from '../../lambdas/core/verification.ts';
import { domainName } from '../api/domain-name.ts';
import { flag, integer, type Kind, kind, list, object, text, truth, wholeNumber } from './kinds.ts';
import type { EntryPointSetting, LogRole, Settings } from './setting-types.ts';

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const region = String.raw`[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}`;
const arn = (service: string, resource: string): string =>
  String.raw`arn:aws(?:-[a-z]+)*:${service}:${region}:\d{12}:${resource}`;
const instance = arn('connect', `instance/${uuid}`);
const instanceArn = new RegExp(`^${instance}$`);
const contactFlow = new RegExp(`^(?:${instance}/contact-flow/)?${uuid}$`);
const queue = new RegExp(`^(?:${instance}/queue/)?${uuid}$`);
const instanceExample =
  'arn:aws:connect:eu-central-1:123456789012:instance/11111111-1111-4111-8111-111111111111';

const areEach =
  (pattern: RegExp, most: number) =>
  (value: unknown): boolean =>
    isListOf((element) => pattern.test(element))(value) && (value as readonly string[]).length <= most;

/** The days for which CloudWatch Logs can keep a log. */
const retentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** Every setting of a deployment by name: which values fit, and how one is written behind `-c`. */
export const settings: { readonly [Name in keyof Settings]-?: Kind<NonNullable<Settings[Name]>> } = {
  stackName: text(
    // WAF's metric of the web ACL has the stack's name, and WAF has one called All.
    /^(?!All$)[A-Za-z][A-Za-z0-9-]{0,99}$/,
    'letters, digits and dashes, at most 100 of them, a letter first; and not All',
  ),
  production: flag,
  loopback: flag,
  instanceArn: text(instanceArn, `your Amazon Connect instance's ARN: ${instanceExample}`),
  contactFlowId: text(
    contactFlow,
    "the id or ARN of the flow that your chats run: 22222222-2222-4222-8222-222222222222 (the last part of the flow's ARN)",
  ),
  entryPoints: object<Readonly<Record<string, EntryPointSetting>>>(
    (value) =>
      Object.entries(value).every(
        ([name, entryPoint]) =>
          isEntryPointName(name) &&
          hasMembers(entryPoint, {
            'instanceArn?': (arn) => instanceArn.test(String(arn)),
            contactFlowId: (id) => contactFlow.test(String(id)),
            'queueId?': (id) => queue.test(String(id)),
            ...entryPointMembers,
          }),
      ),
    `{"sales":{"contactFlowId":"…"}}, with instanceArn, queueId, ${entryPointForm}`,
  ),
  allowedOrigins: list(
    requestSettings.allowedOrigins.fits,
    'the origins of your pages, exactly: https://www.example.com,https://shop.example.com (scheme, host and port, no ' +
      'path, no trailing slash, no wildcard; of an app’s pages with its scheme: capacitor://localhost), of at most 255 characters each',
  ),
  allowedHeaders: list(
    isListOf(isHeaderName),
    'names of request headers, without a wildcard: x-tenant,x-datadog-trace-id',
  ),
  cookieOrigins: list(
    requestSettings.cookieOrigins.fits,
    'origins of allowedOrigins, exactly as there, on the same site as domainName: https://www.example.com',
  ),
  redirectUris: list(
    requestSettings.redirectUris.fits,
    'URIs of your pages, exactly: https://www.example.com/signed-in',
  ),
  attributeNames: list(
    requestSettings.attributeNames.fits,
    'names of contact attributes that a browser may set: topic,language (or * for any), of letters, digits, dashes and ' +
      'underscores',
  ),
  attributePrefix: text(requestSettings.attributePrefix.fits, requestSettings.attributePrefix.form),
  attachmentTypes: list(requestSettings.attachmentTypes.fits, 'media types: image/png,application/pdf'),
  attachmentMaximum: kind<number>(
    requestSettings.attachmentMaximum.form,
    requestSettings.attachmentMaximum.fits,
    wholeNumber,
  ),
  messageMaximum: object<Readonly<Record<string, number>>>(
    requestSettings.messageMaximum.fits,
    requestSettings.messageMaximum.form,
  ),
  quotas: object<QuotaSetting>(requestSettings.quotas.fits, requestSettings.quotas.form),
  throttles: object<Readonly<Record<string, { readonly rate: number; readonly burst: number }>>>(
    (value) =>
      Object.entries(value).every(
        ([name, throttle]) =>
          operations.some((operation) => operation.name === name) &&
          hasMembers(throttle, { rate: isWhole(1, 10_000), burst: isWhole(1, 5_000) }),
      ),
    '{"SendMessage":{"rate":20,"burst":30}}: requests per second and burst, by operation',
  ),
  logRetentionDays: kind<number>(
    `a number of days that CloudWatch Logs knows: ${retentions.join(', ')}`,
    (value) => retentions.some((days) => days === value),
    wholeNumber,
  ),
  logLevel: text<'debug' | 'info'>(/^(debug|info)$/, 'debug or info'),
  alarmEmail: text(
    // https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address, and RFC 5321's lengths
    new RegExp(String.raw`^(?=.{6,254}$)[a-z0-9.!#$%&'*+/=?^_\`{|}~-]{1,64}@${domainName}$`, 'i'),
    'an e-mail address',
  ),
  alarmTopicArn: text(
    new RegExp(`^${arn('sns', String.raw`[\w-]{1,256}`)}$`),
    'the ARN of an SNS topic: arn:aws:sns:eu-central-1:123456789012:alarms',
  ),
  alarmThresholds: object<Readonly<Record<string, number>>>(
    (value) => Object.values(value).every((threshold) => Number.isFinite(threshold) && Number(threshold) > 0),
    '{"LedgerFailures":10}: numbers above 0, by the name of an alarm in docs/runbook.md',
  ),
  keyArn: text(
    new RegExp(`^${arn('kms', `key/(?:${uuid}|mrk-[0-9a-f]{32})`)}$`),
    'the ARN of a KMS key (not of an alias): arn:aws:kms:eu-central-1:123456789012:key/…',
  ),
  domainName: text(
    new RegExp(`^${domainName}$`),
    'a domain name of yours: chat-api.example.com (parts of at most 63 letters, digits and dashes, no dash at their ends)',
  ),
  certificateArn: text(
    new RegExp(`^${arn('acm', `certificate/${uuid}`)}$`),
    "the ARN of the domain name's certificate in ACM: arn:aws:acm:eu-central-1:123456789012:certificate/…",
  ),
  vpc: object<{ readonly subnetIds: readonly string[]; readonly securityGroupIds: readonly string[] }>(
    (value) =>
      hasMembers(value, {
        subnetIds: areEach(/^subnet-([0-9a-f]{8}|[0-9a-f]{17})$/, 16),
        securityGroupIds: areEach(/^sg-([0-9a-f]{8}|[0-9a-f]{17})$/, 5),
      }),
    '{"subnetIds":["subnet-…"],"securityGroupIds":["sg-…"]}: at most 16 subnets and 5 security groups, each once',
  ),
  reservedConcurrency: object<{ readonly participant?: number; readonly connect?: number }>(
    (value) => hasMembers(value, { 'participant?': isWhole(1, 100_000), 'connect?': isWhole(1, 100_000) }),
    '{"participant":100,"connect":20}',
  ),
  webAcl: text(
    new RegExp(`^(on|off|${arn('wafv2', String.raw`regional/webacl/[\w-]{1,128}/${uuid}`)})$`),
    'on, off, or the ARN of your own regional web ACL: arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/…',
  ),
  webAclToken: flag,
  startsPerIp: integer(10, 2_000_000, 'chats started from one address in five minutes,'),
  requestsPerIp: integer(10, 2_000_000, 'requests from one address in five minutes,'),
  apiGatewayLogRole: kind<LogRole>(
    'auto, true or false',
    (value) => value === 'auto' || flag.fits(value),
    (written) => (written === 'auto' ? written : truth(written)),
  ),
  tracing: flag,
  signIn: object<SignIn>(requestSettings.signIn.fits, requestSettings.signIn.form),
  admission: object<Admission>(requestSettings.admission.fits, requestSettings.admission.form),
  verification: object<Verification>(requestSettings.verification.fits, requestSettings.verification.form),
  eraseAtConnect: flag,
  tags: object<Readonly<Record<string, string>>>(isTexts, '{"team":"support"}'),
  permissionsBoundaryArn: text(
    /^arn:aws[\w-]*:iam::(\d{12}|aws):policy\/[\w+=,.@/-]+$/,
    'the ARN of a managed policy: arn:aws:iam::123456789012:policy/boundary',
  ),
  bootstrapQualifier: text(
    /^[a-z0-9]{1,10}$/,
    'the qualifier of your CDK bootstrap: at most 10 small letters and digits',
  ),
  emergency: flag,
};
