import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/**
 * `npm test` runs in two parts, as browsers want a machine that has time for them. The deployment, and what needs other
 * people's programs to run for minutes, is a command of its own.
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
