import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfig, parseSettings } from '../../lib/config/config.ts';
import type { Settings } from '../../lib/config/setting-types.ts';
import { tokenDomains } from '../../lib/api/token-domains.ts';
import { commandLine, contactFlowId, instanceArn, keyArn, ownWebAcl } from './configurations.ts';

/** Settings that a service would refuse minutes later are refused here, each with its mend. */

type Given = Readonly<Record<string, unknown>>;

function problemsOf(given: Given, environments: Readonly<Record<string, Settings>> = {}): readonly string[] {
  const parsed = parseConfig({ ...commandLine, ...given }, environments);
  return 'problems' in parsed ? parsed.problems : [];
}

const certificateArn =
  'arn:aws:acm:eu-central-1:123456789012:certificate/77777777-7777-4777-8777-777777777777';
const hosts = (count: number, domain: string): string[] =>
  Array.from({ length: count }, (_none, index) => `https://page${index}.${domain}`);
const many = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_none, index) => [`key${index}`, 'x']));
const json = JSON.stringify;

const refused: readonly (readonly [what: string, given: Given, problem: RegExp])[] = [
  [
    'more token domains than WAF takes',
    { webAclToken: true, allowedOrigins: hosts(11, 'example.com') },
    /^- webAclToken takes the pages of at most 10 domains, and allowedOrigins has 11: .*subdomains/,
  ],
  [
    'a token for pages of the visitor’s own machine',
    { webAclToken: true, loopback: true, allowedOrigins: ['http://localhost:*'] },
    /^- webAclToken must be left out where allowedOrigins has localhost: /,
  ],
  [
    'a token for an address',
    { webAclToken: true, allowedOrigins: 'https://127.0.0.1' },
    /has 127\.0\.0\.1: WAF/,
  ],
  [
    'a token for a name of one part',
    { webAclToken: true, allowedOrigins: 'https://intranet' },
    /has intranet: WAF/,
  ],
  [
    'a page with cookies, without a domain name on its site',
    { cookieOrigins: 'https://www.example.com' },
    /^- cookieOrigins needs a domainName on the same site as the pages/,
  ],
  [
    'a page with cookies that may not use the API',
    { cookieOrigins: 'https://shop.example.com', domainName: 'chat-api.example.com', certificateArn },
    /^- cookieOrigins has https:\/\/shop\.example\.com, which is not among allowedOrigins/,
  ],
  [
    'a page with cookies, on another site than the API',
    { cookieOrigins: 'https://www.example.com', domainName: 'chat.example.org', certificateArn },
    /^- cookieOrigins has https:\/\/www\.example\.com, which is not on the site of domainName, https:\/\/example\.org: /,
  ],
  [
    'an app with cookies, which has no site',
    {
      allowedOrigins: 'capacitor://chat.example.com',
      cookieOrigins: 'capacitor://chat.example.com',
      domainName: 'chat-api.example.com',
      certificateArn,
    },
    /^- cookieOrigins has capacitor:\/\/chat\.example\.com, which is not on the site/,
  ],
  [
    'any page of the visitor’s own machine with cookies',
    {
      loopback: true,
      allowedOrigins: ['http://localhost:*'],
      cookieOrigins: ['http://localhost:*'],
      domainName: 'chat-api.example.com',
      certificateArn,
    },
    /^- cookieOrigins has http:\/\/localhost:\*, which is not on the site/,
  ],
  [
    'a tag of AWS’s own',
    { tags: json({ 'aws:team': 'x' }) },
    /^- tags has aws:team: .* reserves keys and values/,
  ],
  ['a tag of AWS’s own in capitals', { tags: json({ 'AWS:team': 'x' }) }, /AWS reserves/],
  [
    'a tag’s value of AWS’s own',
    { tags: json({ team: 'aws:x' }) },
    /^- tags has team: .* reserves keys and values/,
  ],
  ['a tag’s value too long', { tags: json({ team: 'x'.repeat(257) }) }, /^- tags has "team": .* at most 256/],
  [
    'a tag’s key too long',
    { tags: json({ ['x'.repeat(129)]: 'x' }) },
    /^- tags has "x{128}": .* at most 128/,
  ],
  [
    'a tag with a character that none takes',
    { tags: json({ team: 'a<b>' }) },
    /^- tags has "team": .*_\.:\/=\+-@/,
  ],
  ['tags alike but for capitals', { tags: json({ team: 'a', Team: 'b' }) }, /^- tags has Team beside team, /],
  [
    'a tag like one of ours',
    { tags: json({ Application: 'a' }) },
    /^- tags has Application beside application, /,
  ],
  [
    'more tags than a resource takes',
    { tags: json(many(50)) },
    /^- tags has 50, and with application .* 51: AWS allows 50/,
  ],
  ...[
    'bad-.example.com',
    '-bad.example.com',
    `${'x'.repeat(64)}.example.com`,
    'a..example.com',
    'localhost',
    '10.0.0.1',
  ].map(
    (domainName) =>
      [
        'a domain name',
        { domainName, certificateArn },
        /^- domainName must be a domain name of yours/,
      ] as const,
  ),
  [
    'a domain name too long',
    { domainName: `${'abcdefghi.'.repeat(25)}example`, certificateArn },
    /^- domainName must be/,
  ],
  [
    'an origin too long',
    { allowedOrigins: `https://${'a.'.repeat(124)}example` },
    /^- allowedOrigins must be .* 255/,
  ],
  ...[
    'me@localhost',
    'a b@example.com',
    'ü@example.com',
    `${'x'.repeat(65)}@example.com`,
    'a@b@example.com',
    'a"b@example.com',
  ].map((alarmEmail) => ['an address', { alarmEmail }, /^- alarmEmail must be an e-mail address$/] as const),
  ['a name that WAF has', { stackName: 'All' }, /^- stackName must be .*and not All/],
  [
    'another partition than the Region’s',
    { instanceArn: instanceArn.replace('arn:aws:', 'arn:aws-cn:') },
    /^- instanceArn must begin with arn:aws:, the partition of eu-central-1/,
  ],
  [
    'a key of another partition',
    { keyArn: keyArn.replace('arn:aws:', 'arn:aws-cn:') },
    /^- keyArn must begin with arn:aws:/,
  ],
  [
    'no Region',
    { instanceArn: instanceArn.replace('eu-central-1', 'frankfurt') },
    /^- instanceArn must be your/,
  ],
  ['a key’s id that is none', { keyArn: keyArn.replace(/.$/, '-') }, /^- keyArn must be/],
  ['a web ACL’s id that is none', { webAcl: ownWebAcl.replace(/.$/, '') }, /^- webAcl must be/],
  [
    'a boundary of another account',
    { permissionsBoundaryArn: 'arn:aws:iam::210987654321:policy/boundary' },
    /^- permissionsBoundaryArn must be a policy of AWS or of the account 123456789012/,
  ],
  [
    'more subnets than a function takes',
    {
      vpc: json({
        subnetIds: Array.from({ length: 17 }, (_none, index) => `subnet-${10_000_000 + index}`),
        securityGroupIds: ['sg-0a1b2c3d'],
      }),
    },
    /^- vpc must be .*at most 16 subnets/,
  ],
  [
    'a security group twice',
    { vpc: json({ subnetIds: ['subnet-0a1b2c3d'], securityGroupIds: ['sg-0a1b2c3d', 'sg-0a1b2c3d'] }) },
    /^- vpc must be .*each once/,
  ],
  [
    'a subnet’s id that is none',
    { vpc: json({ subnetIds: ['subnet-1'], securityGroupIds: ['sg-0a1b2c3d'] }) },
    /^- vpc must/,
  ],
  [
    'an attribute that Connect takes not',
    { attributeNames: 'größe' },
    /^- attributeNames must be .*letters, digits, dashes/,
  ],
  [
    'an entry point’s attribute that Connect takes not',
    { entryPoints: json({ sales: { contactFlowId, attributes: { 'a b': 'c' } } }) },
    /^- entryPoints must be .*letters, digits, dashes/,
  ],
  [
    'an entry point called __proto__',
    { entryPoints: `{"__proto__":{"contactFlowId":"${contactFlowId}"}}` },
    /^- entryPoints must/,
  ],
  [
    'an element that is empty',
    { allowedOrigins: 'https://a.example,,https://b.example' },
    /^- allowedOrigins has an empty element: remove the extra comma/,
  ],
  ['a comma at the end', { attributeNames: 'topic,' }, /^- attributeNames has an empty element/],
  [
    'an element twice',
    { allowedOrigins: 'https://a.example, https://a.example' },
    /^- allowedOrigins has https:\/\/a\.example twice/,
  ],
  ['a key twice', { tags: '{"team":"a","team":"b"}' }, /^- tags has the key "team" twice: leave one out/],
  [
    'a key twice, within',
    {
      signIn:
        '{"issuer":"https://a.example","audience":["a"],"claims":{"displayName":"a","displayName":"b"},"anonymous":true}',
    },
    /^- signIn has the key "displayName" twice/,
  ],
  ['JSON that is none', { tags: "{'team':'a'}" }, /^- tags must be \{"team":"support"\}/],
  ...['+7', '-7', '7.0', '7e0', ' 7', '0x7', '7 days', ''].map(
    (logRetentionDays) =>
      ['a number', { logRetentionDays }, /^- logRetentionDays must be a number of days/] as const,
  ),
  ...['+20', '20.5', '2e1', '९९'].map(
    (startsPerIp) => ['a number', { startsPerIp }, /^- startsPerIp must be a whole number/] as const,
  ),
  ...['TRUE', 'yes', '1', ' true', ''].map(
    (tracing) => ['a flag', { tracing }, /^- tracing must be true or false$/] as const,
  ),
];

