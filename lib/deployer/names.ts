import type { Config } from '../config/config.ts';

/** A template as CDK writes it, as far as names and types go. */
export interface DeployedTemplate {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
  >;
}

/** Properties of all resources of a type. */
export function propertiesOf(template: DeployedTemplate, type: string): Readonly<Record<string, unknown>>[] {
  return Object.values(template.Resources)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties ?? {});
}

/** Returns a value of a template as text, with `*` for what only CloudFormation knows. */
export function textOf(value: unknown, config: Config): string {
  if (typeof value === 'string') return value;
  const [[intrinsic, of] = []] = Object.entries(Object(value) as Record<string, unknown>);
  if (intrinsic === 'Ref') {
    const { partition, region, account, stackName } = config;
    const pseudo: Readonly<Record<string, string>> = {
      'AWS::Partition': partition,
      'AWS::Region': region,
      'AWS::AccountId': account,
      'AWS::StackName': stackName,
    };
    return pseudo[String(of)] ?? '*';
  }
  if (intrinsic !== 'Fn::Join') return '*';
  const [separator, parts] = of as [string, unknown[]];
  return parts.map((part) => textOf(part, config)).join(separator);
}

interface NameOptions {
  /** The property that gives the name. */
  readonly property?: string;
  /** Characters that a name of the type may have. */
  readonly maximum?: number;
  /** The logical ids that count, if not all do. */
  readonly only?: readonly string[];
}

/**
 * Returns patterns of the names that resources of a type have: the name in the template, or what CloudFormation makes
 * of the stack's name and the logical id. Of the logical id the first word is enough: it names a part of the
 * deployment, and tells this stack from one whose name begins with this one's.
 */
export function namesOf(
  template: DeployedTemplate,
  type: string,
  config: Config,
  { property, maximum = 255, only }: NameOptions = {},
): string[] {
  const names = Object.entries(template.Resources)
    .filter(([logicalId, { Type }]) => Type === type && (only?.includes(logicalId) ?? true))
    .map(([logicalId, { Properties }]) => {
      const given = property === undefined ? undefined : Properties?.[property];
      return given === undefined ? generated(logicalId, config.stackName, maximum) : textOf(given, config);
    });
  return [...new Set(names)].toSorted();
}

/**
 * Makes a name as CloudFormation does: stack, logical id and 13 characters. The first two share what room there is, so
 * the stack's name may be cut to half of it. The second of two dashes is left out.
 * https://github.com/aws-cloudformation/cloudformation-cli-java-plugin/blob/master/src/main/java/software/amazon/cloudformation/resource/IdentifierUtils.java
 */
function generated(logicalId: string, stackName: string, maximum: number): string {
  const least = Math.floor((maximum - 14) / 2) - 1;
  const [word = ''] = /^[A-Z][a-z]+/.exec(logicalId) ?? [logicalId];
  const name = stackName.length > least ? `${stackName.slice(0, least)}*` : `${stackName}-${word}*`;
  return name.replaceAll(/-{2,}/g, '-*');
}

/** Returns one pattern for many names: what they have in common up to a dash. */
export function inCommon(names: readonly string[]): string {
  const [first = '', ...others] = names;
  let length = first.length;
  for (const name of others) while (!name.startsWith(first.slice(0, length))) length--;
  return `${first.slice(0, first.lastIndexOf('-', length) + 1)}*`;
}
