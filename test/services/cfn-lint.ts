import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Refusal } from './refusal.ts';

/** That of the repository's own virtual environment, or whichever there is. */
const own = fileURLToPath(new URL('../../.venv/bin/cfn-lint', import.meta.url));
const program = existsSync(own) ? own : 'cfn-lint';

const missing = 'there is no cfn-lint: pip install cfn-lint';
const there = spawnSync(program, ['--version']).status === 0;

/** Why cfn-lint is not run; in CI its tests fail instead, so that nobody believes that it ran. */
export const skipped: string | false = !there && process.env['CI'] !== 'true' && missing;

interface Finding {
  readonly Message: string;
  readonly Rule: { readonly Id: string };
  readonly Location: { readonly Path: readonly (string | number)[] | null };
}

/** What cfn-lint finds in template files, all together. */
export function linted(region: string, files: readonly string[]): readonly Refusal[] {
  if (!there) throw new Error(missing);
  const { stdout, stderr } = spawnSync(
    program,
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