for (const [what, given, problem] of refused)
  test(`${what} is refused: ${JSON.stringify(given).slice(0, 80)}`, () => {
    const problems = problemsOf(given);
    assert.equal(problems.length, 1, problems.join('\n'));
    assert.match(problems[0] ?? '', problem);
  });

const accepted: readonly Given[] = [
  { webAclToken: true, allowedOrigins: [...hosts(30, 'example.com'), 'https://example.com'] },
  { webAclToken: true, allowedOrigins: hosts(10, 'example.com') },
  {
    allowedOrigins: 'https://example.com,https://app.example.com:8443,https://shop.example.org',
    cookieOrigins: 'https://example.com,https://app.example.com:8443',
    domainName: 'chat-api.example.com',
    certificateArn,
  },
  { tags: json({ ...many(48), ü: 'Ä 1_.:/=+-@' }) },
  { tags: json({ ...many(49), application: 'ours' }) },
  { domainName: `${'x'.repeat(63)}.xn--p1ai`, certificateArn },
  { allowedOrigins: 'https://10.0.0.1:8443,https://intranet,https://127.0.0.1' },
  { alarmEmail: "first.last+o'hara@mail.example.co.uk" },
  { keyArn: 'arn:aws:kms:eu-central-1:210987654321:key/mrk-0123456789abcdef0123456789abcdef' },
  { permissionsBoundaryArn: 'arn:aws:iam::aws:policy/job-function/ViewOnlyAccess' },
  { vpc: json({ subnetIds: ['subnet-0123456789abcdef0'], securityGroupIds: ['sg-0a1b2c3d'] }) },
  { instanceArn: instanceArn.replace('aws:connect:eu-central-1', 'aws-us-gov:connect:us-gov-west-1') },
  {
    signIn: json({
      issuer: 'https://a.example',
      audience: ['a'],
      claims: { attributes: { a: 'x', b: 'x' } },
      anonymous: true,
    }),
  },
];

