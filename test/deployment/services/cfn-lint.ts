import { spawnSync } from 'node:child_process';
import { pythonProgram } from '../../support/optional-program.ts';
import type { Refusal } from './refusal.ts';

const program = pythonProgram('cfn-lint');

export const skipped = program.skip;

interface Finding {
  readonly Message: string;
  readonly Rule: { readonly Id: string };
  readonly Location: { readonly Path: readonly (string | number)[] | null };
}

/** What cfn-lint finds in template files, all together. */
export function linted(region: string, files: readonly string[]): readonly Refusal[] {
  const { stdout, stderr } = spawnSync(
    program.path(),
    // W3005 is of dependencies that CDK names twice: by DependsOn and by a reference.
    ['--regions', region, '--ignore-checks', 'W3005', '--format', 'json', '--', ...files],
    { encoding: 'utf8', maxBuffer: 1e9 },
  );
  if (!stdout.startsWith('[')) throw new Error(`cfn-lint has failed: ${stderr}`);
  return (JSON.parse(stdout) as readonly Finding[]).map(({ Message, Rule, Location }) => ({
    rule: Rule.Id,
    resource: String(Location.Path?.[1] ?? 'the template'),
    says: Message,
  }));
}

/** Whether it is about an action that is younger than cfn-lint's list of them: the AWS SDK has DeleteContactData. */
export function isOfYoungAction({ rule, says }: Refusal): boolean {
  return rule === 'W3037' && says.startsWith("'deletecontactdata' is not one of");
}
