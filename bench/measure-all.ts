import { codeBytes } from './build.ts';
import { assertCorrect } from './measures/correctness.ts';
import { measureColdCpu } from './measures/cold-cpu.ts';
import { hasValgrind, measureColdInstructions } from './measures/cold-instructions.ts';
import type { Visits } from './measures/cold-process.ts';
import { measureFirstRequests } from './measures/first-request.ts';
import { countRequests } from './measures/counts.ts';
import { measureLatency } from './measures/latency.ts';
import { measureMemory } from './measures/memory.ts';
import { measureWarmCpu } from './measures/warm-cpu.ts';
import type { RequestCounts } from './message-counts.ts';
import type { Progress } from './progress.ts';
import type { Conditions, Results } from './results.ts';
import type { Stage } from './stage.ts';
import { labels, variantNames, type VariantName } from './variants.ts';

/** Blocks of each variant that do not count: after them, V8 has compiled what is hot. */
const warmUp = 4;

/** Takes every measure, one after the other, correctness first. */
export async function measureAll(
  conditions: Conditions,
  stage: Stage,
  random: () => number,
  progress: Progress,
): Promise<Results> {
  const { rounds } = conditions;
  for (const variant of variantNames) {
    progress.step(`Correctness: ${labels[variant]}`);
    await assertCorrect(variant, stage);
  }
  const counts = {} as Record<VariantName, RequestCounts>;
  const bearers = {} as Record<VariantName, string>;
  for (const variant of variantNames) {
    progress.step(`Counting: ${labels[variant]}`);
    counts[variant] = await countRequests(variant, 'message', stage);
    bearers[variant] = await stage.startChat(variant);
  }
  const receipt = await countRequests('own', 'receipt', stage);
  const visits: Visits = { bearers, counts };
  const coldCpu = await measureColdCpu(rounds.coldCpu, visits, stage, random, progress);
  const firstRequests = await measureFirstRequests(
    rounds.firstRequests,
    bearers.own,
    stage,
    random,
    progress,
  );
  if (!firstRequests)
    progress.step('First requests: left out, as there is no openssl or no slice of a core here');
  const warmCpu = await measureWarmCpu(
    { rounds: rounds.warmCpu, requests: rounds.warmRequests, warmUp },
    { ...visits, receipt },
    stage,
    random,
    progress,
  );
  const latency = await measureLatency(
    { rounds: rounds.latency, requests: rounds.latencyRequests },
    visits,
    stage,
    random,
    progress,
  );
  const memory = await measureMemory(rounds.memory, visits, stage, random, progress);
  const withValgrind = hasValgrind();
  if (!withValgrind) progress.step('Cold instructions: left out, as there is no valgrind here');
  const coldInstructions = withValgrind
    ? await measureColdInstructions(rounds.coldInstructions, visits, stage, progress)
    : undefined;
  return {
    conditions,
    codeBytes: Object.fromEntries(
      variantNames.map((name) => [name, codeBytes(stage.built.functionOf(name))]),
    ) as Results['codeBytes'],
    counts,
    receipt,
    coldInstructions,
    coldCpu,
    firstRequests,
    warmCpu,
    latency,
    memory,
  };
}
