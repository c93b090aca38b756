import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type Config, parseSettings } from './config.ts';
import type { ConnectChatBffProps, OfTheApp } from '../connect-chat-bff-props.ts';
import { isReference, mayBeReference, withReferences, withStandIns } from '../references.ts';

/** How an app decides what the construct leaves to it. */
const ofTheApp: Readonly<Record<OfTheApp, string>> = {
  stackName: 'name the stack: new Stack(app, id, { stackName })',
  tags: 'Tags.of(chat).add(key, value)',
  bootstrapQualifier:
    "the stack's: new Stack(app, id, { synthesizer: new DefaultStackSynthesizer({ qualifier }) })",
};

/** Reads the properties by the rules of every deployment. Throws one error with every problem and its mend. */
export function readProps(scope: Construct, id: string, props: ConnectChatBffProps | undefined): Config {
  const given = Object.fromEntries(Object.entries(props ?? {}).filter(([, value]) => value !== undefined));
  const refused = refusals(given);
  const rest = Object.entries(given).filter(([name]) => !refused.has(name));
  const values = Object.fromEntries(rest);
  const parsed = parseSettings(withStandIns(values));
  const problems = [
    ...[...refused.values()].map((problem) => `- ${problem}`),
    // A property that is refused is not missing as well.
    ...('problems' in parsed ? parsed.problems : []).filter(
      (problem) => ![...refused.keys()].some((name) => problem.startsWith(`- ${name} `)),
    ),
    ...('config' in parsed ? placeProblems(Stack.of(scope), parsed.config) : []),
  ];
  if (problems.length > 0 || 'problems' in parsed)
    throw new Error(
      `${scope.node.path}/${id} cannot be made: its properties are wrong.\n${problems.join('\n')}`,
    );
  return withReferences(parsed.config, values);
}

/** Finds the problems that only properties can have, by name. */
function refusals(given: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const problems = new Map<string, string>();
  for (const [name, value] of Object.entries(given))
    if (Object.hasOwn(ofTheApp, name))
      problems.set(name, `${name} is not a property of the construct: ${ofTheApp[name as OfTheApp]}`);
    else if (isReference(value) && !mayBeReference(name))
      problems.set(
        name,
        `${name} must be known when the app is synthesized: write the value itself, not a reference to a resource`,
      );
  return problems;
}

/** A stack without an account and a Region is not checked: it goes where it is deployed to. */
function placeProblems(stack: Stack, { account, region }: Config): string[] {
  return (
    [
      ['account', stack.account, account],
      ['Region', stack.region, region],
    ] as const
  )
    .filter(([, ofStack, ofInstance]) => !Token.isUnresolved(ofStack) && ofStack !== ofInstance)
    .map(
      ([what, ofStack, ofInstance]) =>
        `- instanceArn must be in the ${what} of the stack ${stack.node.path}, ${ofStack}: it is in ${ofInstance}. ` +
        `Give the stack env: { account: '${account}', region: '${region}' }`,
    );
}
