import type { Service } from '../../lambdas/core/access.ts';
import { mean, sample, type Duration } from './duration.ts';
import type { Values } from './inputs.ts';
import type { OperationCounts } from './measured-counts.ts';
import { seededRandom } from '../../test/support/seeded-random.ts';

const samples = 50_000;

function dynamodb({ dynamodbMedian, dynamodbTail }: Values): Duration {
  return { median: dynamodbMedian, tail: dynamodbTail };
}

/** Memory of each function, in megabytes. */
export function memoryOf(service: Service, { participantMemory, connectMemory }: Values): number {
  return service === 'participant' ? participantMemory : connectMemory;
}

/**
 * Returns how long work of so much CPU time takes at a function's memory. Lambda gives a slice of a core in each
 * period: work that fits into one slice takes no longer than on a whole core.
 */
function elapsed(cpuMilliseconds: number, service: Service, values: Values): number {
  const share = Math.min(1, memoryOf(service, values) / values.coreMemory);
  return cpuMilliseconds <= share * values.slicePeriod ? cpuMilliseconds : cpuMilliseconds / share;
}

/** Returns the milliseconds for which a warm function runs, on average: they are billed. */
export function handlerDuration(service: Service, counts: OperationCounts, values: Values): number {
  return (
    elapsed(counts.cpuMilliseconds, service, values) +
    counts.sequentialDynamodbCalls * mean(dynamodb(values)) +
    counts.upstreamCalls * mean({ median: values.connectMedian, tail: values.connectTail })
  );
}

/** Returns the milliseconds by which a cold request takes longer, on average: they are billed, too. */
export function coldDuration(service: Service, coldCpuMilliseconds: number, values: Values): number {
  return (
    mean({ median: values.coldMedian, tail: values.coldTail }) + elapsed(coldCpuMilliseconds, service, values)
  );
}

/**
 * Returns the API's own share of a participant's request, without Connect's time and the visitor's network. It is
 * drawn, with a fixed seed, from the durations of its parts.
 */
export function ownLatency(
  counts: OperationCounts,
  cold: { readonly share: number; readonly cpuMilliseconds: number },
  values: Values,
): Duration {
  const random = seededRandom(1);
  const gateway = { median: values.gatewayMedian, tail: values.gatewayTail };
  const start = { median: values.coldMedian, tail: values.coldTail };
  const beside = counts.dynamodbCalls - counts.sequentialDynamodbCalls;
  const all = Array.from({ length: samples }, () => {
    let sum = sample(gateway, random) + elapsed(counts.cpuMilliseconds, 'participant', values);
    const trips = Array.from({ length: counts.dynamodbCalls }, () => sample(dynamodb(values), random));
    // Parts that run side by side take as long as the slowest.
    sum += trips
      .slice(beside + 1)
      .reduce((all, trip) => all + trip, Math.max(0, ...trips.slice(0, beside + 1)));
    const starting = sample(start, random) + elapsed(cold.cpuMilliseconds, 'participant', values);
    return random() < cold.share ? sum + starting : sum;
  }).toSorted((a, b) => a - b);
  return { median: all[samples / 2] ?? 0, tail: all[(samples * 99) / 100] ?? 0 };
}
