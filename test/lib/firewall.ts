import assert from 'node:assert/strict';
import { only, type Template } from './synthesized.ts';

/**
 * The web ACL of a template, as WAF evaluates it: rules by priority, statements, text transformations and rates. The
 * managed groups judge what requests are made of, and let ours through.
 * https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html
 */

export interface Request {
  readonly address: string;
  readonly method: string;
  /** As it is sent, with the stage. */
  readonly path: string;
  readonly bearer?: string;
  /** The session's cookie. */
  readonly cookie?: string;
}

type Keyed = Readonly<Record<string, unknown>>;

interface RateBased {
  readonly Limit: number;
  readonly EvaluationWindowSec?: number;
  readonly AggregateKeyType: string;
  readonly CustomKeys?: readonly Keyed[];
  readonly ScopeDownStatement?: Keyed;
}

export interface FirewallRule {
  readonly Name: string;
  readonly Priority: number;
  readonly Action?: Keyed;
  readonly Statement: Keyed & { readonly RateBasedStatement?: RateBased };
}

export function rulesOf(template: Template): readonly FirewallRule[] {
  const rules = only(template, 'AWS::WAFv2::WebACL')[1].Properties['Rules'] as readonly FirewallRule[];
  return rules.toSorted((a, b) => a.Priority - b.Priority);
}

/** Answers the name of the rule that refuses the request at that second, if one does. Seconds never go back. */
export type Firewall = (request: Request, now: number) => string | undefined;

/** `delay`: seconds until WAF knows of a request; usually below 30, by its documentation. */
export function firewall(template: Template, delay: number): Firewall {
  const judges = rulesOf(template)
    .filter(({ Action }) => Action?.['Block'])
    .map(({ Name, Statement }) => {
      const rate = Statement.RateBasedStatement;
      const refuses = rate ? rated(rate, delay) : (request: Request): boolean => matches(Statement, request);
      return { Name, refuses };
    });
  return (request, now) => judges.find(({ refuses }) => refuses(request, now))?.Name;
}

/** Whether a rate rule would count the request. */
export function counts(rule: FirewallRule, request: Request): boolean {
  const { ScopeDownStatement: scope } = rule.Statement.RateBasedStatement ?? assert.fail(rule.Name);
  return scope === undefined || matches(scope, request);
}

function rated(rate: RateBased, delay: number): (request: Request, now: number) => boolean {
  const instances = new Map<string, Seen>();
  return (request, now) => {
    if (rate.ScopeDownStatement && !matches(rate.ScopeDownStatement, request)) return false;
    const key = keyOf(rate, request);
    if (key === undefined) return false;
    const seen = instances.get(key) ?? { times: [], from: 0, until: 0 };
    instances.set(key, seen);
    return countedBefore(seen, now, { window: rate.EvaluationWindowSec ?? 300, delay }) >= rate.Limit;
  };
}

/** Of one key: when its requests came. Those between the indexes are what the rule knows. */
interface Seen {
  readonly times: number[];
  from: number;
  until: number;
}

/** What is refused counts as well: WAF lets go when the requests become fewer. */
function countedBefore(
  seen: Seen,
  now: number,
  { window, delay }: { readonly window: number; readonly delay: number },
): number {
  seen.times.push(now);
  while ((seen.times[seen.until] ?? Infinity) < now - delay) seen.until++;
  while ((seen.times[seen.from] ?? Infinity) <= now - delay - window) seen.from++;
  return Math.max(0, seen.until - seen.from);
}

function keyOf({ AggregateKeyType, CustomKeys = [] }: RateBased, request: Request): string | undefined {
  if (AggregateKeyType === 'IP') return request.address;
  assert.equal(AggregateKeyType, 'CUSTOM_KEYS');
  const values = CustomKeys.map((key) => {
    const [kind, of] = Object.entries(key)[0] ?? assert.fail();
    const { Name, TextTransformations } = of as { Name: string; TextTransformations: Transform[] };
    const value = kind === 'Cookie' ? cookieOf(request, Name) : headerOf(request, Name);
    return value === undefined ? undefined : transformed(value, TextTransformations);
  });
  // Requests that lack a component are left out.
  return values.includes(undefined) ? undefined : JSON.stringify(values);
}

