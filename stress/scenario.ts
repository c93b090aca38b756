import type { Progress } from '../bench/progress.ts';

/** What a scenario promises to measure: one row of the page. */
export interface Claim {
  readonly text: string;
  /** What the figure must be, in words. */
  readonly required: string;
}

/** What a claim came to. */
export interface Figure {
  readonly measured: string;
  /** Undefined if it could not be measured on this machine. */
  readonly holds: boolean | undefined;
}

/** What every scenario is given. */
export interface Stage {
  readonly seed: number;
  /** Numbers between 0 and 1 that follow from the seed. */
  readonly random: () => number;
  /** A short run, for a look: fewer clients, less time. */
  readonly quick: boolean;
  /** Aborts when the command is to end. */
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** The one part that is to run, of a scenario that has named parts. */
  readonly only?: string | undefined;
  /** Puts a table of further figures below the claims. */
  readonly show: (head: readonly string[], rows: readonly (readonly string[])[]) => void;
}

/** A named experiment over real processes. */
export interface Scenario<Name extends string = string> {
  readonly name: string;
  /** One line, without a full stop. */
  readonly about: string;
  /** How long it takes in full, in minutes. */
  readonly minutes: number;
  readonly claims: Readonly<Record<Name, Claim>>;
  /** Names of parts, each of which `--only` runs by itself. */
  readonly parts?: readonly string[];
  run(stage: Stage): Promise<Readonly<Record<Name, Figure>>>;
}
