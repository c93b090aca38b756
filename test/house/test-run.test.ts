import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/**
 * `npm test` runs in two parts, as browsers want a machine that has time for them. What needs other people's programs to
 * run for minutes is a command of its own.
 */

const cwd = fileURLToPath(new URL('../..', import.meta.url));
const { scripts } = JSON.parse(readFileSync(`${cwd}/package.json`, 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};
const exclude = ['**/node_modules/**'];

function filesOf(script: string): readonly string[] {
  const patterns = [...(scripts[script] ?? '').matchAll(/"([^"]+\.test\.ts)"/g)].map(
    ([, pattern = '']) => pattern,
  );
  return globSync(patterns, { cwd, exclude });
}

const parts = ['test:browserless', 'test:browser', 'test:world'];

test('each test file is in one part of the run', () => {
  const files = parts.map(filesOf);
  assert.deepEqual(files.flat().toSorted(), globSync('test/**/*.test.ts', { cwd, exclude }).toSorted());
  for (const part of files) assert.ok(part.length > 10);
  for (const name of ['test:browserless', 'test:browser'])
    assert.ok(scripts['test']?.endsWith(name) || scripts['test']?.includes(`${name} &&`), name);
});

test('CI runs every part, by the README’s two commands', () => {
  const commands = ['npm test', 'npm run test:world'];
  const ci = readFileSync(`${cwd}/.ci/run`, 'utf8').trimEnd().split('\n');
  assert.deepEqual(ci.slice(-2), commands);
  const blocks = readFileSync(`${cwd}/README.md`, 'utf8').matchAll(/^```sh\n([^`]*)```$/gm);
  assert.ok([...blocks].some(([, block]) => block === `npm ci && ${commands.join('\n')}\n`));
});
