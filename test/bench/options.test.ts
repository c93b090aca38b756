import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { conclude } from '../../bench/conclude.ts';
import { readOptions, usage, type Options } from '../../bench/options.ts';
import { goodResults } from './results.ts';

function read(...parameters: string[]): Partial<Options & { readonly problem: string }> {
  return readOptions(parameters, () => 42);
}

suite('The options of npm run bench', () => {
  test('are a new seed, and a page of docs left as it is, unless told otherwise', () => {
    assert.deepEqual([read().seed, read().write, read().quick], [42, false, false]);
    assert.equal(read('--seed', '7').seed, 7);
    assert.equal(read('--write').write, true);
  });

  test('a quick look is never the page of docs', () => {
    assert.equal(read('--quick').write, false);
    assert.match(read('--quick', '--write').problem ?? '', /too few rounds/);
  });

  test('are for the client alone where that is asked for', () => {
    assert.equal(read().part, undefined);
    assert.deepEqual([read('client', '--write').part, read('client', '--write').write], ['client', true]);
    for (const parts of [['server'], ['client', 'server']])
      assert.match(read(...parts).problem ?? '', /there is no part .*server/);
  });

  test('say what is wrong with them', () => {
    for (const seed of ['x', '', '-1', '1.5'])
      assert.match(read(`--seed=${seed}`).problem ?? '', /--seed must be a whole number/);
    assert.match(read('--fast').problem ?? '', /--fast/);
    assert.match(read('--write=page.md').problem ?? '', /--write/);
    assert.match(read('--seed').problem ?? '', /--seed/);
    assert.match(read('page.md').problem ?? '', /no part .*page\.md/);
  });

  test('ask for the usage by either name', () => {
    for (const option of ['--help', '-h']) assert.equal(read(option).help, true);
  });
});

suite('The command npm run bench', () => {
  const program = fileURLToPath(new URL('../../bench/main.ts', import.meta.url));

  function run(...parameters: string[]): readonly unknown[] {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...parameters], {
      encoding: 'utf8',
    });
    return [status, stdout, stderr];
  }

  test('tells its usage', () => {
    assert.deepEqual(run('--help'), [0, usage, '']);
  });

  test('refuses what is wrong in one line', () => {
    const [status, stdout, stderr] = run('--seed', 'x');
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(String(stderr), /^npm run bench: .*--help tells the options\n$/);
  });
});

async function concluded(
  write: boolean,
  results = goodResults,
): Promise<{
  readonly code: number;
  readonly printed: string;
  readonly told: string;
  readonly files: string[];
}> {
  let [printed, told] = ['', ''];
  const files: string[] = [];
  const code = await conclude(
    results,
    { write },
    {
      print: (text) => void (printed += text),
      tell: (text) => void (told += text),
      write: (file) => Promise.resolve(void files.push(file)),
    },
  );
  return { code, printed, told, files };
}

suite('What npm run bench has measured', () => {
  test('is printed, and no file is written', async () => {
    const { code, printed, told, files } = await concluded(false);
    assert.match(printed, /^# Performance\n/);
    assert.deepEqual([code, told, files], [0, '', []]);
  });

  test('becomes the page of docs where that is asked for', async () => {
    const { code, printed, files } = await concluded(true);
    assert.deepEqual([code, printed], [0, '']);
    assert.deepEqual(files, [fileURLToPath(new URL('../../docs/performance.md', import.meta.url))]);
  });

  test('fails the command when a target is missed', async () => {
    const worse = { ...goodResults, codeBytes: { ...goodResults.codeBytes, own: 345_000 } };
    const { code, printed, told } = await concluded(false, worse);
    assert.equal(code, 1);
    assert.match(told, /^Target missed: The participant function's code is 345 KB/);
    assert.match(printed, /^# Performance\n/);
  });
});
