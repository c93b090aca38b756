import type { MeasuredCounts } from '../../bench/scale/model.ts';

/** Measurements as they could be, for tests of what is made of them. */
export const plausible: MeasuredCounts = {
  message: {
    dynamodbCalls: 3,
    sequentialDynamodbCalls: 2,
    writeUnits: 2,
    readUnits: 1,
    upstreamCalls: 1,
    logBytes: 650,
    cpuMilliseconds: 2,
  },
  event: {
    dynamodbCalls: 1,
    sequentialDynamodbCalls: 1,
    writeUnits: 0,
    readUnits: 1,
    upstreamCalls: 1,
    logBytes: 600,
    cpuMilliseconds: 1.5,
  },
  coldCpuMilliseconds: 100,
};
