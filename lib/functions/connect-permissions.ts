import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Service } from '../../lambdas/core/access.ts';
import { operations } from '../../lambdas/operations/operations.ts';
import type { Config } from '../config/config.ts';

type Places = Pick<Config, 'instanceArns' | 'contactFlowArns'>;

/** The contacts of the instances. */
export function contactArns({ instanceArns }: Places): string[] {
  return instanceArns.map((arn) => `${arn}/contact/*`);
}

/**
 * The resources that Connect authorizes an action on, from the Service Authorization Reference. StartChatContact asks
 * for the flow it runs, and for the contact that a chat is related to or continues; since every resource of a request
 * has to be allowed, the contacts open no other flow.
 */
const resources: Readonly<Record<string, (places: Places) => string[]>> = {
  'connect:StartChatContact': (places) => [...places.contactFlowArns, ...contactArns(places)],
  'connect:CreateParticipant': (places) => [...places.instanceArns, ...contactArns(places)],
};

/**
 * ARNs of one statement. IAM bounds the length of a policy, and CDK divides what a role may do into several, between
 * statements and not within one.
 */
const mostResources = 12;

/** The permissions that the operations of a function name, each on its own resources. */
export function connectStatements(service: Service, places: Places): PolicyStatement[] {
  const actions = new Set(
    operations.filter((operation) => operation.service === service).flatMap(({ permissions }) => permissions),
  );
  return [...actions].toSorted().flatMap((action) => {
    const of = resources[action];
    if (!of)
      throw new Error(`lib/functions/connect-permissions.ts has to say which resources ${action} is for`);
    const all = of(places);
    return Array.from(
      { length: Math.ceil(all.length / mostResources) },
      (_none, index) =>
        new PolicyStatement({
          actions: [action],
          resources: all.slice(index * mostResources, (index + 1) * mostResources),
        }),
    );
  });
}
