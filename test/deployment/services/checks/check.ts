import type { Refusal } from '../refusal.ts';
import { resourcesOf, type Template } from '../../../lib/synthesized.ts';

/** What a service documents and neither cdk-preflight nor cfn-lint looks at. `template` has its references filled in. */
export type Check = (template: Template) => readonly Refusal[];

type Properties = Readonly<Record<string, unknown>>;

/** Judges every resource of a type by itself; each answer is a sentence about what would be refused. */
export function ofEach(
  rule: string,
  type: string,
  judge: (properties: Properties, template: Template) => readonly string[],
): Check {
  return (template) =>
    resourcesOf(template, type).flatMap(([resource, { Properties }]) =>
      judge(Properties ?? {}, template).map((says) => ({ rule, resource, says })),
    );
}

export function unknownKeys(of: object, known: readonly string[], what: string): readonly string[] {
  return Object.keys(of)
    .filter((key) => !known.includes(key))
    .map((key) => `${what} has ${key}, which there is not`);
}
