import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../support/temporary-folder.ts';

const preload = new URL('../../stress/preload/clock-offset.ts', import.meta.url).href;
const says =
  'console.log(JSON.stringify([Date.now(), new Date().getTime(), Date.parse(Date()), +new Date(5)]));';

/** The clock of a process of this name, as it tells it itself: ms from the machine's, and what a date of its own is. */
function clockOf(name: string, offsets: readonly number[], folder: string): number[] {
  const file = join(temporaryFolder('stress'), name);
  writeFileSync(file, says);
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', preload, file], {
    encoding: 'utf8',
    env: { ...process.env, STRESS_CLOCKS: JSON.stringify({ offsets, folder }) },
  });
  assert.equal(stderr, '');
  const [now = 0, made = 0, text = 0, five = 0] = JSON.parse(stdout) as number[];
  return [now, made, text].map((at) => at - Date.now()).concat(five);
}

function near(offset: number, expected: number): void {
  assert.ok(Math.abs(offset - expected) < 3_600_000, `${offset} is not ${expected}`);
}

test('each API process has a clock of its own, and any other process the machine’s', () => {
  const folder = join(temporaryFolder('stress'), 'clocks');
  mkdirSync(folder);
  const day = 86_400_000;
  for (const [name, expected] of [
    ['api-process.ts', day],
    ['other.ts', 0],
    ['api-process.ts', -day],
  ] as const) {
    const [now = NaN, made = NaN, text = NaN, five] = clockOf(name, [day, -day], folder);
    near(now, expected);
    near(made, expected);
    near(text, expected);
    assert.equal(five, 5);
  }
});

test('the processes of the command are those that the preloaded modules look for', () => {
  assert.match(
    fileURLToPath(new URL('../../local/instances/api-process.ts', import.meta.url)),
    /api-process\.ts$/,
  );
});
