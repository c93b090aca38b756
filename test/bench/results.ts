import type { RequestCounts } from '../../bench/message-counts.ts';
import type { Results } from '../../bench/results.ts';

const counts: RequestCounts = {
  dynamodbCalls: 3,
  sequentialDynamodbCalls: 3,
  writeUnits: 2,
  readUnits: 1,
  upstreamCalls: 1,
  logBytes: 650,
  dynamodbHeaderBytes: 6_000,
  upstreamHeaderBytes: 2_300,
};

/** The results of a run that met every target. */
export const goodResults: Results = {
  conditions: {
    date: '2026-01-02',
    command: 'npm run bench',
    seed: 7,
    machine: {
      processor: 'A processor',
      cores: 2,
      memoryBytes: 8 * 2 ** 30,
      system: 'Linux',
      node: '24.0.0',
    },
    peerPackages: ['express 5.0.0', 'hono 4.0.0'],
    rounds: {
      coldInstructions: 3,
      coldCpu: 2,
      firstRequests: 2,
      warmCpu: 2,
      warmRequests: 200,
      latency: 2,
      latencyRequests: 10,
      memory: 2,
    },
  },
  codeBytes: each(250_000, 500_000),
  counts: each({ ...counts, sequentialDynamodbCalls: 2 }, counts),
  receipt: { ...counts, dynamodbCalls: 1, sequentialDynamodbCalls: 1, writeUnits: 0 },
  coldInstructions: { ...each([300e6, 300e6], [900e6, 900e6]), empty: [100e6, 100e6] },
  coldCpu: { ...each([60, 120], [110, 220]), empty: [10, 20] },
  firstRequests: [
    {
      kind: 'message',
      roundTrip: 1,
      with: [
        { initialization: 110, elapsed: 80, cpu: 17 },
        { initialization: 114, elapsed: 90, cpu: 18 },
      ],
      without: [
        { initialization: 100, elapsed: 120, cpu: 29 },
        { initialization: 100, elapsed: 140, cpu: 31 },
      ],
    },
  ],
  warmCpu: { message: each([1, 2], [2, 4]), receipt: [0.5, 0.6] },
  latency: each([12, 13], [18, 19]),
  memory: each([60e6, 61e6], [80e6, 81e6]),
};

function each<T>(own: T, peer: T): Readonly<Record<keyof Results['counts'], T>> {
  return {
    own,
    'middy-powertools': peer,
    express: peer,
    hono: peer,
    'powertools-router': peer,
    'raw-http': peer,
  };
}
