import { parseArgs } from 'node:util';
import type { Rounds } from './results.ts';

export interface Options {
  readonly seed: number;
  readonly quick: boolean;
  /** Where the report goes; undefined for nowhere. */
  readonly out: string | undefined;
  readonly rounds: Rounds;
}

export const defaultReport = 'docs/performance.md';

export const usage = `npm run bench [-- OPTIONS]

  --quick       a few rounds, for a look; writes no report unless --out is given
  --seed N      the seed of the random order, a whole number; a new one by default
  --out FILE    where the report goes (default: ${defaultReport})
`;

const full: Rounds = {
  coldInstructions: 3,
  coldCpu: 20,
  warmCpu: 20,
  warmRequests: 200,
  latency: 12,
  latencyRequests: 15,
  memory: 5,
};

const quick: Rounds = {
  coldInstructions: 1,
  coldCpu: 3,
  warmCpu: 3,
  warmRequests: 50,
  latency: 2,
  latencyRequests: 5,
  memory: 1,
};

/** Answers the options of the command, or what is wrong with them. */
export function readOptions(
  parameters: readonly string[],
  newSeed: () => number,
): Options | { readonly problem: string } {
  try {
    const { values } = parseArgs({
      args: [...parameters],
      options: { quick: { type: 'boolean' }, seed: { type: 'string' }, out: { type: 'string' } },
    });
    const seed = values.seed === undefined ? newSeed() : Number(values.seed);
    if (!Number.isSafeInteger(seed) || seed < 0 || values.seed === '')
      return { problem: '--seed must be a whole number, such as --seed 7' };
    const isQuick = values.quick === true;
    return {
      seed,
      quick: isQuick,
      out: values.out ?? (isQuick ? undefined : defaultReport),
      rounds: isQuick ? quick : full,
    };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}
