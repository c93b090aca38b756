import type { Progress } from '../progress.ts';
import { shuffled } from '../shuffled.ts';
import type { Stage } from '../stage.ts';
import { variantNames, type VariantName } from '../variants.ts';
import type { Visits } from './cold-process.ts';
import { emptySamples } from './samples.ts';

/** Messages before memory is read. */
const messages = 200;

/**
 * Measures the bytes in memory of a process that has answered messages and collected its garbage: a fresh process a
 * round.
 */
export async function measureMemory(
  rounds: number,
  { bearers }: Visits,
  stage: Stage,
  random: () => number,
  progress: Progress,
): Promise<Readonly<Record<VariantName, readonly number[]>>> {
  const samples = emptySamples(variantNames);
  for (let round = 1; round <= rounds; round++) {
    progress.step(`Memory: round ${round} of ${rounds}`);
    for (const variant of shuffled(variantNames, random)) {
      const worker = stage.startFunction(variant, ['--expose-gc']);
      try {
        await worker.ask({ kind: 'block', send: 'message', bearer: bearers[variant], requests: messages });
        const { resident } = await worker.ask({ kind: 'memory' });
        samples[variant].push(resident);
      } finally {
        await worker.end();
      }
    }
  }
  return samples;
}
