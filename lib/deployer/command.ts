import { parseArgs } from 'node:util';
import { App } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { parseConfig, type Config } from '../config/config.ts';
import type { Settings } from '../config/setting-types.ts';
import { createStack } from '../stack.ts';
import type { DeployedTemplate } from './names.ts';
import { deployerPolicies, pipelinePolicy } from './policies.ts';

export const usage = `npm run deployer-policy -- -c instanceArn=… -c contactFlowId=… -c allowedOrigins=…

Writes what deploying takes, as IAM policies, and the commands that put them to use. Takes the settings of
\`cdk deploy\`, -c environment=… included. Asks nobody, and changes nothing.
`;

/** What the command works with, besides its command line. */
export interface Surroundings {
  readonly environments: Readonly<Record<string, Settings>>;
  /** CDK's context of cdk.json, which -c overrides. */
  readonly context: Readonly<Record<string, unknown>>;
  /** Writes these files by name, in place of the last ones. Returns their folder. */
  readonly write: (files: Readonly<Record<string, string>>) => string;
  /** Takes text to print, line ends included. */
  readonly print: (text: string) => void;
}

/** Writes the policies. Returns the process's exit code: 0 if they are written. */
export function deployerPolicy(argv: readonly string[], surroundings: Surroundings): number {
  const { context, environments, write, print } = surroundings;
  const given = parseArguments(argv);
  if ('help' in given) {
    print(usage);
    return 0;
  }
  const parsed = 'problems' in given ? given : parseConfig({ ...context, ...given.context }, environments);
  if ('problems' in parsed) {
    print(`Nothing is written: the settings are wrong.\n${parsed.problems.join('\n')}\n`);
    return 1;
  }
  const { config } = parsed;
  const policies = deployerPolicies(synthesize(config, context), config);
  const names = policies.map((_policy, index) => `deployer-${index + 1}`);
  const folder = write({
    ...Object.fromEntries(policies.map((policy, index) => [`${names[index]}.json`, text(policy)])),
    'pipeline.json': text(pipelinePolicy(config)),
  });
  print(next(config, folder, names));
  return 0;
}

function parseArguments(
  argv: readonly string[],
):
  | { readonly help: true }
  | { readonly problems: readonly string[] }
  | { readonly context: Readonly<Record<string, string>> } {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        context: { type: 'string', short: 'c', multiple: true },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help === true) return { help: true };
    const pairs = (values.context ?? []).map((pair) => [pair, pair.indexOf('=')] as const);
    const problems = pairs
      .filter(([, at]) => at < 1)
      .map(([pair]) => `- -c must be followed by name=value: ${pair}`);
    if (problems.length > 0) return { problems };
    return {
      context: Object.fromEntries(pairs.map(([pair, at]) => [pair.slice(0, at), pair.slice(at + 1)])),
    };
  } catch (error) {
    return { problems: [`- ${(error as Error).message}`] };
  }
}

/** Makes the template without the functions' code, on which a policy does not depend. */
function synthesize(config: Config, context: Readonly<Record<string, unknown>>): DeployedTemplate {
  const app = new App({ context, analyticsReporting: false });
  const code = Code.fromInline('exports.handler = () => {};');
  const { stackName } = createStack(app, config, {
    participant: code,
    connect: code,
    reaper: code,
    'log-role': code,
  });
  return app.synth().getStackByName(stackName).template as DeployedTemplate;
}

function text(policy: object): string {
  return `${JSON.stringify(policy, undefined, 2)}\n`;
}

/** Says what to do with the policies. */
function next(config: Config, folder: string, names: readonly string[]): string {
  const { partition, account, region, stackName, optional } = config;
  const { bootstrapQualifier: qualifier, permissionsBoundaryArn } = optional;
  const [, boundary] = permissionsBoundaryArn?.split(':policy/') ?? [];
  const arns = names.map((name) => `arn:${partition}:iam::${account}:policy/${stackName}-${name}`);
  const bootstrap = [
    `  npx cdk bootstrap aws://${account}/${region}`,
    ...(qualifier === undefined
      ? []
      : [`--qualifier ${qualifier}`, `--toolkit-stack-name CDKToolkit-${qualifier}`]),
    ...(boundary === undefined ? [] : [`--custom-permissions-boundary ${boundary}`]),
    `--cloudformation-execution-policies ${arns.join(',')}`,
  ];
  const lines = [
    'What CloudFormation deploys with:',
    ...names.map((name) => `  ${folder}/${name}.json`),
    'What a person or a pipeline needs besides:',
    `  ${folder}/pipeline.json`,
    '',
    'Whoever administers the account puts them to use by:',
    ...names.map(
      (name) =>
        `  aws iam create-policy --policy-name ${stackName}-${name} --policy-document file://${folder}/${name}.json`,
    ),
    bootstrap.join(' \\\n    '),
  ];
  if (qualifier === undefined)
    lines.push(
      '',
      'All that CDK deploys in this account and Region shares this bootstrap and its permissions. With',
      '-c bootstrapQualifier=… this deployment has one of its own.',
    );
  return `${lines.join('\n')}\n`;
}
