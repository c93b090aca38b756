import {
  Annotations,
  type App,
  CfnRule,
  CfnWaitConditionHandle,
  BOOTSTRAP_QUALIFIER_CONTEXT,
  Fn,
  Stack,
} from 'aws-cdk-lib';
import { BUNDLING_STACKS } from 'aws-cdk-lib/cx-api';
import type { NamedDeployment } from './config.ts';

/**
 * Whether the CDK command that runs the app needs templates. The CLI lists the stacks whose assets it needs: all of
 * them to deploy, synth, diff, watch and import; none to bootstrap, list and destroy, for which a stack's name and
 * place are enough.
 */
export function needsTemplates(app: App): boolean {
  const stacks: unknown = app.node.tryGetContext(BUNDLING_STACKS);
  return !Array.isArray(stacks) || stacks.length > 0;
}

/**
 * Makes a stand-in for the deployment's stack, so that it can be listed or destroyed. The CDK CLI refuses to deploy it,
 * as it has errors; CloudFormation would refuse it, as its rule does not hold. It is not empty: to deploy an empty
 * stack is to delete the existing one.
 */
export function createNamedStack(
  app: App,
  { stackName, place, bootstrapQualifier }: NamedDeployment,
  problems: readonly string[],
): void {
  if (bootstrapQualifier !== undefined) app.node.setContext(BOOTSTRAP_QUALIFIER_CONTEXT, bootstrapQualifier);
  const stack = new Stack(app, stackName, place && { env: place });
  for (const problem of problems) Annotations.of(stack).addError(problem);
  new CfnWaitConditionHandle(stack, 'Nothing');
  new CfnRule(stack, 'Settings', {
    assertions: [
      { assert: Fn.conditionEquals('given', 'not given'), assertDescription: 'Its settings are not given' },
    ],
  });
}

/** Describes such a stack to whoever runs the command. */
export function describeNamedStack(
  { stackName, place, absent }: NamedDeployment,
  ofCommandLine: { readonly account: string | undefined; readonly region: string | undefined },
): string {
  const { account, region } = place ?? ofCommandLine;
  const where =
    account === undefined || region === undefined
      ? 'in the account and Region of your credentials'
      : `in ${region} of account ${account}${place ? '' : ', those of your credentials'}`;
  return (
    `${absent.join(', ')}: not given, so only the stack's name is known: ${stackName}, ${where}.\n` +
    'That is enough to bootstrap, list and destroy. CDK says “destroyed” even if there is no such stack.\n'
  );
}
