import { nearestName } from './nearest-name.ts';

type Values = Readonly<Record<string, unknown>>;

/** The part of CDK's context that belongs to this product. */
export interface Given {
  /** The environment that was named, if there is one of that name. */
  readonly environment: string | undefined;
  /** Settings of these names: those of the context, over those of the environment. */
  readonly values: Values;
  /** Everything that would be ignored or misunderstood, with its mend. */
  readonly problems: readonly string[];
}

/** Tells settings, CDK's own context and mistakes apart. Pure. */
export function readContext(
  context: Values,
  environments: Readonly<Record<string, object>>,
  settings: readonly string[],
): Given {
  const { environment: named, ...rest } = context;
  const name = typeof named === 'string' ? named : '';
  const known = Object.hasOwn(environments, name) ? environments[name] : undefined;
  const environment = known && name;
  const problems: string[] = [];
  if (named !== undefined && !known) {
    const names = Object.keys(environments);
    problems.push(
      `environment must be one of: ${names.join(', ')} (bin/environments.ts)${hint(name, names)}`,
    );
  }
  for (const key of Object.keys(known ?? {}).filter((each) => !settings.includes(each)))
    problems.push(
      noSetting(key, settings, `, and the environment ${environment} has it (bin/environments.ts)`),
    );
  for (const [key, value] of Object.entries(rest).filter(([each]) => !settings.includes(each))) {
    const problem = isCdks(key)
      ? misunderstood(key, value)
      : noSetting(key, ['environment', ...settings], '');
    if (problem !== undefined) problems.push(problem);
  }
  const values = Object.entries({ ...known, ...rest }).filter(([key]) => settings.includes(key));
  return { environment, values: Object.fromEntries(values), problems };
}

/** The problem with a name that is no setting. `where` says where it stands. */
export function noSetting(name: string, settings: readonly string[], where: string): string {
  const shown = /^[\w.:@/-]+$/.test(name) ? name : JSON.stringify(name);
  const meant = hint(name, settings);
  return `${shown} is not a setting${where}${meant === '' ? `: the settings are ${settings.join(', ')}` : meant}`;
}

function hint(given: string, names: readonly string[]): string {
  const meant = nearestName(given, names);
  return meant === undefined ? '' : `: did you mean ${meant}?`;
}

/**
 * The names that CDK itself reads or writes: feature flags and options of aws-cdk-lib, what the command line tells the
 * app, and what it keeps in cdk.context.json.
 */
function isCdks(name: string): boolean {
  return (
    /^(?:@aws-cdk\/|@aws-cdk-containers\/|aws:|aws-cdk:)./.test(name) ||
    contextProviders.has(/^([\w-]+):./s.exec(name)?.[1] ?? '') ||
    name === 'cli-telemetry' ||
    name === 'acknowledged-issue-numbers'
  );
}

/** ContextProvider of @aws-cdk/cloud-assembly-schema: a key is one of these, a colon, and what was asked. */
const contextProviders: ReadonlySet<string> = new Set([
  'ami',
  'availability-zones',
  'cc-api-provider',
  'endpoint-service-availability-zones',
  'hosted-zone',
  'key-provider',
  'load-balancer',
  'load-balancer-listener',
  'plugin',
  'security-group',
  'ssm',
  'vpc-provider',
]);

/** Says what is wrong with a value of CDK's own that CDK would silently misunderstand. */
function misunderstood(name: string, value: unknown): string | undefined {
  if (typeof value !== 'string' || !name.startsWith('@aws-cdk')) return undefined;
  if (name === '@aws-cdk/core:permissionsBoundary')
    return `${name} has no effect as text, and -c passes text: use the setting permissionsBoundaryArn`;
  // FeatureFlags.isEnabled of aws-cdk-lib is !!value.
  return value === 'false'
    ? `${name} must be set in cdk.json: -c passes text, and CDK takes any text for true`
    : undefined;
}
