import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type Config, parseSettings } from './config.ts';
import type { EntryPointSetting, Settings } from './setting-types.ts';

/** What an app decides for itself, with CDK's own means: each with how. */
const ofTheApp = {
  stackName: 'name the stack: new Stack(app, id, { stackName })',
  tags: 'Tags.of(chat).add(key, value)',
  bootstrapQualifier:
    "the stack's: new Stack(app, id, { synthesizer: new DefaultStackSynthesizer({ qualifier }) })",
} as const;

/** The instance and the flow of `default`; further entry points are of the same instance unless they name one. */
interface Flow {
  /** The Connect instance's ARN. Decides account and Region. */
  readonly instanceArn: string;
  /** The flow, by id or ARN, of the entry point `default`. */
  readonly contactFlowId: string;
  /**
   * Further flows that pages may name as `EntryPoint`, by name.
   *
   * @default - `default` alone
   */
  readonly entryPoints?: Readonly<Record<string, EntryPointSetting>>;
}

/** Entry points of one instance. */
interface EntryPoints {
  /** The Connect instance's ARN. Decides account and Region. */
  readonly instanceArn: string;
  readonly contactFlowId?: undefined;
  /** The flows that pages may name as `EntryPoint`, by name, at least one; `default` is that of pages that name none. */
  readonly entryPoints: Readonly<Record<string, EntryPointSetting>>;
}

/** Entry points of several instances, all of one account and Region. */
interface PlacedEntryPoints {
  readonly instanceArn?: undefined;
  readonly contactFlowId?: undefined;
  /** The flows that pages may name as `EntryPoint`, by name, at least one; `default` is that of pages that name none. */
  readonly entryPoints: Readonly<Record<string, EntryPointSetting & { readonly instanceArn: string }>>;
}

/**
 * Properties of {@link ConnectChatBff}: the settings of docs/deploy.md, less those that an app has other means for. All
 * values have to be known when the app is synthesized.
 */
export type ConnectChatBffProps = Omit<Settings, keyof typeof ofTheApp | keyof Flow | 'allowedOrigins'> & {
  /** The origins of the pages that may use the API, exactly: scheme, host and port. At least one. */
  readonly allowedOrigins: readonly string[];
} & (Flow | EntryPoints | PlacedEntryPoints);

/** What the properties say, by the rules of every deployment. Throws one error, with every problem and its mend. */
export function configOf(scope: Construct, id: string, props: ConnectChatBffProps): Config {
  const given = Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined));
  const refused = refusals(given);
  const rest = Object.entries(given).filter(([name]) => !refused.has(name));
  const parsed = parseSettings(Object.fromEntries(rest));
  const problems = [
    ...[...refused.values()].map((problem) => `- ${problem}`),
    // What is refused is not missing.
    ...('problems' in parsed ? parsed.problems : []).filter(
      (problem) => ![...refused.keys()].some((name) => problem.startsWith(`- ${name} `)),
    ),
    ...('config' in parsed ? placeProblems(Stack.of(scope), parsed.config) : []),
  ];
  if (problems.length > 0 || 'problems' in parsed)
    throw new Error(
      `${scope.node.path}/${id} cannot be made: its properties need mending.\n${problems.join('\n')}`,
    );
  return parsed.config;
}

/** Problems that only properties have, by name. */
function refusals(given: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const problems = new Map<string, string>();
  for (const [name, value] of Object.entries(given))
    if (Object.hasOwn(ofTheApp, name))
      problems.set(name, `${name} is not the construct's: ${ofTheApp[name as keyof typeof ofTheApp]}`);
    else if (hasToken(value))
      problems.set(
        name,
        `${name} must be known when the app is synthesized: write the value itself, not a reference to a resource`,
      );
  return problems;
}

function hasToken(value: unknown): boolean {
  return (
    Token.isUnresolved(value) ||
    (typeof value === 'object' && value !== null && Object.values(value).some(hasToken))
  );
}

/** A stack without an account or a Region of its own goes where it is deployed to. */
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
        `- instanceArn must lie in the ${what} of the stack ${stack.node.path}, ${ofStack}: it lies in ${ofInstance}. ` +
        `Give the stack env: { account: '${account}', region: '${region}' }`,
    );
}
