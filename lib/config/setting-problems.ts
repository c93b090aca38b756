import type { Settings } from './setting-types.ts';
import { settings } from './settings.ts';
import { tokenProblems } from '../api/token-domains.ts';

/** Finds what is wrong with settings that are right each by itself. */
export function settingProblems(read: Settings, instanceArns: readonly string[]): readonly string[] {
  return [
    ...originProblems(read),
    ...pairProblems(read),
    ...cookieProblems(read),
    ...placeProblems(read, instanceArns),
    ...(read.webAclToken === true ? tokenProblems(read.allowedOrigins ?? []) : []),
  ];
}

/** Checks origins on the developer's own machine, or without TLS: only environments that say so may have them. */
function originProblems({
  allowedOrigins = [],
  redirectUris = [],
  loopback,
  verification,
}: Settings): string[] {
  const uses = [
    ...allowedOrigins.map((value) => ({ name: 'allowedOrigins', value })),
    ...redirectUris.map((value) => ({ name: 'redirectUris', value })),
  ].filter(({ value }) => value.startsWith('http:'));
  const url = verification?.url ?? '';
  if (url.startsWith('http:'))
    return [`verification.url must be https: replace ${url}, which is for npm start alone`];
  return uses.flatMap(({ name, value }) => {
    if (!/^http:\/\/(localhost|127\.0\.0\.1)(:|\/|$)/.test(value))
      return [`${name} must be https: replace ${value}, as anybody on the network could read and change it`];
    return loopback === true
      ? []
      : [
          `${name} has ${value}, which is any page on the visitor's own machine: leave it out, or deploy an environment with ` +
            'loopback: true, such as -c environment=dev',
        ];
  });
}

/** Checks settings that need, or exclude, one another. */
function pairProblems(read: Settings): string[] {
  const problems: string[] = [];
  if (read.loopback === true && read.production === true)
    problems.push(
      'loopback must be false in production: pages on a visitor’s own machine are for development',
    );
  if (read.alarmEmail !== undefined && read.alarmTopicArn !== undefined)
    problems.push(
      'alarmEmail must be left out when there is an alarmTopicArn: subscribe the address to that topic',
    );
  if (read.domainName !== undefined && read.certificateArn === undefined)
    problems.push(`certificateArn must be ${settings.certificateArn.shape}`);
  if (read.certificateArn !== undefined && read.domainName === undefined)
    problems.push(`domainName must be ${settings.domainName.shape}`);
  if (read.webAclToken === true && read.webAcl !== undefined && read.webAcl !== 'on')
    problems.push(
      'webAclToken must be left out when webAcl is not on: your own web ACL decides about tokens',
    );
  return problems;
}

/** Checks what cookies need: browsers send those of the API to pages of the same site alone. */
function cookieProblems({ cookieOrigins = [], allowedOrigins = [], domainName }: Settings): string[] {
  if (cookieOrigins.length === 0) return [];
  if (domainName === undefined)
    return [
      'cookieOrigins needs a domainName on the same site as the pages, such as chat-api.example.com for ' +
        'https://www.example.com: browsers take no cookie from another site',
    ];
  const site = siteOf(domainName);
  return cookieOrigins.flatMap((origin) => {
    if (!allowedOrigins.includes(origin))
      return [`cookieOrigins has ${origin}, which is not among allowedOrigins: add it there, too`];
    return origin.startsWith('https:') && siteOf(new URL(origin).hostname) === site
      ? []
      : [
          `cookieOrigins has ${origin}, which is not on the site of domainName, https://${site}: browsers take no cookie ` +
            'from another site',
        ];
  });
}

/** As far as can be told without the list of public suffixes, by which browsers go. */
function siteOf(host: string): string {
  return host.split('.').slice(-2).join('.');
}

function place(arn: string): string {
  return arn.split(':').slice(3, 5).join(' ');
}

function partition(arn: string): string {
  return arn.split(':')[1] ?? '';
}

/** Partitions by how the names of their Regions begin; all others are in `aws`. */
const partitions: Readonly<Record<string, string>> = {
  'cn-': 'aws-cn',
  'us-gov-': 'aws-us-gov',
  'us-iso-': 'aws-iso',
  'us-isob-': 'aws-iso-b',
  'us-isof-': 'aws-iso-f',
  'eu-isoe-': 'aws-iso-e',
  'eusc-': 'aws-eusc',
};

function partitionOf(region: string): string {
  const [, name] = Object.entries(partitions).find(([beginning]) => region.startsWith(beginning)) ?? [];
  return name ?? 'aws';
}

/** Checks account and Region: everything lies where the Connect instance is, as the functions call it there. */
function placeProblems(read: Settings, instanceArns: readonly string[]): string[] {
  const first = read.instanceArn ?? instanceArns[0];
  if (first === undefined) return [];
  const { certificateArn, keyArn, alarmTopicArn, webAcl, permissionsBoundaryArn } = read;
  const [, , , region = '', account = ''] = first.split(':');
  const local: [string, string | undefined][] = [
    ...instanceArns.map((arn): [string, string] => ['instanceArn', arn]),
    ['certificateArn', certificateArn],
    ['verification.secretArn', read.verification?.secretArn],
    ['webAcl', webAcl?.startsWith('arn:') ? webAcl : undefined],
  ];
  // Keys and topics of another account may be shared with this one.
  const regional: [string, string | undefined][] = [
    ['keyArn', keyArn],
    ['alarmTopicArn', alarmTopicArn],
  ];
  const expected = partitionOf(region);
  return [
    ...[...local, ...regional, ['permissionsBoundaryArn', permissionsBoundaryArn] as const]
      .filter(([, arn]) => arn !== undefined && partition(arn) !== expected)
      .map(
        ([name, arn]) => `${name} must begin with arn:${expected}:, the partition of ${region}: it is ${arn}`,
      ),
    ...[
      ...local.filter(([, arn]) => arn !== undefined && place(arn) !== place(first)),
      ...regional.filter(([, arn]) => arn !== undefined && arn.split(':')[3] !== region),
    ].map(
      ([name, arn = '']) =>
        `${name} must be where the Connect instance is, in ${place(first)}: ${arn} is in ${place(arn)}`,
    ),
    ...(permissionsBoundaryArn === undefined ||
    ['aws', account].includes(permissionsBoundaryArn.split(':')[4] ?? '')
      ? []
      : [
          `permissionsBoundaryArn must be a policy of AWS or of the account ${account}, in which the roles are made: it ` +
            `is ${permissionsBoundaryArn}`,
        ]),
  ];
}
