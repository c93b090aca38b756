import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/** `npm test` runs in two parts, as browsers want a machine that has time for them. */

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

test('each test file is in one part of the run', () => {
  const browserless = filesOf('test:browserless');
  const browser = filesOf('test:browser');
  assert.deepEqual(
    [...browserless, ...browser].toSorted(),
    globSync('test/**/*.test.ts', { cwd, exclude }).toSorted(),
  );
  for (const part of [browserless, browser]) assert.ok(part.length > 10);
  for (const name of ['test:browserless', 'test:browser'])
    assert.ok(scripts['test']?.endsWith(name) || scripts['test']?.includes(`${name} &&`), name);
});
