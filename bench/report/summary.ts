import { table } from '../markdown-table.ts';
import { delays } from '../measures/latency.ts';
import type { Results } from '../results.ts';
import { total } from '../scale/cost.ts';
import { values } from '../scale/inputs.ts';
import { pointAt } from '../scale/model.ts';
import { exact, money } from '../scale/number.ts';
import { median, netOf } from '../statistics.ts';
import { labels } from '../variants.ts';
import { measuredCounts } from './measured-counts.ts';

/** The peer that the summary names: what most teams would write. */
const peer = 'middy-powertools';
/** Chats at a time. */
const chats = 1_000;

function beside(of: (name: 'own' | typeof peer) => number, digits: number): string {
  return `${of('own').toFixed(digits)} ms (${labels[peer]}: ${of(peer).toFixed(digits)} ms)`;
}

/** Five lines for a reader who decides. The README has the same, and a test compares them. */
export function summary(results: Results): string {
  const { codeBytes, coldCpu, counts, latency, memory } = results;
  const { dynamodbCalls, sequentialDynamodbCalls, writeUnits } = counts.own;
  const { cost } = pointAt(chats, measuredCounts(results), values);
  return table(
    ['In short', 'Measured'],
    [
      [
        `A message's time beyond Connect's own, DynamoDB ${delays.dynamodb} ms away`,
        beside((name) => median(latency[name]), 1),
      ],
      [
        "A cold start's CPU time, beyond an empty function's",
        beside((name) => median(netOf(coldCpu[name], coldCpu.empty)), 0),
      ],
      [
        'What a message takes of DynamoDB',
        `${dynamodbCalls} calls, ${sequentialDynamodbCalls} in sequence; ${writeUnits} write units`,
      ],
      [
        `A million messages, ${exact(chats)} chats at a time`,
        `${money(total(cost))} dollars, and Connect's own charges`,
      ],
      [
        'Code and memory of the function for participants',
        `${Math.round(codeBytes.own / 1_000)} KB, ${Math.round(median(memory.own) / 1_000_000)} MB at rest`,
      ],
    ],
    [],
  );
}
