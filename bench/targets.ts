import { median, netOf, pairedRatios } from './statistics.ts';
import type { Results } from './results.ts';
import { sdkPeerNames, type VariantName } from './variants.ts';

/** A target that our function has to meet. */
export interface Target {
  readonly name: string;
  readonly limit: string;
  readonly measured: string;
  /** Undefined when it could not be measured here. */
  readonly met: boolean | undefined;
}

export function targets(results: Results): readonly Target[] {
  const { codeBytes, counts, receipt, coldInstructions, warmCpu, latency, memory } = results;
  const own = counts.own;
  const peers = [...new Set(sdkPeerNames.map((name) => counts[name].sequentialDynamodbCalls))];
  const lightest = Math.min(...sdkPeerNames.map((name) => median(memory[name])));
  return [
    atMost("The participant function's code", codeBytes.own, 260_000, kilobytes),
    ...(['middy-powertools', 'express'] as const).map((peer) => {
      const [name, limit] = coldTargets[peer];
      return coldInstructions
        ? atMost(name, netInstructionRatio(coldInstructions, peer), limit, ratio)
        : { name, limit: `≤ ${ratio(limit)}`, measured: 'not measured: no valgrind', met: undefined };
    }),
    atMost(
      'Warm CPU, of middy + Powertools',
      median(pairedRatios(warmCpu.message.own, warmCpu.message['middy-powertools'])),
      0.65,
      ratio,
    ),
    exactly(
      `DynamoDB round trips in sequence (peers: ${peers.toSorted((a, b) => a - b).join(' to ')})`,
      own.sequentialDynamodbCalls,
      2,
    ),
    exactly('Write units a message', own.writeUnits, 2),
    atMost(
      'Latency above the upstream call, of middy + Powertools',
      median(pairedRatios(latency.own, latency['middy-powertools'])),
      0.8,
      ratio,
    ),
    atMost('Logged for a success', own.logBytes, 700, (bytes) => `${bytes} bytes`),
    exactly('Write units of a receipt', receipt.writeUnits, 0),
    {
      ...atMost('Memory at rest, of the lightest peer with the SDK', median(memory.own), lightest, megabytes),
      limit: `≤ ${megabytes(lightest)}`,
    },
  ];
}

const coldTargets = {
  'middy-powertools': ['Cold instructions, of middy + Powertools', 0.5],
  express: ['Cold instructions, of express', 0.45],
} as const;

/** Returns our instructions as a share of another's, both above the empty handler. */
export function netInstructionRatio(
  samples: NonNullable<Results['coldInstructions']>,
  other: VariantName,
): number {
  const net = (name: VariantName): number => median(samples[name]) - median(samples.empty);
  return net('own') / net(other);
}

/** Returns our CPU time as a share of another's, both above the empty handler of the same round. */
export function netCpuRatios({ coldCpu }: Results, other: VariantName): readonly number[] {
  return pairedRatios(netOf(coldCpu.own, coldCpu.empty), netOf(coldCpu[other], coldCpu.empty));
}

function atMost(name: string, measured: number, limit: number, form: (value: number) => string): Target {
  return { name, limit: `≤ ${form(limit)}`, measured: form(measured), met: measured <= limit };
}

function exactly(name: string, measured: number, limit: number): Target {
  return { name, limit: String(limit), measured: String(measured), met: measured === limit };
}

function ratio(value: number): string {
  return value.toFixed(2);
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1_000).toFixed(0)} KB`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
