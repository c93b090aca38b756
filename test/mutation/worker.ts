import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { suite } from 'node:test';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { hooks, mutants, shared } from './played.ts';
import { replay } from './recorder.ts';

// A worker: a process that imports test files once, with all mutants in the code and none of them active, and then plays
// the tests of a file as often as it is told to, each time with another mutant. Its parameter is a file with the code.

/** Asks for the import of a test file, or plays its tests. */
export type Command =
  | { readonly kind: 'import'; readonly file: string }
  | {
      readonly kind: 'play';
      readonly file: string;
      /** The ids of the tests; all, if left out. */
      readonly chosen?: readonly string[];
      readonly mutant?: string;
      /** How often the mutant may be reached before it counts as an endless loop. */
      readonly limit?: number;
    };

export interface Report {
  /** What failed first. */
  readonly failed?: string;
  /** By test: how often each mutant was reached. */
  readonly reached: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** How often each was reached by what is imported. */
  readonly atImport: Readonly<Record<string, number>>;
  /** Milliseconds of each test. */
  readonly took: Readonly<Record<string, number>>;
}

const [, , codeFile = ''] = process.argv;
const code = new Map(
  Object.entries(JSON.parse(readFileSync(codeFile, 'utf8')) as Readonly<Record<string, string>>).map(
    ([file, source]) => [pathToFileURL(file).href, source],
  ),
);
const recorder = new URL('recorder.ts', import.meta.url).href;
const own = new Set([recorder, import.meta.url]);

// Nobody wants to know the smallest case in which a mutant is noticed.
fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true });

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'node:test' && !own.has(context.parentURL ?? '')
      ? { url: recorder, shortCircuit: true }
      : next(specifier, context),
  load: (url, context, next) => {
    const source = code.get(url);
    return source === undefined
      ? next(url, context)
      : { format: 'module-typescript', source, shortCircuit: true };
  },
});

async function obey(command: Command): Promise<Report> {
  const { file } = command;
  if (command.kind === 'import') {
    if (shared.recorded.has(file)) return { reached: {}, took: {}, atImport: {} };
    shared.importing = file;
    shared.recorded.set(file, []);
    mutants.mutantCoverage.static = {};
    try {
      await import(pathToFileURL(file).href);
    } finally {
      shared.importing = undefined;
    }
    return { reached: {}, took: {}, atImport: mutants.mutantCoverage.static };
  }
  const { chosen, mutant, limit } = command;
  const play = { took: {}, ...(chosen && { chosen: new Set(chosen) }) };
  shared.play = play;
  mutants.mutantCoverage.perTest = {};
  mutants.currentTestId = hooks;
  if (mutant !== undefined) {
    mutants.activeMutant = mutant;
    mutants.hitCount = 0;
    mutants.hitLimit = limit;
  }
  const failed = await played(file);
  if (process.env['__STRYKER_ACTIVE_MUTANT__'] === undefined) mutants.activeMutant = undefined;
  mutants.currentTestId = undefined;
  return {
    ...(failed !== undefined && { failed }),
    reached: mutants.mutantCoverage.perTest,
    atImport: {},
    took: play.took,
  };
}

let plays = 0;

async function played(file: string): Promise<string | undefined> {
  const name = `${++plays}`;
  const over = new Promise<string | undefined>((resolve) => {
    shared.over = (suite, failed) => {
      if (suite === name) resolve(failed);
    };
  });
  await suite(name, () => replay(file));
  return await over;
}

process.on('message', (command: Command) => {
  obey(command).then(
    (report) => process.send?.(report),
    (error: unknown) =>
      process.send?.({ failed: String(error), reached: {}, atImport: {}, took: {} } satisfies Report),
  );
});
process.on('disconnect', () => process.exit());
