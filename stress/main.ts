import { randomInt } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { table } from '../bench/markdown-table.ts';
import { progressTo } from '../bench/progress.ts';
import { untilStopped } from '../local/until-stopped.ts';
import { seededRandom } from '../test/support/seeded-random.ts';
import { conclude } from './conclude.ts';
import { readOptions, usage, type Options } from './options.ts';
import type { Outcome } from './report/section.ts';
import type { Stage } from './scenario.ts';
import { scenarios } from './scenarios.ts';
import { watchMachine } from './world/machine-load.ts';

// Runs `npm run stress`, which does to the API what a bad day does. Fails if a claim does not hold.

async function main(parameters: readonly string[]): Promise<number> {
  const options = readOptions(parameters, () => randomInt(1_000_000));
  if ('problem' in options) {
    process.stderr.write(`npm run stress: ${options.problem}; npm run stress -- --help tells the rest\n`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(usage);
    return 0;
  }
  if (process.platform !== 'linux') {
    process.stderr.write('npm run stress needs Linux: its visitors come from many addresses of loopback\n');
    return 1;
  }
  const ending = new AbortController();
  void untilStopped().then(() => ending.abort());
  try {
    const outcomes = await runAll(options, ending.signal);
    return await conclude(outcomes, options, {
      print: (text) => process.stdout.write(text),
      tell: (text) => process.stderr.write(text),
      read: (file) => readFile(file, 'utf8'),
      write: writeFile,
    });
  } catch (error) {
    // A failure follows from being ended.
    if (ending.signal.aborted) return 130;
    process.stderr.write(`npm run stress failed: ${(error as Error).message}\n`);
    return 1;
  }
}

async function runAll(
  { names, seed, quick, only }: Options,
  signal: AbortSignal,
): Promise<readonly Outcome[]> {
  const progress = progressTo(process.stderr, () => performance.now());
  progress.step(`The seed is ${seed}: --seed ${seed} has it again`);
  const outcomes: Outcome[] = [];
  for (const scenario of scenarios.filter(({ name }) => names.includes(name))) {
    const tables: string[] = [];
    const stage: Stage = {
      seed,
      random: seededRandom(seed),
      quick,
      signal,
      progress,
      only,
      show: (head, rows) => tables.push(table(head, rows)),
    };
    const began = performance.now();
    const watched = watchMachine();
    const figures = await scenario.run(stage);
    const minutes = (performance.now() - began) / 60_000;
    const date = new Date().toISOString().slice(0, 10);
    outcomes.push({ scenario, figures, tables, conditions: { date, seed, quick, minutes, load: watched() } });
  }
  return outcomes;
}

process.exitCode = await main(process.argv.slice(2));
