import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { format } from 'prettier';
import { measuredCounts } from '../../bench/report/measured-counts.ts';
import { report } from '../../bench/report/report.ts';
import type { Results } from '../../bench/results.ts';
import { scaleSection } from '../../bench/scale/section.ts';
import { targets } from '../../bench/targets.ts';
import { goodResults } from './results.ts';

/** The names of the targets that a run misses. */
function missed(changed: Partial<Results>): string[] {
  return targets({ ...goodResults, ...changed })
    .filter(({ met }) => met === false)
    .map(({ name }) => name.split(',')[0] ?? '');
}

suite('The targets of the benchmark', () => {
  test('are met by a run that meets them', () => {
    assert.deepEqual(missed({}), []);
  });

  const { counts, coldInstructions, warmCpu, latency, memory, codeBytes, receipt } = goodResults;
  assert.ok(coldInstructions);
  const worse: readonly [string, Partial<Results>][] = [
    ["The participant function's code", { codeBytes: { ...codeBytes, own: 260_001 } }],
    ['Warm CPU', { warmCpu: { ...warmCpu, message: { ...warmCpu.message, own: [1.4, 2.8] } } }],
    ['Latency above the upstream call', { latency: { ...latency, own: [16, 17] } }],
    ['Write units a message', { counts: { ...counts, own: { ...counts.own, writeUnits: 3 } } }],
    ['Logged for a success', { counts: { ...counts, own: { ...counts.own, logBytes: 701 } } }],
    ['Write units of a receipt', { receipt: { ...receipt, writeUnits: 1 } }],
    ['Memory at rest', { memory: { ...memory, own: [90e6, 91e6] } }],
    ['Cold instructions', { coldInstructions: { ...coldInstructions, 'middy-powertools': [480e6, 480e6] } }],
  ];
  for (const [name, changed] of worse)
    test(`are missed by a run that is worse: ${name}`, () => {
      assert.deepEqual(missed(changed), [name]);
    });

  test('in sequence are two, and three for the peers', () => {
    const [name] = missed({ counts: { ...counts, own: { ...counts.own, sequentialDynamodbCalls: 3 } } });
    assert.equal(name, 'DynamoDB round trips in sequence (peers: 3)');
  });

  test('that could not be measured are neither met nor missed', () => {
    const without = targets({ ...goodResults, coldInstructions: undefined });
    assert.equal(without.filter(({ met }) => met === undefined).length, 2);
    assert.deepEqual(missed({ coldInstructions: undefined }), []);
  });
});

async function written(results: Results, sections?: readonly string[]): Promise<string> {
  return await format(report(results, sections), { parser: 'markdown', printWidth: 110 });
}

suite('The report of the benchmark', () => {
  test('begins with five lines for who decides', async () => {
    const text = await written(goodResults, [scaleSection(measuredCounts(goodResults))]);
    const from = text.indexOf('| In short');
    const [lines = ''] = text.slice(from).split('\n\n');
    assert.ok(from < text.indexOf('\n- Measured on'));
    assert.equal(lines.split('\n').length, 2 + 5);
    for (const line of [
      /\| A message's time beyond Connect's own, DynamoDB 5 ms away +\| 12.5 ms \(middy \+ Powertools: 18.5 ms\) /,
      /\| A cold start's CPU time, beyond an empty function's +\| 75 ms \(middy \+ Powertools: 150 ms\) /,
      /\| What a message takes of DynamoDB +\| 3 calls, 2 in sequence; 2 write units /,
      /\| A million messages, 1,000 chats at a time +\| \d\d\.\d\d dollars, and Connect's own charges /,
      /\| Code and memory of the function for participants +\| 250 KB, 61 MB at rest /,
    ])
      assert.match(lines, line);
    const [, dollars = ''] = /([\d.]+) dollars/.exec(lines) ?? [];
    assert.ok(text.includes(`**${dollars}**`), dollars);
  });

  test('says what was met', async () => {
    const text = await written(goodResults);
    assert.match(text, /\| Warm CPU, of middy \+ Powertools +\| +≤ 0.65 \| +0.50 \| +met \|/);
    assert.doesNotMatch(text, /not met/);
    assert.match(text, /the seed 7/);
  });

  test('says what was missed', async () => {
    const text = await written({ ...goodResults, codeBytes: { ...goodResults.codeBytes, own: 345_000 } });
    assert.match(text, /function's code +\| +≤ 260 KB \| +345 KB \| +\*\*not met\*\* \|/);
  });

  test('has medians, quartiles, and ratios of rounds', async () => {
    const text = await written(goodResults);
    assert.match(text, /\| hono +\| +18.5 \(18.3–18.8\) \| +0.68 \(0.67–0.68\) \|/);
    assert.match(text, /\| express \+ serverless-http +\| +900 \(900–900\) \| +800 \| +0.25 \|/);
  });

  test('goes on without valgrind, and says so', async () => {
    const text = await written({ ...goodResults, coldInstructions: undefined });
    assert.match(text, /there was no `valgrind`/);
    assert.match(text, /not measured: no valgrind/);
  });

  test('has what connections opened ahead save of a first request', async () => {
    const text = await written(goodResults);
    assert.match(
      text,
      /\| a message, 512 MB \| +1 ms \| +85 \| +90 \| +130 \| +139 \| +45 \| +12.5 \| +33 \|/,
    );
    const without = await written({ ...goodResults, firstRequests: undefined });
    assert.match(without, /Not measured: there was no `openssl`/);
  });

  test('takes up other sections before the method', async () => {
    const text = await written(goodResults, ['## Scale\n\nGrows.']);
    assert.ok(text.indexOf('## Memory') < text.indexOf('## Scale'));
    assert.ok(text.indexOf('## Scale') < text.indexOf('## How it is measured'));
  });
});
