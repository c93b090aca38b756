import { domainName } from './domain-name.ts';

/** https://docs.aws.amazon.com/waf/latest/developerguide/waf-tokens-domains.html */
const most = 10;

/**
 * The domains whose pages may bring a token of WAF's script: the hosts of these origins, without those that come with
 * another, as each domain has its subdomains with it.
 */
export function tokenDomains(allowedOrigins: readonly string[]): readonly string[] {
  const hosts = [...new Set(allowedOrigins.map(hostOf))];
  return hosts.filter((host) => !hosts.some((other) => host.endsWith(`.${other}`)));
}

/** Why WAF would not take these origins' hosts. */
export function tokenProblems(allowedOrigins: readonly string[]): readonly string[] {
  const domains = tokenDomains(allowedOrigins);
  const isDomain = new RegExp(`^${domainName}$`);
  const none = domains.filter((domain) => !isDomain.test(domain));
  return [
    ...none.map(
      (host) =>
        `webAclToken must be left out where allowedOrigins has ${host}: WAF gives tokens to pages of domain names only`,
    ),
    ...(domains.length > most
      ? [
          `webAclToken takes the pages of at most ${most} domains, and allowedOrigins has ${domains.length}: a domain ` +
            'has its subdomains with it, so name the page of one above them, or make two deployments',
        ]
      : []),
  ];
}

/** Of a page of the web; a page with a scheme of its own stands for itself, and is no domain. */
function hostOf(origin: string): string {
  return /^https?:/.test(origin) ? new URL(origin.replace(/:\*$/, '')).hostname : origin;
}
