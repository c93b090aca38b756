import assert from 'node:assert/strict';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { accepted } from './accepted.ts';
import { judge, inWords } from './judge.ts';
import { hashOf, mutated } from './mutants.ts';
import { readResult, tableOf, undone, type Figures } from './result.ts';
import { mutate, type Tried } from './run.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const file = 'test/mutation/example/sum.ts';

test('a mutant that a test notices is killed, and one that none does survives', async () => {
  const said: string[] = [];
  const run = {
    root,
    mutated: file,
    wanted: new Set([file]),
    tests: ['test/mutation/example/sum-of-nothing.ts'],
    keptIn: temporaryFolder('mutation'),
    worth: 10_000,
    again: false,
    tell: (text: string) => said.push(text),
  };
  const once = async (): Promise<readonly Tried[]> => {
    const all: Tried[] = [];
    for await (const { tried } of mutate(run)) all.push(...tried);
    return all;
  };
  const tried = await once();
  assert.deepEqual(
    tried.map(({ mutant, fate }) => [inWords(mutant), fate]),
    [
      [
        '{ return first + second; } → {}',
        { outcome: 'killed', by: `${run.tests[0]}: with nothing is what it was` },
      ],
      ['first + second → first - second', { outcome: 'survived', played: 1 }],
    ],
  );

  const kept = said.length;
  assert.deepEqual(await once(), tried);
  assert.equal(said.length, kept, 'what is known is not tried again');

  const reason = 'it is an example';
  const survivors = (mutants: readonly string[]): readonly number[] => {
    const { killed, accepted, survivors, stale } = judge(file, tried, [{ file, reason, mutants }]);
    return [killed, accepted, survivors.length, stale.length];
  };
  assert.deepEqual(survivors([]), [1, 0, 1, 0]);
  assert.deepEqual(survivors(['first + second → first - second']), [1, 1, 0, 0]);
  assert.deepEqual(
    survivors(['{ return first + second; } → {}']),
    [1, 0, 1, 1],
    'a killed one is not accepted',
  );
});

test('each accepted mutant changes what stands in the code, and has a reason', () => {
  for (const { file, reason, mutants } of accepted) {
    assert.match(reason, /\w{3}.*\w{3}/);
    const source = readFileSync(`${root}${file}`, 'utf8').replaceAll(/\s+/g, ' ');
    for (const mutant of mutants) {
      const [code = ''] = mutant.split(/…? → /);
      assert.ok(code !== '' && source.includes(code), `${file} has no ${code}`);
    }
  }
});

function done(text: string): Figures {
  return { hash: hashOf(text), day: '2026-11-27', mutants: 1, killed: 1, accepted: 0 };
}

test('a file is done again when its text is not that of its figures', () => {
  const folder = temporaryFolder('mutation');
  for (const name of ['same.ts', 'changed.ts', 'new.ts']) writeFileSync(join(folder, name), name);
  assert.deepEqual(
    undone(folder, ['same.ts', 'changed.ts', 'new.ts'], {
      'same.ts': done('same.ts'),
      'changed.ts': done('what it was'),
      'gone.ts': done('gone.ts'),
    }),
    { missing: ['new.ts'], changed: ['changed.ts'] },
  );
});

// A run takes minutes, and a correction must not wait for it: a file that has changed is told, and keeps its figures,
// which are of their day. A new file has none that could be told, so that nothing would ever ask for them.
test('each file that is mutated has figures', (context) => {
  const files = globSync(mutated, { cwd: root }).toSorted();
  const result = readResult();
  const write = 'npm run mutation -- --write';
  assert.deepEqual(
    Object.keys(result),
    files,
    `${write} does those that have none, and leaves out what is gone`,
  );
  const { changed } = undone(root, files, result);
  if (changed.length > 0) context.diagnostic(`changed since their figures: ${changed.join(', ')}; ${write}`);
});

test('docs/reliability.md has the figures of the last run', () => {
  assert.ok(readFileSync(`${root}docs/reliability.md`, 'utf8').includes(tableOf(readResult())));
});
