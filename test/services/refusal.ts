/** What a service would not take of a template. */
export interface Refusal {
  /** Who says so: a rule of cdk-preflight or cfn-lint, or one of the checks of this folder. */
  readonly rule: string;
  /** The resource's logical id. */
  readonly resource: string;
  readonly says: string;
}

/** One line for a person. */
export function sentence({ rule, resource, says }: Refusal): string {
  return `${resource}: ${says} (${rule})`;
}
