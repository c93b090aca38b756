import { ofEach } from './check.ts';
import { isJson } from './json.ts';

interface Statement {
  readonly ManagedRuleGroupStatement?: {
    readonly Name: string;
    readonly RuleActionOverrides?: readonly { readonly Name: string }[];
  };
  readonly RateBasedStatement?: {
    readonly Limit: number;
    readonly CustomKeys?: readonly Readonly<Record<string, { readonly Name?: string }>>[];
    readonly ScopeDownStatement?: Statement;
  };
  readonly AndStatement?: { readonly Statements: readonly Statement[] };
  readonly OrStatement?: { readonly Statements: readonly Statement[] };
  readonly NotStatement?: { readonly Statement: Statement };
  readonly ByteMatchStatement?: Transformed & { readonly PositionalConstraint: string };
  readonly RegexMatchStatement?: Transformed & { readonly RegexString: string };
  readonly SizeConstraintStatement?: Transformed;
}

interface Transformed {
  readonly TextTransformations: readonly { readonly Type: string }[];
}

interface WebAcl {
  readonly TokenDomains?: readonly string[];
  readonly CustomResponseBodies?: Readonly<
    Record<string, { readonly ContentType: string; readonly Content: string }>
  >;
  readonly DataProtectionConfig?: {
    readonly DataProtections: readonly {
      readonly Field: { readonly FieldKeys?: readonly string[] };
      readonly ExcludeRateBasedDetails?: boolean;
    }[];
  };
  readonly Rules: readonly {
    readonly Name: string;
    readonly Action?: {
      readonly Block?: { readonly CustomResponse?: { readonly ResponseHeaders?: readonly unknown[] } };
    };
    readonly Statement: Statement;
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

/** Of managed groups, by their own pages. */
const groupCapacity: Readonly<Record<string, number>> = {
  AWSManagedRulesAmazonIpReputationList: 25,
  AWSManagedRulesKnownBadInputsRuleSet: 200,
  AWSManagedRulesCommonRuleSet: 700,
};

/**
 * Web ACL capacity units, as the page of each statement has them. Whether NONE counts as a transformation no page
 * says: here it does.
 */
function capacity(statement: Statement): number {
  const { ManagedRuleGroupStatement: group, RateBasedStatement: rate } = statement;
  return (
    (group ? (groupCapacity[group.Name] ?? Infinity) : 0) +
    (rate ? 2 + 40 * (rate.CustomKeys ?? []).length : 0) +
    transformed(
      statement.ByteMatchStatement,
      statement.ByteMatchStatement?.PositionalConstraint.startsWith('CONTAINS') ? 10 : 2,
    ) +
    transformed(statement.RegexMatchStatement, 3) +
    transformed(statement.SizeConstraintStatement, 1) +
    nested(statement).reduce((sum, one) => sum + capacity(one), 0)
  );
}

function transformed(one: Transformed | undefined, base: number): number {
  return one ? base + 10 * one.TextTransformations.length : 0;
}

function nested({
  AndStatement,
  OrStatement,
  NotStatement,
  RateBasedStatement,
}: Statement): readonly Statement[] {
  return [
    ...(AndStatement?.Statements ?? []),
    ...(OrStatement?.Statements ?? []),
    ...(NotStatement ? [NotStatement.Statement] : []),
    ...(RateBasedStatement?.ScopeDownStatement ? [RateBasedStatement.ScopeDownStatement] : []),
  ];
}

function patterns(statement: Statement): readonly string[] {
  const { RegexMatchStatement: regex } = statement;
  return [...(regex ? [regex.RegexString] : []), ...nested(statement).flatMap(patterns)];
}

/** https://docs.aws.amazon.com/waf/latest/developerguide/limits.html and waf-regex-pattern-support.html */
function quotaProblems({ Rules, DataProtectionConfig }: WebAcl): readonly string[] {
  const rates = Rules.flatMap(({ Statement }) => Statement.RateBasedStatement ?? []);
  const units = Rules.reduce((sum, { Statement }) => sum + capacity(Statement), 0);
  const headers = Rules.reduce(
    (sum, { Action }) => sum + (Action?.Block?.CustomResponse?.ResponseHeaders ?? []).length,
    0,
  );
  const hidden = new Set(
    (DataProtectionConfig?.DataProtections ?? [])
      .filter(({ ExcludeRateBasedDetails = false }) => !ExcludeRateBasedDetails)
      .flatMap(({ Field }) => Field.FieldKeys ?? []),
  );
  const keys = rates.flatMap(({ CustomKeys = [] }) =>
    CustomKeys.flatMap((key) => Object.values(key).flatMap(({ Name = [] }) => Name)),
  );
  return [
    ...(rates.length > 10 ? [`${rates.length} rate rules are more than the ten of a web ACL`] : []),
    ...(units > 1_500 ? [`${units} capacity units cost more: 1,500 come with a web ACL`] : []),
    ...(headers > 100 ? [`${headers} headers of answers are more than the hundred of a web ACL`] : []),
    ...rates.filter(({ Limit }) => Limit < 10).map(({ Limit }) => `The limit ${Limit} is below WAF's least`),
    ...keys
      .filter((name) => !hidden.has(name))
      .map((name) => `The log shows ${name}, by which a rule counts`),
    ...Rules.flatMap(({ Name, Statement }) =>
      patterns(Statement).flatMap((pattern) => [
        ...(pattern.length > 200 ? [`The pattern of ${Name} has more than 200 characters`] : []),
        ...(/(?<!\\)\((?!\?:)/.test(pattern) ? [`The pattern of ${Name} has a group that is not plain`] : []),
        ...(/\\\d|\\[CRK]|[*+?}]\+/.test(pattern)
          ? [`The pattern of ${Name} has what WAF does not take`]
          : []),
      ]),
    ),
  ];
}

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
    ...quotaProblems(properties as unknown as WebAcl),
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
