import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readOptions, usage, type Options } from '../../stress/options.ts';
import { scenarios } from '../../stress/scenarios.ts';

function read(...parameters: string[]): Partial<Options & { readonly problem: string }> {
  return readOptions(parameters, () => 42);
}

const names = scenarios.map(({ name }) => name);

suite('The options of npm run stress', () => {
  test('are all scenarios, a new seed, and a page of docs left as it is, unless told otherwise', () => {
    assert.deepEqual([read().names, read().seed, read().write, read().quick], [names, 42, false, false]);
    assert.equal(read('--seed', '7').seed, 7);
  });

  test('name scenarios, which run in an order of their own', () => {
    const [first = '', second = ''] = names;
    assert.deepEqual(read(second, first).names, [first, second]);
    assert.match(read('reconect').problem ?? '', /no scenario "reconect": did you mean reconnect\?/);
  });

  test('a quick look is never the page of docs', () => {
    assert.match(read('--quick', '--write').problem ?? '', /too little/);
  });

  test('say what is wrong with them', () => {
    for (const seed of ['x', '', '-1', '1.5'])
      assert.match(read(`--seed=${seed}`).problem ?? '', /--seed must be a whole number/);
    assert.match(read('--fast').problem ?? '', /--fast/);
  });
});

suite('The command npm run stress', () => {
  const program = fileURLToPath(new URL('../../stress/main.ts', import.meta.url));

  for (const option of ['--help', '-h'])
    test(`tells its usage, with every scenario, at ${option}`, () => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [program, option], { encoding: 'utf8' });
      assert.deepEqual([status, stdout, stderr], [0, usage, '']);
      for (const name of names) assert.match(stdout, new RegExp(`^  ${name} `, 'm'));
    });

  for (const parameters of [['--fast'], ['nothing-like-it'], ['--seed'], ['--seed', 'x']])
    test(`refuses ${parameters.join(' ')} in one line`, () => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...parameters], {
        encoding: 'utf8',
      });
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, /^npm run stress: .*--help tells the rest\n$/);
    });
});
