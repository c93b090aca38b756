/**
 * What a worker has found out while it plays tests. The reporter, the recorder and the worker are modules of one process
 * and share it.
 */
export interface Play {
  /** The tests to play; all, if undefined. */
  readonly chosen?: ReadonlySet<string>;
  /** Milliseconds of each test that was played. */
  readonly took: Record<string, number>;
  failed?: string;
}

export interface Recorded {
  readonly kind: 'test' | 'suite' | 'before' | 'after' | 'beforeEach' | 'afterEach';
  readonly parameters: readonly unknown[];
}

/** Of Stryker's instrumenter: what the code with the mutants in it looks at, and writes. */
export interface Switch {
  activeMutant: string | undefined;
  currentTestId: string | undefined;
  hitCount: number | undefined;
  hitLimit: number | undefined;
  readonly mutantCoverage: {
    static: Record<string, number>;
    perTest: Record<string, Record<string, number>>;
  };
}

export const mutants: Switch = ((globalThis as { __stryker__?: Switch }).__stryker__ ??= {
  activeMutant: undefined,
  currentTestId: undefined,
  hitCount: undefined,
  hitLimit: undefined,
  mutantCoverage: { static: {}, perTest: {} },
});

export const shared: {
  /** The test file that is being imported, and what each imported one has declared. */
  importing: string | undefined;
  readonly recorded: Map<string, Recorded[]>;
  play: Play | undefined;
  /** Called with what the reporter says of a file's suite. */
  over: (suite: string, failed: string | undefined) => void;
} = { importing: undefined, recorded: new Map(), play: undefined, over: () => undefined };

/** In place of a test's id: what a file's hooks reach. */
export const hooks = '(hooks)';
