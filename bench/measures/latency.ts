import type { Progress } from '../progress.ts';
import { shuffled } from '../shuffled.ts';
import type { FunctionProcess } from '../processes.ts';
import type { Stage } from '../stage.ts';
import { median } from '../statistics.ts';
import { variantNames, labels, type VariantName } from '../variants.ts';
import type { Visits } from './cold-process.ts';
import { expectCalls } from './expected-calls.ts';
import { emptySamples } from './samples.ts';

/** Milliseconds that a call takes here: about what it takes in a Region. */
export const delays = { dynamodb: 5, connect: 25 } as const;

export interface LatencyOptions {
  readonly rounds: number;
  /** Messages of a block. */
  readonly requests: number;
}

/**
 * Measures the milliseconds of a message above what the call upstream took: the median of a block of messages, one
 * after the other. One sample a round; each round has a block of each variant, in a random order.
 */
export async function measureLatency(
  { rounds, requests }: LatencyOptions,
  { bearers, counts }: Visits,
  stage: Stage,
  random: () => number,
  progress: Progress,
): Promise<Readonly<Record<VariantName, readonly number[]>>> {
  const { services } = stage;
  const samples = emptySamples(variantNames);
  const workers = new Map<VariantName, FunctionProcess>();
  try {
    for (const name of variantNames) workers.set(name, stage.startFunction(name));
    const block = async (name: VariantName, messages: number): Promise<number> => {
      await services.ask({ kind: 'seen' });
      const worker = workers.get(name) as FunctionProcess;
      const { milliseconds } = await worker.ask({
        kind: 'block',
        send: 'message',
        bearer: bearers[name],
        requests: messages,
      });
      const { connect } = await expectCalls(services, messages, counts[name], `${labels[name]}, with delays`);
      return median(
        milliseconds.map((whole, index) => {
          const { began = 0, ended = 0 } = connect[index] ?? {};
          return whole - (ended - began);
        }),
      );
    };
    progress.step('Latency: warming up');
    for (const name of variantNames) await block(name, 200);
    await services.ask({ kind: 'delays', ...delays });
    for (let round = 1; round <= rounds; round++) {
      progress.step(`Latency: round ${round} of ${rounds}`);
      for (const name of shuffled(variantNames, random)) samples[name].push(await block(name, requests));
    }
  } finally {
    await services.ask({ kind: 'delays', dynamodb: 0, connect: 0 });
    await Promise.all([...workers.values()].map((worker) => worker.end()));
  }
  return samples;
}
