import { resourcesOf, type Resource, type Template } from '../../../lib/synthesized.ts';
import { ending } from '../references.ts';
import type { Check } from './check.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html; spaces are not counted. */
const most = { trust: 2_048, inline: 10_240, attached: 10 } as const;

/** Sizes that are of a role and not of one policy, which cdk-preflight looks at. */
export const roles: Check = (template) =>
  resourcesOf(template, 'AWS::IAM::Role').flatMap(([resource, { Properties }]) => {
    const inline: number = inlinePolicies(template, resource, Properties)
      .map(characters)
      .reduce((sum, size) => sum + size, 0);
    const trust = characters(Properties['AssumeRolePolicyDocument']);
    const attached = attachedPolicies(template, resource, Properties);
    return [
      ...(trust > most.trust ? [`The trust policy has ${trust} characters`] : []),
      ...(inline > most.inline ? [`The role's own policies have ${inline} characters together`] : []),
      ...(attached > most.attached ? [`The role has ${attached} managed policies`] : []),
    ].map((says) => ({ rule: 'role-size', resource, says }));
  });

function characters(document: unknown): number {
  return JSON.stringify(document).replaceAll(/\s/g, '').length;
}

function inlinePolicies(
  template: Template,
  id: string,
  { Policies }: Resource['Properties'],
): readonly unknown[] {
  const within = (Policies ?? []) as readonly { readonly PolicyDocument: unknown }[];
  return [
    ...within.map(({ PolicyDocument }) => PolicyDocument),
    ...of(template, 'AWS::IAM::Policy', id).map(({ Properties }) => Properties['PolicyDocument']),
  ];
}

function attachedPolicies(
  template: Template,
  id: string,
  { ManagedPolicyArns }: Resource['Properties'],
): number {
  const named = (ManagedPolicyArns ?? []) as readonly unknown[];
  return named.length + of(template, 'AWS::IAM::ManagedPolicy', id).length;
}

function of(template: Template, type: string, roleId: string): readonly Resource[] {
  return resourcesOf(template, type)
    .map(([, resource]) => resource)
    .filter(({ Properties }) =>
      ((Properties['Roles'] ?? []) as readonly string[]).some((name) => name.endsWith(ending(roleId))),
    );
}
