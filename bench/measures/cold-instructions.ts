import { spawnSync } from 'node:child_process';
import type { Progress } from '../progress.ts';
import type { Stage } from '../stage.ts';
import { coldNames, labels, type ColdName } from '../variants.ts';
import { coldRun, type Visits } from './cold-process.ts';
import { emptySamples } from './samples.ts';

const callgrind = [
  'valgrind',
  '--tool=callgrind',
  // V8 changes code that it has written.
  '--smc-check=all-non-file',
  '--callgrind-out-file=/dev/null',
  process.execPath,
  '--single-threaded',
  '--predictable-gc-schedule',
] as const;

/** Whether there is a valgrind to count with. */
export function hasValgrind(): boolean {
  return spawnSync('valgrind', ['--version']).status === 0;
}

/**
 * Counts the instructions of a fresh process until its first answer. Of all measures, a busy machine affects this one
 * least.
 */
export async function measureColdInstructions(
  runs: number,
  visits: Visits,
  stage: Stage,
  progress: Progress,
): Promise<Readonly<Record<ColdName, readonly number[]>>> {
  const samples = emptySamples(coldNames);
  for (let run = 1; run <= runs; run++)
    for (const variant of coldNames) {
      progress.step(`Cold instructions, run ${run} of ${runs}: ${labels[variant]}`);
      samples[variant].push(await countInstructions(variant, visits, stage));
    }
  return samples;
}

/** Counts the instructions of one fresh process until its first answer. */
export async function countInstructions(variant: ColdName, visits: Visits, stage: Stage): Promise<number> {
  const { errors } = await coldRun(variant, { command: callgrind, slower: 100 }, visits, stage);
  return instructions(errors);
}

/** Callgrind's own line: "==123== Collected : 1234567". */
function instructions(errors: string): number {
  const [, count] = /Collected\s*:\s*(\d+)/.exec(errors) ?? [];
  if (count === undefined) throw new Error(`valgrind told no count of instructions: ${errors.slice(-500)}`);
  return Number(count);
}
