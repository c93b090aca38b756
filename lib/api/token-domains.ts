import { domainName } from './domain-name.ts';

/** https://docs.aws.amazon.com/waf/latest/developerguide/waf-tokens-domains.html */
const most = 10;

/**
 * Returns the domains whose pages may bring a token of WAF's script: the hosts of these origins. A domain includes its
 * subdomains, so a host below another of them is left out.
 */
export function tokenDomains(allowedOrigins: readonly string[]): readonly string[] {
  const hosts = [...new Set(allowedOrigins.map(hostOf))];
  return hosts.filter((host) => !hosts.some((other) => host.endsWith(`.${other}`)));
}

/** Says why WAF would refuse these origins' hosts. */
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

/** Returns the host of a web page. A page with a scheme of its own is no domain, and stands for itself. */
function hostOf(origin: string): string {
  return /^https?:/.test(origin) ? new URL(origin.replace(/:\*$/, '')).hostname : origin;
}
