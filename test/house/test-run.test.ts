import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
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

test('what a test with a browser has begun ends whatever fails: the last first, and the failure is told', () => {
  const program = `
    import { test } from 'node:test';
    import { afterwards } from './test/support/afterwards.ts';
    test('', (t) => {
      for (const what of ['server', 'way', 'page'])
        afterwards(t, () => {
          console.log('# ' + what + ' ends');
          if (what === 'page') throw new Error('the page had troubles');
        });
    });`;
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd,
    env,
    encoding: 'utf8',
  });
  assert.equal(status, 1);
  assert.deepEqual(
    [...stdout.matchAll(/# (\w+) ends/g)].map(([, what]) => what),
    ['page', 'way', 'server'],
  );
  assert.match(stdout, /the page had troubles/);
  // node:test calls no hook after one that has thrown, and a page's does where there were troubles.
  const bare = globSync(['test/client/*.ts', 'test/clients/journeys/*.ts'], { cwd, exclude }).filter((file) =>
    readFileSync(`${cwd}/${file}`, 'utf8').includes('t.after('),
  );
  assert.deepEqual(bare, []);
});
