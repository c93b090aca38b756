import { preflighted, type Placed } from './cdk-preflight.ts';
import { checked } from './checks/checks.ts';
import { excepted } from './exceptions.ts';
import type { Refusal } from './refusal.ts';

export interface Judged {
  /** What services would refuse. */
  readonly refusals: readonly Refusal[];
  /** What a rule is wrong about. */
  readonly excepted: readonly Refusal[];
}

/** What tools and checks say to templates whose references are filled in, by template. */
export function judged(templates: Readonly<Record<string, Placed>>): Readonly<Record<string, Judged>> {
  const found = preflighted(templates);
  return Object.fromEntries(
    Object.entries(templates).map(([name, { template }]) => {
      const all = Object.groupBy(found[name] ?? [], (one) =>
        excepted(one, template) ? 'excepted' : 'refusals',
      );
      return [
        name,
        { refusals: [...(all.refusals ?? []), ...checked(template)], excepted: all.excepted ?? [] },
      ];
    }),
  );
}