function headerOf({ bearer }: Request, name: string): string | undefined {
  return name.toLowerCase() === 'x-amz-bearer' ? bearer : assert.fail(`no request has the header ${name}`);
}

function cookieOf({ cookie }: Request, name: string | undefined): string | undefined {
  return name === '__Host-connect-chat' ? cookie : assert.fail(`no request has the cookie ${name}`);
}

function matches(statement: Keyed, request: Request): boolean {
  const [kind, of] = Object.entries(statement)[0] ?? assert.fail();
  switch (kind) {
    case 'AndStatement':
      return (of as { Statements: Keyed[] }).Statements.every((one) => matches(one, request));
    case 'OrStatement':
      return (of as { Statements: Keyed[] }).Statements.some((one) => matches(one, request));
    case 'NotStatement':
      return !matches((of as { Statement: Keyed }).Statement, request);
    case 'ByteMatchStatement': {
      const { SearchString, PositionalConstraint } = of as Record<string, string>;
      const value = valueOf(of as Match, request);
      if (value === undefined) return false;
      assert.ok(PositionalConstraint === 'EXACTLY' || PositionalConstraint === 'CONTAINS');
      return PositionalConstraint === 'EXACTLY'
        ? value === SearchString
        : value.includes(SearchString ?? assert.fail());
    }
    case 'RegexMatchStatement': {
      const value = valueOf(of as Match, request);
      return value !== undefined && new RegExp((of as { RegexString: string }).RegexString).test(value);
    }
    case 'SizeConstraintStatement':
      return false;
    default:
      assert.fail(`a statement that the tests do not know: ${kind}`);
  }
}

interface Transform {
  readonly Priority: number;
  readonly Type: string;
}

interface Match {
  readonly FieldToMatch: Readonly<
    Record<
      string,
      { readonly Name?: string; readonly MatchPattern?: { readonly IncludedCookies: readonly string[] } }
    >
  >;
  readonly TextTransformations: readonly Transform[];
}

/** undefined where the request has no such component: then no statement matches. */
function valueOf({ FieldToMatch, TextTransformations }: Match, request: Request): string | undefined {
  const [field, of] = Object.entries(FieldToMatch)[0] ?? assert.fail();
  const values: Readonly<Record<string, string | undefined>> = {
    Method: request.method,
    UriPath: request.path,
    ...(field === 'SingleHeader' && { SingleHeader: headerOf(request, of?.Name ?? '') }),
    ...(field === 'Cookies' && { Cookies: cookieOf(request, of?.MatchPattern?.IncludedCookies[0]) }),
  };
  assert.ok(field in values, `a component that the tests do not know: ${field}`);
  const value = values[field];
  return value === undefined ? undefined : transformed(value, TextTransformations);
}

const transformations: Readonly<Record<string, (value: string) => string>> = {
  NONE: (value) => value,
  URL_DECODE: (value) =>
    value.replaceAll(/%([0-9a-f]{2})/gi, (_all, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    ),
  NORMALIZE_PATH: (value) => {
    const path = normalized.get(value) ?? new URL(value.replaceAll(/\/{2,}/g, '/'), 'https://host').pathname;
    normalized.set(value, path);
    return path;
  },
};

/** There are few paths, and many requests. */
const normalized = new Map<string, string>();

function transformed(value: string, all: readonly Transform[]): string {
  return all
    .toSorted((a, b) => a.Priority - b.Priority)
    .reduce(
      (so, { Type }) => (transformations[Type] ?? assert.fail(`a transformation not known: ${Type}`))(so),
      value,
    );
}
