import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { conclude } from '../../stress/conclude.ts';
import { partHeading, withSection } from '../../stress/report/rewrite.ts';
import { section, type Outcome } from '../../stress/report/section.ts';
import type { Figure } from '../../stress/scenario.ts';

function outcome(name: string, figures: Readonly<Record<string, Figure>>): Outcome {
  return {
    scenario: {
      name,
      about: 'something happens',
      minutes: 1,
      claims: {
        first: { text: 'Visitors that are back', required: 'all' },
        second: { text: 'Calls in a second', required: '≤ 35' },
      },
      run: () => Promise.resolve(figures),
    },
    figures,
    conditions: {
      date: '2026-11-26',
      seed: 7,
      quick: false,
      minutes: 3,
      load: { cores: 2, busyCores: 1.5, lateness: 11.2 },
    },
  };
}

const good = outcome('storm', {
  first: { measured: '500 of 500', holds: true },
  second: { measured: '33', holds: true },
});
const bad = outcome('storm', {
  first: { measured: '390 of 500', holds: false },
  second: { measured: 'there is no such program', holds: undefined },
});

async function concluded(
  outcomes: readonly Outcome[],
  write = false,
): Promise<{
  readonly code: number;
  readonly printed: string;
  readonly told: string;
  readonly page: string;
}> {
  let [printed, told, page] = ['', '', `# Page\n\n${partHeading}\n\nWords.\n\n## More\n\nOther words.\n`];
  const code = await conclude(
    outcomes,
    { write },
    {
      print: (text) => (printed += text),
      tell: (text) => (told += text),
      read: () => Promise.resolve(page),
      write: (_file, text) => Promise.resolve(void (page = text)),
    },
  );
  return { code, printed, told, page };
}

suite('What npm run stress has measured', () => {
  test('is printed, a row a claim, with the command that has it again', async () => {
    const { code, printed, told } = await concluded([good]);
    assert.deepEqual([code, told], [0, '']);
    assert.match(printed, /^### storm\n\nSomething happens\.\n/);
    assert.match(printed, /\| Visitors that are back +\| all +\| 500 of 500 +\| yes +\|/);
    assert.match(printed, /`npm run stress -- storm --seed 7`, 2026-11-26, 3\.0 minutes; 1\.5 of .* 2 cores/);
    assert.match(printed, /12 ms late/);
  });

  test('fails the command where a claim does not hold, and not where it could not be measured', async () => {
    const { code, printed, told } = await concluded([bad]);
    assert.equal(code, 1);
    assert.equal(told, 'Does not hold: storm: Visitors that are back: 390 of 500, and was to be all\n');
    assert.match(printed, /\| 390 of 500 +\| \*\*no\*\* +\|/);
    assert.match(printed, /\| not measured +\|/);
  });

  test('goes into the page where that is asked for, in the place of what was there', async () => {
    const { page: first } = await concluded(
      [good, { ...good, scenario: { ...good.scenario, name: 'calm' } }],
      true,
    );
    assert.match(
      first,
      /Words\.\n\n### storm\n[^]*500 of 500[^]*### calm\n[^]*\n\n## More\n\nOther words\.\n$/,
    );
    const again = withSection(first, 'storm', section(bad));
    assert.equal(again.match(/### storm/g)?.length, 1);
    assert.equal(again.match(/### calm/g)?.length, 1);
    assert.match(again, /390 of 500/);
    assert.match(again, /\n\n## More\n\nOther words\.\n$/);
  });

  test('does not go into a page that has no place for it', () => {
    assert.throws(() => withSection('# Page\n', 'storm', ''), /no heading "## Under load"/);
  });
});
