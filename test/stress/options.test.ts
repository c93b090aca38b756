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
    assert.match(read('--seed').problem ?? '', /--seed/);
    assert.match(read('nothing-like-it').problem ?? '', /no scenario/);
  });

  test('ask for the usage by either name', () => {
    for (const option of ['--help', '-h']) assert.equal(read(option).help, true);
  });
});

suite('The command npm run stress', () => {
  const program = fileURLToPath(new URL('../../stress/main.ts', import.meta.url));

  function run(...parameters: string[]): readonly unknown[] {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...parameters], {
      encoding: 'utf8',
    });
    return [status, stdout, stderr];
  }

  test('tells its usage, with every scenario', () => {
    assert.deepEqual(run('--help'), [0, usage, '']);
    for (const name of names) assert.match(usage, new RegExp(`^  ${name} `, 'm'));
  });

  test('refuses what is wrong in one line', () => {
    const [status, stdout, stderr] = run('--seed', 'x');
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(String(stderr), /^npm run stress: .*--help tells the rest\n$/);
  });
});
