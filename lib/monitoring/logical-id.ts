import { type CfnElement, type Resource, Stack } from 'aws-cdk-lib';

/**
 * Gives the resource inside a construct the logical id of the construct's own path, which it had when it was made
 * without CDK's construct around it. What has a name of its own may never get another id: CloudFormation makes the new
 * one first, and refuses the second of that name.
 */
export function keepLogicalId<T extends Resource>(construct: T): T {
  // The stack asks for nothing of an element that a construct has not.
  const id = Stack.of(construct).getLogicalId(construct as unknown as CfnElement);
  (construct.node.defaultChild as CfnElement).overrideLogicalId(id);
  return construct;
}
