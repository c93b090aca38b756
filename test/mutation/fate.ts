import type { Coverage } from './coverage.ts';
import type { Mutant } from './mutants.ts';
import { hooks } from './played.ts';
import type { Report } from './worker.ts';
import type { WorkerProcess } from './worker-process.ts';

/** The tests of one file that reach a mutant. */
export interface Candidate {
  readonly test: string;
  /** Their ids; all of the file, if undefined. */
  readonly chosen?: readonly string[];
  /** Milliseconds that they took when no mutant was switched on. */
  readonly cost: number;
  /** How often they reached it then. */
  readonly times: number;
}

/** The tests that reach the mutant while they are played. */
export function reaching(
  { file, number }: Mutant,
  coverage: ReadonlyMap<string, Coverage>,
): readonly Candidate[] {
  return [...coverage].flatMap(([test, { tests, times, took }]) => {
    const ids = Object.keys(tests).filter((id) => tests[id]?.reached[file]?.includes(number));
    if (ids.length === 0) return [];
    const chosen = ids.filter((id) => id !== hooks);
    const left = Object.keys(tests).filter((id) => !chosen.includes(id));
    const saved = left.reduce((sum, id) => sum + (tests[id]?.took ?? 0), 0);
    const all = { test, cost: took, times: times[file]?.[number] ?? 0 };
    const some = chosen.length > 0 ? [{ ...all, chosen, cost: took - saved }] : [];
    // What a hook or a suite's body has computed may be told by any of its tests.
    return chosen.length < ids.length ? [...some, all] : some;
  });
}

export type Fate =
  /** A test fails with it, or does not end. */
  | { readonly outcome: 'killed'; readonly by: string }
  /** Every test passes that was played. */
  | { readonly outcome: 'survived'; readonly played: number }
  /** No test reaches it. */
  | { readonly outcome: 'unreached' };

/** A test with a mutant may take so much longer than without: it may be an endless loop, or a busy machine. Milliseconds. */
const longer = 30_000;

export interface Way {
  /** A worker that has no mutant switched on. */
  readonly worker: () => WorkerProcess;
  /** Ends the worker; the next call of `worker` starts another. */
  readonly restart: () => Promise<void>;
  /** A worker for one mutant, switched on from the start. */
  readonly fresh: (mutant: string) => WorkerProcess;
  readonly path: (test: string) => string;
}

/** Plays the candidates in their order until one fails. */
export async function fateOf({ id }: Mutant, candidates: readonly Candidate[], way: Way): Promise<Fate> {
  for (const { test, chosen, cost, times } of candidates) {
    const file = way.path(test);
    const limit = 1_000 + 10 * times;
    const play = { kind: 'play', file, ...(chosen && { chosen }) } as const;
    for (let attempt = 0; ; attempt++) {
      const ready = await way.worker().ask({ kind: 'import', file }, longer);
      const report = ready && (await way.worker().ask({ ...play, mutant: id, limit }, longer + 10 * cost));
      if (!report) {
        await way.restart();
        return { outcome: 'killed', by: `${test} does not end` };
      }
      if (report.failed === undefined) break;
      // A mutant may leave a process behind in which everything fails.
      const control = await way.worker().ask(playedIn(play, report), longer + 10 * cost);
      if (control && control.failed === undefined)
        return { outcome: 'killed', by: `${test}: ${report.failed}` };
      await way.restart();
      if (attempt === 1)
        throw new Error(`${test} fails without a mutant too, where it is played a second time`);
    }
  }
  return candidates.length === 0
    ? { outcome: 'unreached' }
    : { outcome: 'survived', played: candidates.length };
}

function playedIn<P extends object>(play: P, { took }: Report): P & { readonly chosen?: readonly string[] } {
  const chosen = Object.keys(took);
  return chosen.length === 0 ? play : { ...play, chosen };
}

/** The same for what is computed when a module is imported: in a process of its own, as no play changes it any more. */
export async function fateFromTheStart(
  { id }: Mutant,
  candidates: readonly Candidate[],
  way: Way,
): Promise<Fate> {
  if (candidates.length === 0) return { outcome: 'unreached' };
  const worker = way.fresh(id);
  try {
    for (const { test, cost } of candidates) {
      const file = way.path(test);
      const report =
        (await failing(worker.ask({ kind: 'import', file }, 2 * longer))) ??
        (await failing(worker.ask({ kind: 'play', file }, longer + 10 * cost)));
      if (report) return { outcome: 'killed', by: `${test}: ${report}` };
    }
    return { outcome: 'survived', played: candidates.length };
  } finally {
    await worker.stop();
  }
}

async function failing(asked: Promise<Report | undefined>): Promise<string | undefined> {
  const report = await asked;
  return report ? report.failed : 'does not end';
}
