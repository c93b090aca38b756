import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { clientSectionOf, heading, withClientSection } from '../../bench/client/page-section.ts';
import type { ClientResults } from '../../bench/client/results.ts';
import { scriptBytes } from '../../bench/client/scripts.ts';
import { clientSection } from '../../bench/client/section.ts';
import { conclude, concludeClient } from '../../bench/conclude.ts';
import { report } from '../../bench/report/report.ts';
import { goodResults } from './results.ts';

const file = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));
const page = readFileSync(file, 'utf8');

const loads = { core: [500, 700], element: [800, 1_000], chatjs: [1_000, 1_400] };

const measured: ClientResults = {
  conditions: {
    ...goodResults.conditions,
    command: 'npm run bench -- client',
    browser: 'Chromium 1',
    chatjs: '5.0.0',
    load: 0.2,
    rounds: { firstMessage: 2, typing: 2 },
  },
  bytes: {
    core: { minified: 19_000, gzip: 8_000 },
    all: { minified: 22_000, gzip: 9_000 },
    element: { minified: 100_000, gzip: 35_000 },
    chatjs: { minified: 300_000, gzip: 80_000 },
  },
  firstMessage: { loopback: loads, phone: loads },
  typing: {
    bare: [
      { longTasks: [], slowestKey: 16 },
      { longTasks: [], slowestKey: 24 },
    ],
    few: [
      { longTasks: [], slowestKey: 16 },
      { longTasks: [61.4], slowestKey: 40 },
    ],
    many: [
      { longTasks: [50, 70], slowestKey: 80 },
      { longTasks: [90], slowestKey: 100 },
    ],
  },
};

suite("The client's section of the report", () => {
  const text = clientSection(measured);

  test('has bytes, and how they are to those of chatjs', () => {
    assert.match(text, /\| `<connect-chat>`, with all that it needs +\| +100,000 \| 35,000 \| +0.44 \|/);
    assert.match(text, /\| amazon-connect-chatjs 5.0.0, [^|]+\| +300,000 \| 80,000 \| +1.00 \|/);
  });

  test('has medians, quartiles, and ratios of rounds', () => {
    assert.match(text, /`startChat\(\)` +\| +600 \(550–650\) \| 0.50 \(0.50–0.50\) \|/);
  });

  test('has every long task, and the rounds without any', () => {
    for (const row of [
      /A text field on an empty page +\| +0 \| +2 \| +– \| +20 \|/,
      /10 messages in view +\| +1 \| +1 \| +61 \| +28 \|/,
      /1,000 messages in view \| +3 \| +0 \| +90 \| +90 \|/,
    ])
      assert.match(text, row);
  });

  test('says so where the machine was busy', () => {
    assert.doesNotMatch(text, /busy/);
    const busy = { ...measured, conditions: { ...measured.conditions, load: 7.62 } };
    assert.match(clientSection(busy), /load average was 7.6 [^.]+: the machine was busy/);
  });
});

function section(lines: readonly string[]): string {
  return [heading, '', ...lines].join('\n').trim();
}

suite("The client's section in the page", () => {
  test('takes its own place, and changes nothing else, however often it is written', () => {
    const line = fc.stringMatching(/^[a-z#| ]{0,12}$/).map((chars) => `x${chars}`);
    fc.assert(
      fc.property(fc.array(line), fc.array(line), fc.array(line), (before, first, second) => {
        const rest = ['# Performance', ...before, '', '## How it is measured', '', 'So.', ''].join('\n');
        const once = withClientSection(rest, section(first));
        const twice = withClientSection(once, section(second));
        assert.equal(clientSectionOf(rest), undefined);
        assert.equal(clientSectionOf(once), section(first));
        assert.equal(twice, withClientSection(rest, section(second)));
        assert.equal(twice.replace(`${section(second)}\n\n`, ''), rest);
      }),
    );
  });

  test('has no place in what is no report', () => {
    assert.throws(() => withClientSection('# Else\n', heading), /npm run bench -- --write/);
  });

  test('is kept by the whole report', async () => {
    let printed = '';
    const print = (text: string): void => void (printed += text);
    await conclude(goodResults, { write: false }, { print, tell: () => {}, write: () => Promise.resolve() });
    const kept = clientSectionOf(page);
    assert.ok(kept !== undefined && clientSectionOf(printed) === kept);
  });

  test('is written without the rest, of which the page says so', async () => {
    const files = new Map<string, string>();
    const outputs = {
      print: () => {},
      tell: () => {},
      write: (name: string, text: string) => Promise.resolve(void files.set(name, text)),
    };
    assert.equal(await concludeClient(measured, { write: true }, outputs), 0);
    assert.deepEqual([...files.keys()], [file]);
    const written = files.get(file) ?? '';
    assert.match(clientSectionOf(written) ?? '', /300,000/);
    assert.ok(withClientSection(written, clientSectionOf(page) ?? '') === page);
    const [, introduction = ''] = report(goodResults).split('\n\n');
    assert.ok(
      page
        .replaceAll('\n', ' ')
        .includes(introduction.replace('npm run bench`', 'npm run bench -- --write`')),
    );
  });
});

test('what is measured is each program, whole', async () => {
  const { core, all, element, chatjs } = await scriptBytes();
  assert.ok(core.gzip > 4_000 && core.gzip < all.gzip);
  assert.ok(element.gzip > all.gzip + 10_000 && chatjs.gzip > 60_000);
});
