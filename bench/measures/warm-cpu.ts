import type { Progress } from '../progress.ts';
import { shuffled } from '../shuffled.ts';
import type { RequestCounts } from '../message-counts.ts';
import type { FunctionProcess } from '../processes.ts';
import type { Stage } from '../stage.ts';
import { labels, variantNames, type VariantName } from '../variants.ts';
import type { Visits } from './cold-process.ts';
import { expectCalls } from './expected-calls.ts';
import { emptySamples } from './samples.ts';

export interface WarmCpuOptions {
  readonly rounds: number;
  /** Requests of a block. */
  readonly requests: number;
  /** Blocks of each before the first that counts. */
  readonly warmUp: number;
}

export interface WarmCpu {
  /** Milliseconds of CPU a message, a sample a round. */
  readonly message: Readonly<Record<VariantName, readonly number[]>>;
  /** The same of a receipt to our function. */
  readonly receipt: readonly number[];
}

/**
 * Measures the CPU time of long-lived processes, in blocks of requests. Each round has a block of each variant, in a
 * random order.
 */
export async function measureWarmCpu(
  { rounds, requests, warmUp }: WarmCpuOptions,
  { bearers, counts, receipt }: Visits & { readonly receipt: RequestCounts },
  stage: Stage,
  random: () => number,
  progress: Progress,
): Promise<WarmCpu> {
  const names = [...variantNames, 'receipt'] as const;
  const samples = emptySamples(names);
  const workers = new Map<string, FunctionProcess>();
  try {
    for (const name of names) workers.set(name, stage.startFunction(name === 'receipt' ? 'own' : name));
    for (let round = 1 - warmUp; round <= rounds; round++) {
      progress.step(round < 1 ? 'Warm CPU: warming up' : `Warm CPU: round ${round} of ${rounds}`);
      for (const name of shuffled(names, random)) {
        const variant = name === 'receipt' ? 'own' : name;
        const send = name === 'receipt' ? 'receipt' : 'message';
        await stage.services.ask({ kind: 'seen' });
        const worker = workers.get(name) as FunctionProcess;
        const { cpu } = await worker.ask({ kind: 'block', send, bearer: bearers[variant], requests });
        const each = name === 'receipt' ? receipt : counts[name];
        await expectCalls(stage.services, requests, each, `${labels[variant]}, warm`);
        if (round >= 1) samples[name].push(cpu / requests);
      }
    }
  } finally {
    await Promise.all([...workers.values()].map((worker) => worker.end()));
  }
  const { receipt: receiptSamples, ...message } = samples;
  return { message, receipt: receiptSamples };
}
