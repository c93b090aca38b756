import { randomInt } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { untilStopped } from '../local/until-stopped.ts';
import { seededRandom } from '../test/support/seeded-random.ts';
import { measureClient } from './client/measure.ts';
import { conclude, concludeClient, type Outputs } from './conclude.ts';
import { measureAll } from './measure-all.ts';
import { measuredMachine } from './measured-machine.ts';
import { readOptions, usage, type Options } from './options.ts';
import { peerPackages, preparePeers } from './peer-dependencies.ts';
import { progressTo, type Progress } from './progress.ts';
import { setStage, type Stage } from './stage.ts';

// Runs `npm run bench`, which compares our participant function with what people would use instead. Fails if a target
// is missed.

async function main(parameters: readonly string[]): Promise<number> {
  const options = readOptions(parameters, () => randomInt(1_000_000));
  if ('problem' in options) {
    process.stderr.write(`npm run bench: ${options.problem}; npm run bench -- --help tells the options\n`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(usage);
    return 0;
  }
  const progress = progressTo(process.stderr, () => performance.now());
  progress.step(`The random order's seed is ${options.seed}: --seed ${options.seed} has it again`);
  return options.part === 'client' ? await benchClient(options, progress) : await benchAll(options, progress);
}

const outputs: Outputs = {
  print: (text) => process.stdout.write(text),
  tell: (text) => process.stderr.write(text),
  write: writeFile,
};

/** Ctrl-C reaches the API and Chromium too, and what they were doing then fails. */
async function benchClient(options: Options, progress: Progress): Promise<number> {
  let stopping = false;
  void untilStopped().then(() => (stopping = true));
  try {
    return await concludeClient(await measureClient(options, progress), options, outputs);
  } catch (error) {
    if (stopping) return 130;
    process.stderr.write(`npm run bench failed: ${(error as Error).message}\n`);
    return 1;
  }
}

async function benchAll(options: Options, progress: Progress): Promise<number> {
  let stage: Stage | undefined;
  let stopping = false;
  void untilStopped().then(async () => {
    stopping = true;
    await stage?.end();
    process.exit(130);
  });
  try {
    await preparePeers(progress);
    progress.step('Bundling every variant, and starting DynamoDB and Connect on this machine');
    stage = await setStage();
    const conditions = {
      date: new Date().toISOString().slice(0, 10),
      command: `npm run bench${options.write ? ' -- --write' : ''}${options.quick ? ' -- --quick' : ''}`,
      seed: options.seed,
      machine: measuredMachine(),
      peerPackages: peerPackages(),
      rounds: options.rounds,
    };
    const results = await measureAll(conditions, stage, seededRandom(options.seed), progress);
    return await conclude(results, options, outputs);
  } catch (error) {
    // If the benchmark is being ended, this failure follows from it.
    if (!stopping) process.stderr.write(`npm run bench failed: ${(error as Error).message}\n`);
    return 1;
  } finally {
    await stage?.end();
  }
}

process.exitCode = await main(process.argv.slice(2));
