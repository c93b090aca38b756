import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

const root = fileURLToPath(new URL('../..', import.meta.url));

function read(file: string): string {
  return readFileSync(`${root}${file}`, 'utf8');
}

const section =
  read('docs/reliability.md').split('\n## What is proved, and how far\n')[1]?.split('\n## ')[0] ?? '';
const rows = section
  .split('\n')
  .filter((line) => line.startsWith('| ') && line.includes('`'))
  .map((line) => line.split('|').map((cell) => cell.trim()));

test('each promise of docs/reliability.md names a proof that is there, and a command that runs it', () => {
  assert.ok(rows.length > 12);
  for (const [, promise = '', where = '', command = ''] of rows) {
    assert.ok(existsSync(`${root}${where.replaceAll('`', '')}`), `${promise}: there is no ${where}`);
    const [, file = ''] = /^`npx node --test (test\/\S+)`$/.exec(command) ?? [];
    assert.ok(file !== '' && existsSync(`${root}${file}`), `${promise}: ${command} runs nothing`);
  }
});

test('the figures of docs/reliability.md are those that the tests hold', () => {
  const tests = read('test/protocol/search/search.test.ts') + read('test/model/model.test.ts');
  const held = new Set(
    [...tests.matchAll(/\b\d[\d_]*\b/g)].map(([number]) => Number(number.replaceAll('_', ''))),
  );
  const told = rows.flatMap(([, , , , figures = '']) =>
    [...figures.matchAll(/: ([\d,]+) states(?! in)/g)].map(([, number = '']) =>
      Number(number.replaceAll(',', '')),
    ),
  );
  assert.ok(told.length > 7);
  for (const number of told) assert.ok(held.has(number), `no test holds ${number} states`);
});
