/** What a service would not take of a template. */
export interface Refusal {
  /** Who says so: a rule of cdk-preflight, CDK or cfn-lint, or one of the checks of this folder. */
  readonly rule: string;
  /** The resource's logical id. */
  readonly resource: string;
  readonly says: string;
}

/** One line for a person. */
export function sentence({ rule, resource, says }: Refusal): string {
  return `${resource}: ${says} (${rule})`;
}

/** A line for each thing that is said, however many resources it is said of. */
export function sentences(refusals: readonly Refusal[]): readonly string[] {
  const alike = Object.groupBy(refusals, ({ rule, says }) => `${rule} ${says.slice(0, 200)}`);
  return Object.values(alike).map((all = []) => {
    const [first] = all;
    const more = all.length > 1 ? ` and ${all.length - 1} more` : '';
    return first ? sentence({ ...first, resource: `${first.resource}${more}` }) : '';
  });
}
