import { randomInt } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { untilStopped } from '../local/until-stopped.ts';
import { measureAll } from './measure-all.ts';
import { measuredMachine } from './measured-machine.ts';
import { readOptions, usage, type Options } from './options.ts';
import { peerPackages, preparePeers } from './peer-dependencies.ts';
import { progressTo } from './progress.ts';
import { report } from './report/report.ts';
import { measuredCounts } from './report/measured-counts.ts';
import type { Results } from './results.ts';
import { scaleSection } from './scale/section.ts';
import { seededRandom } from './seeded-random.ts';
import { setStage, type Stage } from './stage.ts';
import { targets } from './targets.ts';

// `npm run bench`: our participant function beside what people would use instead. Fails when a target is missed.

const root = fileURLToPath(new URL('..', import.meta.url));

async function main(parameters: readonly string[]): Promise<number> {
  const options = readOptions(parameters, () => randomInt(1_000_000));
  if ('problem' in options) {
    process.stderr.write(`${options.problem}\n\n${usage}`);
    return 2;
  }
  const progress = progressTo(process.stdout, () => performance.now());
  let stage: Stage | undefined;
  let stopping = false;
  void untilStopped().then(async () => {
    stopping = true;
    await stage?.end();
    process.exit(130);
  });
  try {
    progress.step(`The random order's seed is ${options.seed}: --seed ${options.seed} has it again`);
    await preparePeers(progress);
    progress.step('Bundling every variant, and starting DynamoDB and Connect on this machine');
    stage = await setStage();
    const conditions = {
      date: new Date().toISOString().slice(0, 10),
      command: `npm run bench${options.quick ? ' -- --quick' : ''}`,
      seed: options.seed,
      machine: measuredMachine(),
      peerPackages: peerPackages(),
      rounds: options.rounds,
    };
    const results = await measureAll(conditions, stage, seededRandom(options.seed), progress);
    return await conclude(results, options);
  } catch (error) {
    // What fails because its process was ended is no news.
    if (!stopping) process.stderr.write(`npm run bench failed: ${(error as Error).message}\n`);
    return 1;
  } finally {
    await stage?.end();
  }
}

async function conclude(results: Results, { out }: Options): Promise<number> {
  const missed = targets(results).filter(({ met }) => met === false);
  const text = await format(report(results, [scaleSection(measuredCounts(results))]), {
    ...(await resolveConfig(`${root}/docs/performance.md`)),
    parser: 'markdown',
    proseWrap: 'always',
  });
  if (out === undefined) process.stdout.write(`\n${text}`);
  else {
    const file = resolve(root, out);
    await writeFile(file, text);
    process.stdout.write(`\nThe report is in ${relative(process.cwd(), file)}\n`);
  }
  for (const { name, limit, measured } of missed)
    process.stdout.write(`Target missed: ${name} is ${measured}, and was to be ${limit}\n`);
  return missed.length > 0 ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
