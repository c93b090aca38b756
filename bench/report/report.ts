import { delays } from '../measures/latency.ts';
import type { Results, Samples } from '../results.ts';
import { median, netOf, pairedRatios, summarize } from '../statistics.ts';
import { netCpuRatios, netInstructionRatio, targets, type Target } from '../targets.ts';
import { coldNames, labels, variantNames, type VariantName } from '../variants.ts';
import { conditions } from './conditions.ts';
import { firstRequest } from './first-request.ts';
import { method } from './method.ts';
import { spread, withCommas } from './number.ts';
import { summary } from './summary.ts';
import { table } from '../markdown-table.ts';

/**
 * Returns the report, as Markdown. `sections` stand between the measures and how they are taken; they bring their own
 * headings.
 */
export function report(results: Results, sections: readonly string[] = []): string {
  return [
    '# Performance',
    `This page is written by \`${results.conditions.command}\`: change the command, not the page. The section about the ` +
      'client is written by `npm run bench -- client --write`, which leaves the rest as it is.',
    summary(results),
    conditions(results.conditions),
    '## Targets',
    held(targets(results)),
    '## Cold start: instructions',
    coldInstructions(results),
    '## Cold start: CPU time',
    coldCpu(results),
    '## The first request over TLS',
    firstRequest(results),
    '## Warm: CPU time of a message',
    warmCpu(results),
    '## Latency',
    latency(results),
    '## What a message takes',
    counts(results),
    '## Memory at rest',
    memory(results),
    ...sections,
    '## How it is measured',
    method(results.conditions.rounds),
  ].join('\n\n');
}

function held(all: readonly Target[]): string {
  return table(
    ['Target', 'Limit', 'Measured', ''],
    all.map((target) => [target.name, target.limit, target.measured, verdict(target)]),
  );
}

function verdict({ met }: Target): string {
  if (met === undefined) return '–';
  return met ? 'met' : '**not met**';
}

const ratioColumn = 'Ours is, of it';

function coldInstructions({ coldInstructions: samples, conditions: { rounds } }: Results): string {
  if (!samples) return 'Not measured: there was no `valgrind` on the machine.';
  const base = median(samples.empty);
  return [
    `Millions of instructions from the start of Node to the first answer: medians and quartiles, runs each: ${rounds.coldInstructions}.`,
    table(
      ['', 'Whole process', 'Net of the empty handler', ratioColumn],
      coldNames.map((name) => {
        const whole = spread(summarize(samples[name].map((count) => count / 1_000_000)), 0);
        return name === 'empty'
          ? [labels[name], whole, '', '']
          : [
              labels[name],
              whole,
              millions(median(samples[name]) - base),
              netInstructionRatio(samples, name).toFixed(2),
            ];
      }),
    ),
  ].join('\n\n');
}

function millions(value: number): string {
  return withCommas(Math.round(value / 1_000_000));
}

function coldCpu(results: Results): string {
  const {
    coldCpu: samples,
    conditions: { rounds },
  } = results;
  return [
    `Milliseconds of CPU of a fresh process up to its first answer: medians and quartiles of ${rounds.coldCpu} rounds.`,
    table(
      ['', 'Whole process', 'Net of the empty handler', ratioColumn],
      coldNames.map((name) => {
        const whole = spread(summarize(samples[name]), 0);
        return name === 'empty'
          ? [labels[name], whole, '', '']
          : [
              labels[name],
              whole,
              spread(summarize(netOf(samples[name], samples.empty)), 0),
              spread(summarize(netCpuRatios(results, name)), 2),
            ];
      }),
    ),
  ].join('\n\n');
}

function warmCpu({ warmCpu: { message, receipt }, conditions: { rounds } }: Results): string {
  return [
    `Milliseconds of CPU a message: medians and quartiles of ${rounds.warmCpu} rounds, of ${rounds.warmRequests} messages each.`,
    compared('CPU (ms)', message, 3, (value) => value),
    `A receipt takes our function ${spread(summarize(receipt), 3)} ms.`,
  ].join('\n\n');
}

function latency({ latency: samples, conditions: { rounds } }: Results): string {
  return [
    `Milliseconds of a message above the call upstream, where every call of DynamoDB takes ${delays.dynamodb} ms and ` +
      `every call upstream ${delays.connect} ms: medians and quartiles of ${rounds.latency} rounds, each the median of ` +
      `${rounds.latencyRequests} messages.`,
    compared('Above upstream (ms)', samples, 1, (value) => value),
  ].join('\n\n');
}

function memory({ memory: samples, conditions: { rounds } }: Results): string {
  return [
    'Megabytes in memory of a fresh process after 200 messages and a collection of garbage: medians and quartiles of ' +
      `${rounds.memory} rounds.`,
    compared('Resident (MB)', samples, 1, (bytes) => bytes / 1_000_000),
  ].join('\n\n');
}

function compared(
  column: string,
  samples: Samples<VariantName>,
  digits: number,
  unit: (value: number) => number,
): string {
  return table(
    ['', column, ratioColumn],
    variantNames.map((name) => [
      labels[name],
      spread(summarize(samples[name].map(unit)), digits),
      spread(summarize(pairedRatios(samples.own, samples[name])), 2),
    ]),
  );
}

function counts({ counts: all, receipt, codeBytes }: Results): string {
  const receiptLabel = `${labels.own}: a receipt`;
  const calls = { ...all, receipt };
  const names = [...variantNames, 'receipt'] as const;
  const label = (name: (typeof names)[number]): string => (name === 'receipt' ? receiptLabel : labels[name]);
  return [
    'Exact: each of several messages took the same calls and units.',
    table(
      ['', 'DynamoDB calls', 'In sequence', 'Write units', 'Read units', 'Upstream calls'],
      names.map((name) => {
        const { dynamodbCalls, sequentialDynamodbCalls, writeUnits, readUnits, upstreamCalls } = calls[name];
        return [
          label(name),
          ...[dynamodbCalls, sequentialDynamodbCalls, writeUnits, readUnits, upstreamCalls].map(String),
        ];
      }),
    ),
    'Bytes: of the code, of what is logged for a message that went well, and of the headers of the requests that it takes.',
    table(
      ['', 'Code', 'Logged', 'Headers to DynamoDB', 'Headers to Connect'],
      names.map((name) => {
        const { logBytes, dynamodbHeaderBytes, upstreamHeaderBytes } = calls[name];
        return [
          label(name),
          name === 'receipt' ? '' : withCommas(codeBytes[name]),
          ...[logBytes, dynamodbHeaderBytes, upstreamHeaderBytes].map(withCommas),
        ];
      }),
    ),
  ].join('\n\n');
}
