import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type IReusableStackSynthesizer } from 'aws-cdk-lib';
import { bundledCode } from '../functions/bundled-code.ts';
import { type Config, parseConfig } from '../config/config.ts';
import type { Settings } from '../config/setting-types.ts';
import { createStack } from '../stack.ts';
import { CodeParameters } from './code-parameters.ts';
import { instructions } from './instructions.ts';
import { parseOptions, usage } from './options.ts';
import { zip } from './zip.ts';

export interface Surroundings {
  readonly environments: Readonly<Record<string, Settings>>;
  /** What cdk.json has: feature flags, and perhaps settings. */
  readonly context: Readonly<Record<string, unknown>>;
  /** The folder to write, in place of what it has. */
  readonly into: string;
  /** Takes text to print, line ends included. */
  readonly print: (text: string) => void;
}

/** Writes template, code and instructions for whoever deploys without CDK. Resolves with the process's exit code. */
export async function packageDeployment(
  argv: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  const { environments, context, into, print } = surroundings;
  const options = parseOptions(argv);
  if ('help' in options) {
    print(usage);
    return 0;
  }
  const parsed =
    'problems' in options ? options : parseConfig({ ...context, ...options.context }, environments);
  const problems = 'problems' in parsed ? parsed.problems : bootstrapProblems(parsed.config);
  if ('problems' in parsed || problems.length > 0) {
    print(`Nothing is packaged. Correct this first:\n${problems.join('\n')}\n`);
    return 1;
  }
  const files = await packaged(parsed.config, context);
  await rm(into, { recursive: true, force: true });
  await mkdir(into, { recursive: true });
  for (const [name, content] of files) await writeFile(join(into, name), content);
  print(`${[...files.keys()].map((name) => join(into, name)).join('\n')}\n`);
  return 0;
}

/** Refuses settings of CDK's bootstrap stack, which this does without. */
function bootstrapProblems({ optional }: Config): string[] {
  return optional.bootstrapQualifier === undefined
    ? []
    : ['- bootstrapQualifier must be left out: the package is deployed without CDK and its bootstrap stack'];
}

/** Returns every file, by name. */
async function packaged(
  config: Config,
  context: Readonly<Record<string, unknown>>,
): Promise<ReadonlyMap<string, string | Uint8Array>> {
  const assembly = await mkdtemp(join(tmpdir(), 'package-'));
  try {
    const code = await bundledCode();
    const synthesizer = new CodeParameters();
    const app = new App({
      context,
      outdir: assembly,
      analyticsReporting: false,
      // The qualifier is undefined, and CDK's own types disagree about whether it may be.
      defaultStackSynthesizer: synthesizer as IReusableStackSynthesizer,
    });
    createStack(app, config, code);
    const { templateFullPath } = app.synth().getStackByName(config.stackName);
    const template: unknown = JSON.parse(await readFile(templateFullPath, 'utf8'));
    return new Map<string, string | Uint8Array>([
      // Without line breaks it is a third smaller.
      ['template.json', `${JSON.stringify(template)}\n`],
      ...[...synthesizer.files].map(([name, folder]) => [name, zip(join(assembly, folder))] as const),
      ['README.txt', instructions(config)],
    ]);
  } finally {
    await rm(assembly, { recursive: true, force: true });
  }
}