for (const given of accepted)
  test(`what the services take is taken: ${JSON.stringify(given).slice(0, 80)}`, () => {
    assert.deepEqual(problemsOf(given), []);
  });

test('a deployment is not called after an environment whose name no stack can have', () => {
  const { allowedOrigins } = commandLine;
  const environments = { my_env: { allowedOrigins: [allowedOrigins] } };
  assert.match(
    problemsOf({ environment: 'my_env' }, environments).join('\n'),
    /^- stackName must be .*: the environment my_env would be called connect-chat-bff-my_env$/,
  );
  assert.deepEqual(problemsOf({ environment: 'my_env', stackName: 'mine' }, environments), []);
});

test('a token domain has its subdomains with it', () => {
  const origins = [
    'https://www.example.com',
    'https://example.com:8443',
    'https://notexample.com',
    'https://a.b.example',
  ];
  assert.deepEqual(tokenDomains(origins), ['example.com', 'notexample.com', 'a.b.example']);
});

test('the construct is held to the same', () => {
  const parsed = parseSettings({
    ...commandLine,
    allowedOrigins: ['https://a.example', 'https://a.example'],
  });
  assert.ok('problems' in parsed);
  assert.match(parsed.problems.join('\n'), /^- allowedOrigins has https:\/\/a\.example twice/);
});
