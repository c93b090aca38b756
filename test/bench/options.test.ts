import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readOptions, type Options } from '../../bench/options.ts';

function read(...parameters: string[]): Partial<Options & { readonly problem: string }> {
  return readOptions(parameters, () => 42);
}

suite('The options of npm run bench', () => {
  test('are a new seed and the report in docs, unless told otherwise', () => {
    const { seed, out, quick } = read();
    assert.deepEqual([seed, out, quick], [42, 'docs/performance.md', false]);
    assert.equal(read('--seed', '7').seed, 7);
  });

  test('a quick look writes no report but where it is told to', () => {
    assert.equal(read('--quick').out, undefined);
    assert.equal(read('--quick', '--out', 'quick.md').out, 'quick.md');
  });

  test('say what is wrong with them', () => {
    assert.match(read('--seed', 'x').problem ?? '', /--seed must be a whole number/);
    assert.match(read('--fast').problem ?? '', /--fast/);
  });
});
