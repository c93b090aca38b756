import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { environments } from '../../bin/environments.ts';
import { parseConfig, type Config } from '../../lib/config/config.ts';
import type { HandlerCode } from '../../lib/functions/prebuilt.ts';
import { createStack } from '../../lib/stack.ts';
import { configurations, everything } from './configurations.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Stacks of the example deployments, made once for all tests of a file, of code that is none. */

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly UpdatePolicy?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
}

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>;
}

export interface Synthesized {
  readonly app: App;
  readonly stack: Stack;
  readonly config: Config;
  readonly template: Template;
  readonly templateFile: string;
}

const made = new Map<string, Synthesized>();

export function synthesized(name: string): Synthesized {
  const before = made.get(name);
  if (before) return before;
  const context = configurations[name];
  if (!context) throw new Error(`There is no example ${name}`);
  const result = synthesize(context);
  made.set(name, result);
  return result;
}

/** The deployment of any settings, which tests may add to before it is a template. */
export function synthesize(
  context: Readonly<Record<string, unknown>>,
  add?: (stack: Stack) => void,
): Synthesized {
  return stackOf(configOf(context), appWithFlags(), add);
}

export function stackOf(
  config: Config,
  app: App = appWithFlags(),
  add: (stack: Stack) => void = () => {},
): Synthesized {
  const stack = createStack(app, config, placeholderCode());
  add(stack);
  const artifact = app.synth().getStackByName(stack.stackName);
  return {
    app,
    stack,
    config,
    template: artifact.template as Template,
    templateFile: artifact.templateFullPath,
  };
}

export function configOf(context: Readonly<Record<string, unknown>>): Config {
  const parsed = parseConfig(context, { ...environments, every: everything });
  if ('problems' in parsed) throw new Error(parsed.problems.join('\n'));
  return parsed.config;
}

/** An app with cdk.json's feature flags, as the command makes it. */
export function appWithFlags(): App {
  const { context } = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')) as {
    context: Record<string, unknown>;
  };
  return new App({
    context,
    outdir: temporaryFolder('cdk'),
    analyticsReporting: false,
    // Takes five seconds to load, and reads little before references are filled in: test/deployment/services has it run then.
    builtinCloudFormationValidation: false,
  });
}

let folder: string | undefined;

/** Code in place of the bundle, which is not needed to know what is deployed around it. */
export function placeholderCode(): HandlerCode {
  const code = Code.fromAsset(placeholder());
  return { participant: code, connect: code, reaper: code, 'log-role': code };
}

function placeholder(): string {
  if (folder !== undefined) return folder;
  folder = temporaryFolder('bundle');
  for (const name of ['participant.mjs', 'connect.mjs', 'log-role.mjs'])
    writeFileSync(join(folder, name), 'export {};\n');
  return folder;
}

export function resourcesOf(template: Template, type: string): [string, Resource][] {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
}

/** The one resource of a type. */
export function only(template: Template, type: string): [string, Resource] {
  const [first, ...more] = resourcesOf(template, type);
  if (!first || more.length > 0) throw new Error(`There are ${more.length + (first ? 1 : 0)} of ${type}`);
  return first;
}
