import { setTimeout as delay } from 'node:timers/promises';
import { growthOf } from '../judge/memory.ts';
import type { Claim, Figure, Stage } from '../scenario.ts';
import type { World } from '../world/world.ts';

/** What a scenario claims of its processes' memory. */
export const memoryClaim: Claim = {
  text: "Memory in use of each API process after a collection: the last third's median, beside the middle third's",
  required: '≤ 5 % or 2 MB more',
};

/** Bytes in use of each process, one list a sample. */
export async function sampleHeaps(
  { quick }: Stage,
  world: World,
  ending: AbortSignal,
): Promise<readonly (readonly number[])[]> {
  const samples: (readonly number[])[] = [];
  while (!ending.aborted) {
    samples.push(await world.heaps());
    await delay(quick ? 2_000 : 15_000, undefined, { signal: ending }).catch(() => undefined);
  }
  return samples;
}

export function memoryFigure(samples: readonly (readonly number[])[]): Figure {
  if (samples.length < 3) return { measured: 'nothing', holds: undefined };
  const each = (samples[0] ?? []).map((_, process) =>
    growthOf(samples.map((sample) => sample[process] as number)),
  );
  const worst = each.toSorted((a, b) => b.after - b.before - (a.after - a.before))[0];
  return {
    measured: worst === undefined ? 'nothing' : `at worst ${mb(worst.after)} beside ${mb(worst.before)}`,
    holds: each.length > 0 && each.every(({ isFlat }) => isFlat),
  };
}

function mb(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
