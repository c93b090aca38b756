import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { accepted } from './accepted.ts';
import { judge, inWords } from './judge.ts';
import { figuresOf, readResult } from './result.ts';
import { mutate, type Tried } from './run.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const file = 'test/mutation/example/sum.ts';

test('a mutant that a test notices is killed, and one that none does survives', async () => {
  const said: string[] = [];
  const run = {
    root,
    mutated: file,
    wanted: () => true,
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

test('docs/reliability.md has the figures of the last run', () => {
  assert.ok(readFileSync(`${root}docs/reliability.md`, 'utf8').includes(figuresOf(readResult())));
});
