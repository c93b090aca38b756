import {
  appendFileSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { coverageOf, type Coverage } from './coverage.ts';
import { fateFromTheStart, fateOf, reaching, type Candidate, type Fate, type Way } from './fate.ts';
import { importedBy } from './imports.ts';
import { hashOf, instrument, type Mutant } from './mutants.ts';
import { startWorker, type WorkerProcess } from './worker-process.ts';

export interface Run {
  readonly root: string;
  /** A pattern of what is mutated; the files of it that are wanted. */
  readonly mutated: string;
  readonly wanted: ReadonlySet<string>;
  readonly tests: readonly string[];
  /** What outlasts the run. */
  readonly keptIn: string;
  /** Milliseconds of tests that one mutant is worth. */
  readonly worth: number;
  /** Whether to try again what is known. */
  readonly again: boolean;
  readonly tell: (text: string) => void;
}

export interface Tried {
  readonly mutant: Mutant;
  readonly fate: Fate;
}

/** A file, and the hash of the text that was mutated. */
export interface Done {
  readonly file: string;
  readonly hash: string;
  readonly tried: readonly Tried[];
}

/** What is kept of a mutant. A killed one stays so while its file is the same, any other while all tests are. */
interface Kept {
  readonly file: string;
  readonly number: number;
  readonly hash: string;
  readonly tests: string;
  readonly worth: number;
  readonly fate: Fate;
}

/** Tries each mutant of the wanted files. Yields the files as they are done. */
export async function* mutate(run: Run): AsyncGenerator<Done> {
  const { root, wanted, keptIn, tell } = run;
  if (wanted.size === 0) return;
  const instrumented = await instrument(root, run.mutated);
  const folder = mkdtempSync(join(tmpdir(), 'mutation-'));
  const codeFile = join(folder, 'code.json');
  writeFileSync(
    codeFile,
    JSON.stringify(
      Object.fromEntries(Object.entries(instrumented.code).map(([file, code]) => [join(root, file), code])),
    ),
  );
  let worker: WorkerProcess | undefined;
  const way: Way = {
    worker: () => (worker ??= startWorker(codeFile, root)),
    restart: async () => {
      await worker?.stop();
      worker = undefined;
    },
    fresh: (mutant) => startWorker(codeFile, root, mutant),
    path: (test) => join(root, test),
  };
  try {
    const coverage = await coverageOf(root, instrumented, run.tests, wanted, {
      worker: way.worker(),
      keptIn: join(keptIn, 'coverage.json'),
      tell,
    });
    const tests = hashOf(
      globSync('{lambdas,local,test}/**/*.ts', { cwd: root })
        .toSorted()
        .map((file) => hashOf(readFileSync(join(root, file), 'utf8')))
        .join(''),
    );
    const kept = keeper(join(keptIn, 'fates.jsonl'));
    for (const file of wanted) {
      const mutants = instrumented.mutants.filter((mutant) => mutant.file === file);
      const hash = instrumented.hashes[file] ?? '';
      const tried: Tried[] = [];
      const kills = new Map<string, number>();
      const importing = importersOf(root, file, run.tests, coverage);
      for (const mutant of mutants) {
        const { number } = mutant;
        const known = run.again ? undefined : kept.read(file, number);
        const stays =
          known?.hash === hash &&
          (known.fate.outcome === 'killed' || (known.tests === tests && known.worth >= run.worth));
        const fate = stays
          ? known.fate
          : await tryOut(mutant, coverage, importing, { way, kills, worth: run.worth });
        if (!stays) kept.write({ file, number, hash, tests, worth: run.worth, fate });
        if (fate.outcome === 'killed') {
          const by = fate.by.split(':')[0] ?? '';
          kills.set(by, (kills.get(by) ?? 0) + 1);
        }
        tried.push({ mutant, fate });
        if (tried.length % 25 === 0) tell(`${file}: ${tried.length} of ${mutants.length} mutants`);
      }
      yield { file, hash, tried };
    }
  } finally {
    await way.restart();
    rmSync(folder, { recursive: true });
  }
}

interface Trial {
  readonly way: Way;
  /** By test file: the mutants of this file that it has killed. */
  readonly kills: ReadonlyMap<string, number>;
  readonly worth: number;
}

async function tryOut(
  mutant: Mutant,
  coverage: ReadonlyMap<string, Coverage>,
  importing: readonly Candidate[],
  { way, kills, worth }: Trial,
): Promise<Fate> {
  const first = (some: readonly Candidate[]): readonly Candidate[] =>
    affordable(promising(some, kills), worth);
  const playing = first(reaching(mutant, coverage));
  const fate = await fateOf(mutant, playing, way);
  // What was imported for another file before is not reached again.
  const atImport = fate.outcome === 'unreached' || reachedAtImport(mutant, coverage);
  if (fate.outcome === 'killed' || !atImport) return fate;
  return await fateFromTheStart(mutant, first(importing), way);
}

/** The quickest first, and before them those that have killed others of the file. */
function promising(
  candidates: readonly Candidate[],
  kills: ReadonlyMap<string, number>,
): readonly Candidate[] {
  const rank = ({ test, cost }: Candidate): number => cost / (1 + (kills.get(test) ?? 0));
  return candidates.toSorted((a, b) => rank(a) - rank(b));
}

/** As many as the mutant is worth, and one at least. */
function affordable(candidates: readonly Candidate[], worth: number): readonly Candidate[] {
  let spent = 0;
  return candidates.filter(({ cost }, at) => at === 0 || (spent += cost) <= worth);
}

function reachedAtImport({ file, number }: Mutant, coverage: ReadonlyMap<string, Coverage>): boolean {
  return [...coverage.values()].some(({ atImport }) => atImport[file]?.includes(number));
}

/** All tests of the files that import the mutated one. */
function importersOf(
  root: string,
  file: string,
  tests: readonly string[],
  coverage: ReadonlyMap<string, Coverage>,
): readonly Candidate[] {
  const known = new Map<string, readonly string[]>();
  return tests
    .filter((test) => importedBy(join(root, test), known).has(join(root, file)))
    .map((test) => ({ test, cost: coverage.get(test)?.took ?? 0, times: 0 }));
}

function keeper(file: string): {
  readonly read: (mutated: string, number: number) => Kept | undefined;
  readonly write: (kept: Kept) => void;
} {
  mkdirSync(dirname(file), { recursive: true });
  const known = new Map(lines(file).map((kept) => [`${kept.file}#${kept.number}`, kept]));
  return {
    read: (mutated, number) => known.get(`${mutated}#${number}`),
    write: (kept) => appendFileSync(file, `${JSON.stringify(kept)}\n`),
  };
}

function lines(file: string): readonly Kept[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Kept);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
