import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, DefaultStackSynthesizer, type IStackSynthesizer, Stack } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { Preflight } from 'cdk-preflight';
import type { Template } from '../../lib/synthesized.ts';
import type { Place } from './references.ts';
import type { Refusal } from './refusal.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

export interface Placed {
  readonly template: Template;
  readonly place: Place;
}

/**
 * What cdk-preflight and the validation that CDK brings with it find in templates whose references are filled in, by
 * template. All at once: to load the rules takes seconds, a template a fraction of one. `strict` would run CDK's rules a
 * second time: CDK itself runs them here, and reports their errors and warnings.
 */
export function preflighted(
  templates: Readonly<Record<string, Placed>>,
): Readonly<Record<string, readonly Refusal[]>> {
  const folder = temporaryFolder('preflight');
  const app = new App({
    outdir: join(folder, 'out'),
    analyticsReporting: false,
    context: {
      // Errors of CDK's own rules stay errors, and are thrown rather than printed.
      '@aws-cdk/core:validateAgainstDefaultRules': true,
      '@aws-cdk/core:appMode': 'inmemory',
    },
  });
  Preflight.apply(app);
  const names = Object.keys(templates);
  mkdirSync(join(folder, 'templates'));
  Object.values(templates).forEach(({ template, place }, index) => {
    const templateFile = join(folder, 'templates', `${index}.json`);
    writeFileSync(templateFile, JSON.stringify(template));
    const stack = new Stack(app, `T${index}`, {
      env: { account: place.account, region: place.region },
      synthesizer: new DefaultStackSynthesizer({
        generateBootstrapVersionRule: false,
      }) as IStackSynthesizer,
    });
    include(stack, templateFile);
  });
  try {
    app.synth();
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('validation-report.json'))) throw error;
  }
  const report = JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8')) as Report;
  const found = Object.fromEntries(names.map((name): [string, Refusal[]] => [name, []]));
  for (const { ruleName, description, violatingConstructs } of report.pluginReports.flatMap(
    ({ violations }) => violations,
  ))
    for (const { constructPath, cloudFormationResource } of violatingConstructs) {
      const index = Number(/^T(\d+)/.exec(constructPath ?? '')?.[1]);
      (found[names[index] ?? ''] ?? unplaced(constructPath)).push({
        rule: ruleName,
        resource: cloudFormationResource?.logicalId ?? 'the template',
        says: description,
      });
    }
  return found;
}

function include(stack: Stack, templateFile: string): CfnInclude {
  return new CfnInclude(stack, 'Template', { templateFile });
}

interface Report {
  readonly pluginReports: readonly {
    readonly pluginName: string;
    readonly violations: readonly {
      readonly ruleName: string;
      readonly description: string;
      readonly violatingConstructs: readonly {
        readonly constructPath?: string;
        readonly cloudFormationResource?: { readonly logicalId: string };
      }[];
    }[];
  }[];
}

function unplaced(path: string | undefined): never {
  throw new Error(`A finding is of no template: ${path}`);
}
