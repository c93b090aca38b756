import type { Accepted } from './accepted.ts';
import type { Mutant } from './mutants.ts';
import type { Tried } from './run.ts';

/** What has become of a file's mutants. */
export interface Verdict {
  readonly killed: number;
  /** Survivors for which there is a reason. */
  readonly accepted: number;
  readonly survivors: readonly Tried[];
  /** What is accepted and is not there, or has been killed. */
  readonly stale: readonly string[];
}

/** A mutant as the command prints it, and as it is accepted. */
export function inWords({ code, becomes }: Pick<Mutant, 'code' | 'becomes'>): string {
  return `${code} → ${becomes}`;
}

export function judge(file: string, tried: readonly Tried[], accepted: readonly Accepted[]): Verdict {
  const allowed = new Set(accepted.filter((one) => one.file === file).flatMap(({ mutants }) => mutants));
  const survived = tried.filter(({ fate }) => fate.outcome !== 'killed');
  const words = new Set(survived.map(({ mutant }) => inWords(mutant)));
  return {
    killed: tried.length - survived.length,
    accepted: survived.filter(({ mutant }) => allowed.has(inWords(mutant))).length,
    survivors: survived.filter(({ mutant }) => !allowed.has(inWords(mutant))),
    stale: [...allowed].filter((mutant) => !words.has(mutant)),
  };
}
