import { Stack } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import type { Config } from './config/config.ts';

/**
 * Most characters of a deployment's name: the narrowest bound of the services that use it, less what they add to it.
 */
const longest = 100;

/** The deployments' names of each app, by account, Region and name, with the path of the construct that has it. */
const taken = new WeakMap<IConstruct, Map<string, string>>();

/**
 * Returns the name that alarms, dashboard, saved queries and metrics of a deployment begin with. Throws if another
 * deployment of the app has the name in the same account and Region: they would share their metrics.
 */
export function deploymentName(scope: Construct, id: string, { account, region }: Config): string {
  const name = nameOf(scope, id);
  const path = `${scope.node.path}/${id}`;
  const names = taken.get(scope.node.root) ?? new Map<string, string>();
  taken.set(scope.node.root, names);
  const place = `${account} ${region} ${name}`;
  const other = names.get(place);
  if (other !== undefined && other !== path)
    throw new Error(
      `${path} would share alarms and metrics called ${name} with ${other}: give it another id`,
    );
  names.set(place, path);
  return name;
}

/** The stack's name, and the path below the stack where that is not `Default` alone. */
function nameOf(scope: Construct, id: string): string {
  const stack = outermost(Stack.of(scope));
  // CDK itself leaves out the id `Default` when it makes a name from a path.
  const below = [...scope.node.scopes.slice(stack.node.scopes.length).map(({ node }) => node.id), id]
    .filter((part) => part !== 'Default')
    .join('-');
  const cleaned = below.replaceAll(/[^A-Za-z0-9]+/g, '-').replaceAll(/^-|-$/g, '');
  if (below !== '' && cleaned === '')
    throw new Error(`${scope.node.path}/${id} needs an id with a letter or a digit: names are made of it`);
  const name = [stack.stackName, cleaned].filter((part) => part !== '').join('-');
  if (name.length > longest)
    throw new Error(
      `${name} is what alarms and metrics would be called after, and has ${name.length} characters: shorten the ` +
        `stack's name or the construct's id, to ${longest} together`,
    );
  return name;
}

/** Only CloudFormation knows a nested stack's own name. */
function outermost(stack: Stack): Stack {
  return stack.nestedStackParent ? outermost(stack.nestedStackParent) : stack;
}
