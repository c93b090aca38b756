import { ofEach } from './check.ts';
import { isJson } from './json.ts';

interface WebAcl {
  readonly TokenDomains?: readonly string[];
  readonly CustomResponseBodies?: Readonly<
    Record<string, { readonly ContentType: string; readonly Content: string }>
  >;
  readonly Rules: readonly {
    readonly Name: string;
    readonly Statement: {
      readonly ManagedRuleGroupStatement?: {
        readonly Name: string;
        readonly RuleActionOverrides?: readonly { readonly Name: string }[];
      };
    };
    readonly VisibilityConfig: { readonly MetricName: string };
  }[];
  readonly VisibilityConfig: { readonly MetricName: string };
}

/** https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html */
const commonRules = (
  'NoUserAgent_HEADER UserAgent_BadBots_HEADER SizeRestrictions_QUERYSTRING SizeRestrictions_Cookie_HEADER ' +
  'SizeRestrictions_BODY SizeRestrictions_URIPATH EC2MetaDataSSRF_BODY EC2MetaDataSSRF_COOKIE EC2MetaDataSSRF_URIPATH ' +
  'EC2MetaDataSSRF_QUERYARGUMENTS GenericLFI_QUERYARGUMENTS GenericLFI_URIPATH GenericLFI_BODY ' +
  'RestrictedExtensions_URIPATH RestrictedExtensions_QUERYARGUMENTS GenericRFI_QUERYARGUMENTS GenericRFI_BODY ' +
  'GenericRFI_URIPATH CrossSiteScripting_COOKIE CrossSiteScripting_QUERYARGUMENTS CrossSiteScripting_BODY ' +
  'CrossSiteScripting_URIPATH'
).split(' ');

/** Names that WAF has for metrics of its own, in its API's page of VisibilityConfig. */
const reserved = new Set(['All', 'Default_Action']);

export const webAcls = ofEach('web-acl', 'AWS::WAFv2::WebACL', (properties) => {
  const {
    TokenDomains = [],
    CustomResponseBodies = {},
    Rules,
    VisibilityConfig,
  } = properties as unknown as WebAcl;
  const metrics = [VisibilityConfig, ...Rules.map((rule) => rule.VisibilityConfig)].map(
    ({ MetricName }) => MetricName,
  );
  return [
    ...TokenDomains.filter((domain) => /(^|\.)\d+$/.test(domain)).map(
      (domain) => `The token domain ${domain} is an address`,
    ),
    ...metrics.filter((name) => reserved.has(name)).map((name) => `WAF has a metric ${name} of its own`),
    ...Object.entries(CustomResponseBodies).flatMap(([key, { ContentType, Content }]) =>
      ContentType === 'APPLICATION_JSON' && !isJson(Content) ? [`The body ${key} is no JSON`] : [],
    ),
    ...Rules.flatMap(({ Name, Statement: { ManagedRuleGroupStatement: group } }) =>
      (group?.RuleActionOverrides ?? [])
        .filter((rule) => group?.Name !== 'AWSManagedRulesCommonRuleSet' || !commonRules.includes(rule.Name))
        .map((rule) => `The rule ${Name} changes ${rule.Name}, which its group has not`),
    ),
  ];
});
