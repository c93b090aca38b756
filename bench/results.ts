import type { FirstRequests } from './measures/first-request.ts';
import type { WarmCpu } from './measures/warm-cpu.ts';
import type { RequestCounts } from './message-counts.ts';
import type { ColdName, VariantName } from './variants.ts';

/** A sample a round, of each. */
export type Samples<Name extends string> = Readonly<Record<Name, readonly number[]>>;

/** All that a run has measured. The report depends on nothing else. */
export interface Results {
  readonly conditions: Conditions;
  readonly codeBytes: Readonly<Record<VariantName, number>>;
  readonly counts: Readonly<Record<VariantName, RequestCounts>>;
  /** Of a receipt to our function. */
  readonly receipt: RequestCounts;
  /** Undefined without valgrind. */
  readonly coldInstructions: Samples<ColdName> | undefined;
  /** Milliseconds. */
  readonly coldCpu: Samples<ColdName>;
  /** Undefined if a process cannot be limited to a slice of a core. */
  readonly firstRequests: readonly FirstRequests[] | undefined;
  /** Milliseconds a request. */
  readonly warmCpu: WarmCpu;
  /** Milliseconds a message, above the upstream call. */
  readonly latency: Samples<VariantName>;
  /** Bytes. */
  readonly memory: Samples<VariantName>;
}

/** Where and how it was measured. */
export interface Conditions {
  readonly date: string;
  readonly command: string;
  readonly seed: number;
  readonly machine: {
    readonly processor: string;
    readonly cores: number;
    readonly memoryBytes: number;
    readonly system: string;
    readonly node: string;
  };
  /** "name version" of each package that the peers name. */
  readonly peerPackages: readonly string[];
  readonly rounds: Rounds;
}

/** How often each measure is taken. */
export interface Rounds {
  readonly coldInstructions: number;
  readonly coldCpu: number;
  readonly firstRequests: number;
  readonly warmCpu: number;
  /** Requests of a warm block. */
  readonly warmRequests: number;
  readonly latency: number;
  /** Messages of a block with delays. */
  readonly latencyRequests: number;
  readonly memory: number;
}
