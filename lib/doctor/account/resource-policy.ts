import { isObject } from '../../../lambdas/core/json.ts';

/** Whether a policy of a topic or a key allows something; unknown where it depends on what is not known here. */
export type Verdict = 'yes' | 'no' | 'unknown';

/** Who does what to the resource. */
export interface Use {
  /** A service (`cloudwatch.amazonaws.com`), or the ARN of an account's root. */
  readonly principal: string;
  readonly action: string;
  /**
   * Condition keys of the request that are known, in small letters, with their values. Nothing is known of any other.
   */
  readonly context: Readonly<Record<string, string>>;
}

/** Judges a policy by IAM's rules: a denial wins, and what no statement allows is denied. */
export function allows(policy: string, use: Use): Verdict {
  const statements = statementsOf(policy);
  const of = (effect: string): readonly Verdict[] =>
    statements.filter(({ Effect }) => Effect === effect).map((statement) => applies(statement, use));
  const [denies, allowed] = [of('Deny'), of('Allow')];
  if (denies.includes('yes')) return 'no';
  if (denies.includes('unknown') && allowed.some((verdict) => verdict !== 'no')) return 'unknown';
  return allowed.includes('yes') ? 'yes' : allowed.includes('unknown') ? 'unknown' : 'no';
}

type Statement = Readonly<Record<string, unknown>>;

function statementsOf(policy: string): readonly Statement[] {
  try {
    const { Statement } = JSON.parse(policy) as { readonly Statement?: unknown };
    return listOf(Statement).filter((statement): statement is Statement => isObject(statement));
  } catch {
    return [];
  }
}

function applies(statement: Statement, { principal, action, context }: Use): Verdict {
  if (!ofPrincipal(statement, principal) || !ofAction(statement, action)) return 'no';
  const verdicts = new Set(
    membersOf(statement['Condition']).flatMap(([operator, keys]) =>
      membersOf(keys).map(([key, values]) =>
        holds(operator, context[key.toLowerCase()], listOf(values).map(String)),
      ),
    ),
  );
  if (verdicts.has('no')) return 'no';
  return verdicts.has('unknown') ? 'unknown' : 'yes';
}

function ofPrincipal({ Principal, NotPrincipal }: Statement, principal: string): boolean {
  if (NotPrincipal !== undefined) return !names(NotPrincipal, principal);
  return names(Principal, principal);
}

function names(given: unknown, principal: string): boolean {
  if (given === '*') return true;
  if (!isObject(given)) return false;
  const account = /^arn:[\w-]+:iam::(\d{12}):root$/.exec(principal)?.[1];
  return [given['AWS'], given['Service']]
    .flatMap(listOf)
    .some((name) => name === '*' || name === principal || (account !== undefined && name === account));
}

function ofAction({ Action, NotAction }: Statement, action: string): boolean {
  const matches = (patterns: unknown): boolean =>
    listOf(patterns).some((pattern) => like(String(pattern).toLowerCase(), action.toLowerCase()));
  return NotAction === undefined ? matches(Action) : !matches(NotAction);
}

/** Judges a condition; unknown if the operator, or the value of its key, is not known. */
function holds(operator: string, value: string | undefined, wanted: readonly string[]): Verdict {
  if (value === undefined) return 'unknown';
  // The value is known, so IfExists makes no difference.
  const name = operator.replace(/IfExists$/, '');
  const [, subject, negated, kind] = /^(String|Arn)(Not)?(Equals|Like|EqualsIgnoreCase)$/.exec(name) ?? [];
  const lower = value.toLowerCase();
  const ignoringCase = wanted.some((one) => one.toLowerCase() === lower);
  if (name === 'Bool') return ignoringCase ? 'yes' : 'no';
  if (kind === undefined) return 'unknown';
  const met =
    kind === 'EqualsIgnoreCase'
      ? ignoringCase
      : kind === 'Like' || subject === 'Arn'
        ? wanted.some((one) => like(one, value))
        : wanted.includes(value);
  return met === (negated === undefined) ? 'yes' : 'no';
}

/** `*` is any text, `?` any character. */
function like(pattern: string, text: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}

function membersOf(value: unknown): readonly (readonly [string, unknown])[] {
  return isObject(value) ? Object.entries(value) : [];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}
