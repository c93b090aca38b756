import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { page } from '../../stress/options.ts';
import { partHeading } from '../../stress/report/rewrite.ts';
import { scenarios } from '../../stress/scenarios.ts';

const text = readFileSync(fileURLToPath(new URL(`../../${page}`, import.meta.url)), 'utf8');
const part = (text.split(`\n${partHeading}\n`)[1] ?? '').split('\n## ')[0] ?? '';
const sections = new Map(
  part
    .split(/^### /m)
    .slice(1)
    .map((section) => [section.split('\n', 1)[0] ?? '', section] as const),
);

/** Of the first table. */
function rows(section: string): string[][] {
  const [first = ''] = /^\|.*\|$(?:\n\|.*\|$)*/m.exec(section) ?? [];
  return [...first.matchAll(/^\| (.*) \|$/gm)].map(([, row = '']) =>
    row.split(' | ').map((cell) => cell.trim()),
  );
}

suite(`The figures in ${page}`, () => {
  test('are of every scenario: npm run stress -- NAME --write puts them there', () => {
    const names = scenarios.map(({ name }) => name);
    assert.deepEqual([...sections.keys()].toSorted(), names.toSorted());
  });

  for (const { name, claims } of scenarios)
    test(`are of the claims of ${name}, each of which holds: npm run stress -- ${name} --write`, () => {
      const section = sections.get(name) ?? '';
      const [head, , ...measured] = rows(section);
      assert.deepEqual(head, ['claim', 'required', 'measured', 'holds']);
      assert.deepEqual(
        measured.map(([claim, required, , holds]) => [claim, required, holds]),
        Object.values(claims).map(({ text: claim, required }) => [claim, required, 'yes']),
      );
      for (const [, , figure = ''] of measured) assert.match(figure, /\d/);
      assert.match(section, new RegExp(`\`npm run stress -- ${name} --seed \\d+\`, \\d{4}-\\d\\d-\\d\\d, `));
    });
});
