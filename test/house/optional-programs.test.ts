import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const helper = 'test/support/optional-program.ts';
const own = 'test/house/optional-programs.test.ts';
const sources = globSync('test/**/*.ts', { cwd: root, exclude: ['**/node_modules/**', helper, own] }).map(
  (file) => ({ file, text: readFileSync(join(root, file), 'utf8') }),
);

/** What the tests ask for, by the names that they ask with. */
const asked = new Set(
  sources.flatMap(({ text }) =>
    [...text.matchAll(/\b(systemProgram|pythonProgram|pythonWith|optional)\(\s*['"]([^'"]+)['"]/g)].map(
      ([, way, name = '']) => (way === 'pythonWith' ? 'python3' : name.replace(/ with .*/, '')),
    ),
  ),
);

/** Rows of the README's table: the programs, what is left out without them, how to get them. */
const table = readFileSync(join(root, 'README.md'), 'utf8')
  .split(/^\| without .*$/m)[1]
  ?.split(/^$/m)[0]
  ?.split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));

test('the README has every program that tests can do without, and no other', () => {
  // Each shell is asked for by its own name.
  const expected = new Set([...asked, 'zsh']);
  assert.deepEqual(table?.flat().toSorted(), [...expected].toSorted());
});

test('a test is left out for want of something that can be asked for, and for no other reason', () => {
  const reason =
    /^(?:false|skip|skipped|without[A-Z]\w*|(?:systemProgram\('\w+'\)|\w+)\.skip)(?: \|\| (?:skipped|without[A-Z]\w*|\w+\.skip))*$/;
  let seen = 0;
  for (const { file, text } of sources) {
    const reasons = [
      ...text.matchAll(/[{,]\s*skip:\s*([^,}\n]+?)\s*[,}\n]/g),
      ...text.matchAll(/\bt\.skip\(([^)]*)\)/g),
      ...text.matchAll(/^(?:export )?const (?:skip|skipped|without[A-Z]\w*)\b[^=]* = (.*);$/gm),
    ].map(([, given = '']) => given);
    for (const given of reasons) {
      seen++;
      assert.match(given, reason, `${file} leaves a test out by a reason of its own: see ${helper}`);
    }
    assert.doesNotMatch(text, /process\.env(?:\.CI\b|\['CI'\])/, `${file} reads CI: see ${helper}`);
  }
  assert.ok(seen > 30);
});

test('the linter, which reads each tsconfig.json, needs none of it', () => {
  const files = globSync('**/tsconfig.json', {
    cwd: root,
    exclude: ['**/node_modules/**', 'bench/peers/**'],
  });
  const named = files.flatMap((file) => {
    const [, list = ''] = /"types": \[([^\]]*)\]/.exec(readFileSync(join(root, file), 'utf8')) ?? [];
    return [...list.matchAll(/"([^"]+)"/g)].map(([, name = '']) => ({ file, name }));
  });
  assert.ok(named.length > 2);
  for (const { file, name } of named)
    assert.ok(
      [name, `@types/${name}`].some((folder) => existsSync(join(root, 'node_modules', folder))),
      `${file} names ${name}, which npm ci does not install: refer to it in a file`,
    );
});
