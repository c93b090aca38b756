import type { Progress } from '../progress.ts';
import { shuffled } from '../shuffled.ts';
import type { Stage } from '../stage.ts';
import { coldNames, type ColdName } from '../variants.ts';
import { coldRun, type Visits } from './cold-process.ts';
import { emptySamples } from './samples.ts';

/**
 * Measures the CPU milliseconds of a fresh process until its first answer: one sample a round, each round in a random
 * order.
 */
export async function measureColdCpu(
  rounds: number,
  visits: Visits,
  stage: Stage,
  random: () => number,
  progress: Progress,
): Promise<Readonly<Record<ColdName, readonly number[]>>> {
  const samples = emptySamples(coldNames);
  // The first run of each does not count: it reads files that later ones find in memory.
  for (const variant of coldNames) await coldRun(variant, { command: [process.execPath] }, visits, stage);
  for (let round = 1; round <= rounds; round++) {
    progress.step(`Cold CPU: round ${round} of ${rounds}`);
    for (const variant of shuffled(coldNames, random)) {
      const { cpu } = await coldRun(variant, { command: [process.execPath] }, visits, stage);
      samples[variant].push(cpu);
    }
  }
  return samples;
}
