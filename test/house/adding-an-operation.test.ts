import assert from 'node:assert/strict';
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { change, copyOfRepository, takeModel } from './adding-an-operation/copy.ts';
import {
  compiled,
  exceptions,
  list,
  literal,
  specification,
  tested,
  written,
  type Place,
} from './adding-an-operation/places.ts';

/**
 * CONTRIBUTING.md's recipe, carried out in a copy with an operation of AWS's that is not served. Whatever is missing is
 * named by the compiler, or by one sentence of a test, with the file that has to change.
 */

test('adding an operation takes what the compiler or one sentence names', async (t) => {
  const copy = copyOfRepository();
  t.after(() => rmSync(copy, { recursive: true }));
  const done = new Set<string>();
  const fill = (places: readonly Place[]): void => {
    for (const place of places) {
      change(copy, place);
      done.add(place.file);
    }
  };
  const write = (script: string, file: string): void => {
    const { status, stderr } = run(copy, [script]);
    assert.equal(status, 0, stderr);
    done.add(file);
  };

  await t.test('a literal alone: who serves it, and who says what it does?', () => {
    fill([literal]);
    const { sentences } = runTests(copy, ['test/house/operations.test.ts']);
    assertNamed([list, specification], sentences);
  });

  await t.test('in its list: the compiler names what does not fit, and then what that leads to', () => {
    fill([list, specification]);
    for (const [round, places] of compiled.entries()) {
      const errors = compile(copy);
      const named = places.filter(({ isNew }) => !isNew);
      for (const { file } of named)
        assert.ok(
          errors.includes(file),
          `The compiler does not name ${file} in round ${round + 1}\n${errors}`,
        );
      assert.equal(/Found (\d+) error/.exec(errors)?.[1], String(named.length), errors);
      fill(places);
    }
  });

  await t.test('compiled: each of what is left has one sentence', () => {
    const { sentences } = runTests(copy, [
      ...['operations', 'docs'].map((name) => `test/house/${name}.test.ts`),
      ...['examples', 'api-docs'].map((name) => `test/clients/openapi/${name}.test.ts`),
      ...models,
    ]);
    assertNamed([written.model, written.document, ...tested], sentences);
    fill(tested);
    takeModel(copy);
    done.add(written.model.file);
    assertNamed([written.extract, exceptions], runTests(copy, models).sentences);
    fill([exceptions]);
  });

  await t.test('with all of it, everything passes', () => {
    write('local/simulated-connect/extract-api-model.ts', written.extract.file);
    write('bin/api-docs.ts', written.document.file);
    assert.equal(compile(copy), '');
    const { output, sentences } = runTests(copy, [
      ...['operations', 'docs'].map((name) => `test/house/${name}.test.ts`),
      ...['model', 'access'].map((name) => `test/laws/${name}.test.ts`),
      'test/lib/permissions.test.ts',
      ...['examples', 'texts', 'api-docs'].map((name) => `test/clients/openapi/${name}.test.ts`),
      'test/local/simulated-connect/api-model.test.ts',
      specification.file,
    ]);
    assert.deepEqual(sentences, [], output);
    assert.ok(Number(/^# pass (\d+)$/m.exec(output)?.[1]) > 150, output);
    // No more than is so: who needs another place makes it one that is named, and counts it here.
    assert.equal(done.size, 18, [...done].join('\n'));
  });
});

const models = ['test/laws/model.test.ts', 'test/local/simulated-connect/api-model.test.ts'];

/** Each place is named by one sentence, however many tests say it, and there is no sentence besides. */
function assertNamed(places: readonly Place[], sentences: readonly string[]): void {
  for (const { file } of places) {
    const naming = sentences.filter((sentence) => sentence.includes(file));
    assert.equal(naming.length, 1, `${file} is named by: ${naming.join('\n') || 'nobody'}`);
  }
  for (const sentence of sentences)
    assert.ok(
      places.some(({ file }) => sentence.includes(file)),
      `This names no file that has to change: ${sentence}`,
    );
}

/** What the compiler says, with the places that its errors lead to; nothing if it is content. */
function compile(copy: string): string {
  const tsc = join(copy, 'node_modules/typescript/bin/tsc');
  const { stdout } = run(copy, [tsc, '--pretty', '--incremental', '--tsBuildInfoFile', 'built.tsbuildinfo']);
  return stripVTControlCharacters(stdout);
}

/** Runs tests, but for those that want another program. Returns the different sentences in which they fail. */
function runTests(
  copy: string,
  files: readonly string[],
): { readonly output: string; readonly sentences: readonly string[] } {
  const { stdout } = run(copy, [
    '--test',
    '--test-reporter=tap',
    '--test-concurrency=2',
    '--test-skip-pattern=botocore',
    ...files,
  ]);
  const errors = stdout.matchAll(/^ +error: (?:'(.*)'|"(.*)"|\|-\n +(.*))$/gm);
  const sentences = [...errors].map(([, ...quoted]) => quoted.find((text) => text !== undefined) ?? '');
  // A suite fails because of its tests.
  const own = sentences.filter((sentence) => !/^\d+ subtests? failed$/.test(sentence));
  return { output: stdout, sentences: [...new Set(own)] };
}

function run(copy: string, parameters: readonly string[]): SpawnSyncReturns<string> {
  const { NODE_TEST_CONTEXT: _, CI: __, ...env } = process.env;
  return spawnSync(process.execPath, parameters, { cwd: copy, env, encoding: 'utf8' });
}
