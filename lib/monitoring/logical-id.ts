import { type CfnElement, type Resource, Stack } from 'aws-cdk-lib';

/**
 * Gives the resource inside a construct the logical id that it would have without CDK's construct around it, as in
 * former versions. A resource with a name of its own must keep its id: otherwise CloudFormation makes the new one
 * first, and refuses the second of that name.
 */
export function keepLogicalId<T extends Resource>(construct: T): T {
  // The stack asks nothing of an element that a construct does not have.
  const id = Stack.of(construct).getLogicalId(construct as unknown as CfnElement);
  (construct.node.defaultChild as CfnElement).overrideLogicalId(id);
  return construct;
}
