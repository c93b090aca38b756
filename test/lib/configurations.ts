import type { Settings } from '../../lib/config/setting-types.ts';

/** Example deployments that every proof about the template looks at. */

const account = '123456789012';
const region = 'eu-central-1';
export const instanceArn = `arn:aws:connect:${region}:${account}:instance/11111111-1111-4111-8111-111111111111`;
export const contactFlowId = '22222222-2222-4222-8222-222222222222';
export const queueId = '33333333-3333-4333-8333-333333333333';

/** What the command line of the README has. */
export const commandLine = { instanceArn, contactFlowId, allowedOrigins: 'https://www.example.com' };

export const keyArn = `arn:aws:kms:${region}:${account}:key/33333333-3333-4333-8333-333333333333`;
export const ownWebAcl = `arn:aws:wafv2:${region}:${account}:regional/webacl/own/44444444-4444-4444-8444-444444444444`;

/** Every setting that can go with the others. */
export const everything: Settings = {
  stackName: 'chat-everything',
  production: true,
  instanceArn,
  contactFlowId,
  entryPoints: {
    default: { contactFlowId, queueId, attributes: { channel: 'web' }, chatDurationInMinutes: 120 },
    sales: {
      idleTimers: { customerIdle: 5, customerDisconnect: 10, agentIdle: 3, agentDisconnect: 15 },
      instanceArn: `arn:aws:connect:${region}:${account}:instance/55555555-5555-4555-8555-555555555555`,
      contactFlowId: `arn:aws:connect:${region}:${account}:instance/55555555-5555-4555-8555-555555555555/contact-flow/66666666-6666-4666-8666-666666666666`,
    },
  },
  allowedOrigins: ['https://www.example.com', 'https://shop.example.com:8443'],
  allowedHeaders: ['x-tenant'],
  cookieOrigins: ['https://www.example.com'],
  redirectUris: ['https://www.example.com/signed-in'],
  attributeNames: ['topic', 'language'],
  attributePrefix: 'visitor_',
  attachmentTypes: ['image/png', 'application/pdf'],
  attachmentMaximum: 5_000_000,
  messageMaximum: { 'text/plain': 2_048, 'application/json': 12_000 },
  quotas: {
    send: { rate: 40, burst: 60 },
    '55555555-5555-4555-8555-555555555555': { connection: { rate: 12, burst: 18 } },
  },
  throttles: { SendMessage: { rate: 40, burst: 60 } },
  logRetentionDays: 365,
  logLevel: 'debug',
  alarmEmail: 'operations@example.com',
  alarmThresholds: { LedgerFailures: 10 },
  keyArn,
  domainName: 'chat-api.example.com',
  certificateArn: `arn:aws:acm:${region}:${account}:certificate/77777777-7777-4777-8777-777777777777`,
  vpc: { subnetIds: ['subnet-0a1b2c3d', 'subnet-4e5f6071'], securityGroupIds: ['sg-0a1b2c3d'] },
  reservedConcurrency: { participant: 100, connect: 20 },
  webAcl: 'on',
  webAclToken: true,
  startsPerIp: 50,
  requestsPerIp: 5_000,
  apiGatewayLogRole: false,
  tracing: true,
  signIn: {
    issuer: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_example',
    audience: ['1example23456789'],
    claims: { displayName: 'name', customerId: 'sub', attributes: { email: 'customerEmail' } },
    anonymous: false,
  },
  admission: {
    chats: 1_000,
    chatsOf: { '55555555-5555-4555-8555-555555555555': 200 },
    share: 90,
    rate: 10,
    burst: 15,
    perNetwork: { starts: 60, minutes: 5 },
    perUser: false,
  },
  verification: {
    provider: 'recaptcha',
    url: 'https://www.recaptcha.net/recaptcha/api/siteverify',
    secretArn: `arn:aws:secretsmanager:${region}:${account}:secret:captcha-a1b2c3`,
    hostname: 'www.example.com',
    action: 'chat',
    score: 0.7,
    onFailure: 'refuse',
  },
  eraseAtConnect: true,
  tags: { team: 'support' },
  permissionsBoundaryArn: `arn:aws:iam::${account}:policy/boundary`,
  bootstrapQualifier: 'chat',
};

/** Context, as `-c` gives it, for each example; those without an environment are the command line alone. */
export const configurations: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'the command line': commandLine,
  'the environment dev': { environment: 'dev', instanceArn, contactFlowId },
  'the environment prod': { environment: 'prod', ...commandLine },
  'several origins and a web ACL of their own': {
    ...commandLine,
    allowedOrigins: 'https://www.example.com, https://shop.example.com',
    webAcl: ownWebAcl,
    alarmTopicArn: `arn:aws:sns:${region}:${account}:alarms`,
    apiGatewayLogRole: 'true',
  },
  'pages of apps, with headers of their own': {
    ...commandLine,
    allowedOrigins: 'https://www.example.com,capacitor://localhost,ionic://localhost,https://localhost',
    allowedHeaders: 'X-Datadog-Trace-Id,x-tenant',
  },
  'one page with its session in a cookie': {
    ...commandLine,
    cookieOrigins: commandLine.allowedOrigins,
    domainName: 'chat-api.example.com',
    certificateArn: everything.certificateArn,
  },
  'no web ACL': { ...commandLine, webAcl: 'off', apiGatewayLogRole: 'false' },
  'every setting': { environment: 'every' },
};
