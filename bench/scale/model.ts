import { perChat } from './counts-of.ts';
import { costPerMillionMessages, type Cost } from './cost.ts';
import type { Duration } from './duration.ts';
import { environmentsNeeded } from './environments.ts';
import type { Values } from './inputs.ts';
import { ownLatency } from './latency.ts';
import { coldShareOf, loadOf } from './load.ts';
import type { MeasuredCounts } from './measured-counts.ts';
import { poissonQuantile } from './poisson.ts';
import { allRequests, ratesOfOneChat } from './traffic.ts';

export type { MeasuredCounts, OperationCounts } from './measured-counts.ts';

/** The numbers of concurrent chats that the model is asked about. */
export const sizes = [1, 10, 100, 1_000, 10_000] as const;

/** The results for so many concurrent chats: what they do, cost and need. */
export interface Point {
  readonly chats: number;
  /** A second. */
  readonly requests: {
    readonly messages: number;
    readonly events: number;
    readonly starts: number;
    readonly connections: number;
    /** All requests, with transcripts, disconnects and preflights. */
    readonly all: number;
  };
  /** Dollars for a million messages of visitors. */
  readonly cost: Cost;
  /** Environments of both functions at work at once. */
  readonly concurrency: number;
  readonly cold: { readonly participant: number; readonly connect: number };
  /** The API's own share of sending a message, in milliseconds. */
  readonly latency: Duration;
  readonly dynamodb: {
    /** Units a second. */
    readonly writes: number;
    readonly reads: number;
    /** Units a second of the busiest partition of a new table. */
    readonly hottestWrites: number;
    readonly hottestReads: number;
    /** Read units a second of the busiest key: a session's row. */
    readonly hottestKey: number;
  };
  /** Gigabytes of log in a month. */
  readonly logGigabytes: number;
}

export function pointAt(chats: number, counts: MeasuredCounts, values: Values): Point {
  const rates = ratesOfOneChat(values);
  const a = (of: Parameters<typeof perChat>[2]): number => perChat(rates, counts, of);
  const writes = a(({ writeUnits }) => writeUnits);
  const reads = a(({ readUnits }) => readUnits);
  const hottest = chatsOfHottestPartition(chats, values);
  const cold = {
    participant: coldShareOf('participant', chats, counts, values),
    connect: coldShareOf('connect', chats, counts, values),
  };
  const logged = chats * a(({ logBytes }) => logBytes) + allRequests(chats, values) * values.accessLogBytes;
  return {
    chats,
    requests: {
      messages: chats * rates.message,
      events: chats * (rates.typing + rates.receipt),
      starts: chats * rates.start,
      connections: chats * (rates.connection + rates.reconnection),
      all: allRequests(chats, values),
    },
    cost: costPerMillionMessages(chats, counts, values),
    concurrency: concurrencyAt(chats, counts, values),
    cold,
    latency: ownLatency(
      counts.message,
      { share: cold.participant, cpuMilliseconds: counts.coldCpuMilliseconds },
      values,
    ),
    dynamodb: {
      writes: chats * writes,
      reads: chats * reads,
      hottestWrites: hottest * writes,
      hottestReads: hottest * reads,
      hottestKey: reads,
    },
    logGigabytes: (logged * values.hours * 3_600) / 1e9,
  };
}

export function concurrencyAt(chats: number, counts: MeasuredCounts, values: Values): number {
  return (
    environmentsNeeded(loadOf('participant', chats, counts, values)) +
    environmentsNeeded(loadOf('connect', chats, counts, values))
  );
}

/**
 * Returns the 99th percentile of a partition's share of chats: keys are hashes of secrets, so chats spread over
 * partitions like thrown dice. For writes it is an upper bound, as each ClientToken has a key of its own.
 */
export function chatsOfHottestPartition(chats: number, { partitions }: Values): number {
  return Math.min(chats, poissonQuantile(chats / partitions, 0.99));
}
