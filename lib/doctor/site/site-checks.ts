import type { Config } from '../../config/config.ts';
import type { Asked } from '../facts.ts';
import { mend, skipped, well, type Finding } from '../finding.ts';
import { siteOf, suffixRules } from './same-site.ts';

type Deployment = Pick<Config, 'cookieOrigins'> & {
  readonly optional: Pick<Config['optional'], 'domainName'>;
};

/**
 * Checks that browsers send the API's cookie for the pages of `cookieOrigins`. `url` is where the API is asked; without
 * it, it will have the domain of the settings. The settings themselves compare the last two labels.
 */
export function siteFindings(
  { cookieOrigins, optional }: Deployment,
  url: string | undefined,
  list: Asked<string>,
): readonly Finding[] {
  const { domainName = '' } = optional;
  // What is asked on this machine, without TLS, is not what the pages use.
  const api = url?.startsWith('https:') === true ? new URL(url).hostname : domainName;
  const rules = 'answer' in list ? suffixRules(list.answer) : undefined;
  if (!rules)
    return [
      skipped(
        `Whether ${api} is on the site of the pages with cookies was not checked, as the list of public suffixes ` +
          `could not be read: see https://publicsuffix.org`,
      ),
    ];
  const site = siteOf(api, rules);
  return cookieOrigins.map((origin) => {
    const page = siteOf(new URL(origin).hostname, rules);
    return page === site
      ? well(`Pages of ${origin} are on the site of ${api}, which is ${site}`)
      : mend(
          `Pages of ${origin} can have no cookie of ${api}: for browsers their site is ${page}, and the API's is ${site}`,
          api !== domainName
            ? `the page has to use ${domainName}, and the doctor --api with that address`
            : 'give the API a domainName below the site of the page, or take the origin out of cookieOrigins',
        );
  });
}
