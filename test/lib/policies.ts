import { resolver } from '../deployment/services/references.ts';
import { resourcesOf, type Template } from './synthesized.ts';

/**
 * IAM's evaluation of identity policies, as far as this stack uses it: what it does not know, it refuses to judge. A
 * request is allowed if every resource it is authorized on is allowed by some statement, and none is denied.
 */
export interface Request {
  readonly action: string;
  readonly resources: readonly string[];
  readonly context?: Readonly<Record<string, string>>;
}

export interface Statement {
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: readonly (readonly [operator: string, key: string, values: readonly string[]])[];
}

/** The statements of a role: inline and attached; a managed policy cannot be judged and so must not be there. */
export function statementsOf(template: Template, roleId: string): Statement[] {
  const resolve = resolver(template);
  const role = template.Resources[roleId];
  if (role?.Properties['ManagedPolicyArns'] !== undefined)
    throw new Error(`${roleId} has managed policies, which the template does not tell`);
  const inline = (role?.Properties['Policies'] ?? []) as { PolicyDocument: unknown }[];
  const attached = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']
    .flatMap((type) => resourcesOf(template, type))
    .filter(([, { Properties }]) =>
      ((Properties['Roles'] ?? []) as { Ref: string }[]).some(({ Ref }) => Ref === roleId),
    )
    .map(([, { Properties }]) => Properties as unknown as { PolicyDocument: unknown });
  return [...inline, ...attached].flatMap(({ PolicyDocument }) =>
    statementsIn(resolve(PolicyDocument) as { Statement: Record<string, unknown>[] }),
  );
}

/** The statements of a policy without references. */
export function statementsIn({
  Statement: statements,
}: {
  readonly Statement: readonly object[];
}): Statement[] {
  return statements.map((one) => statement(one as Record<string, unknown>));
}

function statement({
  Effect,
  Action,
  Resource,
  Condition,
  Sid,
  ...rest
}: Record<string, unknown>): Statement {
  const unknown = Object.keys(rest);
  if (unknown.length > 0 || Action === undefined || Resource === undefined)
    throw new Error(`The statement ${String(Sid)} has ${unknown.join(', ')}, which is not judged here`);
  return {
    effect: Effect as string,
    actions: [Action].flat() as string[],
    resources: [Resource].flat() as string[],
    conditions: Object.entries(
      (Condition ?? {}) as Record<string, Record<string, string | string[]>>,
    ).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => [operator, key, [values].flat()] as const),
    ),
  };
}

export function isAllowed(statements: readonly Statement[], request: Request): boolean {
  const { resources } = request;
  if (resources.length === 0) throw new Error('A request is authorized on at least one resource');
  const applies = (effect: string, resource: string): boolean =>
    statements.some((one) => one.effect === effect && matches(one, request, resource));
  return resources.every((resource) => applies('Allow', resource) && !applies('Deny', resource));
}

function matches(
  { actions, resources, conditions }: Statement,
  { action, context }: Request,
  resource: string,
): boolean {
  return (
    actions.some((pattern) => like(pattern.toLowerCase(), action.toLowerCase())) &&
    resources.some((pattern) => like(pattern, resource)) &&
    conditions.every(([operator, key, values]) => {
      const value = context?.[key] ?? '';
      if (operator === 'StringEquals') return values.includes(value);
      if (operator === 'ArnEquals') return values.some((pattern) => arnLike(pattern, value));
      throw new Error(`${operator} is not judged here`);
    })
  );
}

/** Each of an ARN's six parts by itself. */
function arnLike(pattern: string, value: string): boolean {
  const values = arnParts(value);
  return values.length === 6 && arnParts(pattern).every((part, index) => like(part, values[index] ?? ''));
}

function arnParts(arn: string): string[] {
  const [arnWord = '', partition = '', service = '', region = '', account = '', ...resource] = arn.split(':');
  return resource.length === 0 ? [arn] : [arnWord, partition, service, region, account, resource.join(':')];
}

/** `*` any characters, `?` one. */
function like(pattern: string, value: string): boolean {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(value);
}
