import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { pythonWith, systemProgram } from '../support/optional-program.ts';

/** The repository needs nothing that is beside it. */

const root = fileURLToPath(new URL('../..', import.meta.url));
const git = systemProgram('git');
const python = pythonWith('botocore');

/** What a file names by a path that leads out of the repository. */
function outside(file: string, text: string): string[] {
  return [...text.matchAll(/['"`]((?:\.\.?\/)*\.\.\/[\w./-]*)/g)]
    .map(([, path = '']) => path)
    .filter((path) => !`${resolve(root, dirname(file), path)}${sep}`.startsWith(root));
}

test('no file of the repository names one outside of it', () => {
  const files = globSync('{bench,bin,lambdas,lib,local,test}/**/*.{ts,js,py,json}', {
    cwd: root,
    exclude: ['**/node_modules/**'],
  });
  assert.ok(files.length > 500);
  for (const file of files) assert.deepEqual(outside(file, readFileSync(join(root, file), 'utf8')), [], file);
  const path = `${'../'.repeat(3)}models/`;
  assert.deepEqual(outside('test/a/b.ts', `new URL('${path}', import.meta.url)`), [path]);
  assert.deepEqual(outside('test/a/b.ts', "from '../../lib/c.ts'"), []);
});

test(
  'in a clone elsewhere, what is compared with AWS’s models is compared',
  { skip: git.skip || python.skip },
  (t) => {
    const parent = mkdtempSync(join(tmpdir(), 'elsewhere-'));
    t.after(() => rmSync(parent, { recursive: true }));
    const clone = join(parent, 'clone');
    // What has no history is a copy, and elsewhere already.
    const cloned = existsSync(join(root, '.git'));
    if (cloned) {
      execFileSync(git.path(), ['clone', '--quiet', '--depth', '1', `file://${root}`, clone]);
      for (const name of ['node_modules', '.venv'])
        if (existsSync(join(root, name))) symlinkSync(join(root, name), join(clone, name));
    }
    const { NODE_TEST_CONTEXT: _, CI: __, ...env } = process.env;
    const { stdout } = spawnSync(
      process.execPath,
      [
        '--test',
        '--test-reporter=tap',
        'test/laws/model.test.ts',
        'test/local/simulated-connect/api-model.test.ts',
      ],
      { cwd: cloned ? clone : root, env, encoding: 'utf8' },
    );
    const count = (name: string): number => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(stdout)?.[1]);
    assert.ok(count('pass') > 30, stdout);
    assert.equal(count('fail'), 0, stdout);
    assert.equal(count('skipped'), 0, stdout);
  },
);
