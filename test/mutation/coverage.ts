import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hashOf, type Instrumented } from './mutants.ts';
import type { Report } from './worker.ts';
import type { WorkerProcess } from './worker-process.ts';

/** What the tests of one file reach, while no mutant is switched on. */
export interface Coverage {
  readonly hash: string;
  /** The hashes of the mutated files then. */
  readonly sources: Readonly<Record<string, string>>;
  /** Milliseconds of all of it. */
  readonly took: number;
  /** By test: milliseconds, and by mutated file the numbers of the mutants that it reaches. The hooks have an entry of their own. */
  readonly tests: Readonly<Record<string, Covered>>;
  /** By mutated file: the numbers of the mutants that importing it reached, if nothing had imported their file before. */
  readonly atImport: Readonly<Record<string, readonly number[]>>;
  /** By mutated file and number: how often a mutant was reached in all. */
  readonly times: Readonly<Record<string, Readonly<Record<number, number>>>>;
}

interface Covered {
  readonly took: number;
  readonly reached: Readonly<Record<string, readonly number[]>>;
}

/** A test, or an import, may take this long: milliseconds. */
export const patience = 180_000;

interface Playing {
  readonly worker: WorkerProcess;
  /** A file that outlasts the run. */
  readonly keptIn: string;
  readonly tell: (text: string) => void;
}

/** Plays each test file once, where it, or one of the `wanted` files, has changed since. Fails where a test fails. */
export async function coverageOf(
  root: string,
  { mutants, hashes }: Instrumented,
  tests: readonly string[],
  wanted: ReadonlySet<string>,
  { worker, keptIn, tell }: Playing,
): Promise<ReadonlyMap<string, Coverage>> {
  const kept = new Map(Object.entries(read(keptIn)));
  const places = new Map(mutants.map(({ id, file, number }) => [id, { file, number }]));
  for (const [at, test] of tests.entries()) {
    const hash = hashOf(readFileSync(join(root, test), 'utf8'));
    const known = kept.get(test);
    if (known?.hash === hash && [...wanted].every((file) => known.sources[file] === hashes[file])) continue;
    tell(`what do the tests reach? ${at + 1} of ${tests.length}: ${test}`);
    const began = performance.now();
    const file = join(root, test);
    const imported = await worker.ask({ kind: 'import', file }, patience);
    const played = imported && (await worker.ask({ kind: 'play', file }, patience));
    const failed = imported?.failed ?? (played ? played.failed : 'it does not end');
    if (failed !== undefined || !played)
      throw new Error(`${test} fails though nothing is mutated: ${failed}. Run it alone first.`);
    const atImport = numbersOf(Object.keys(imported.atImport), places);
    const took = performance.now() - began;
    kept.set(test, { hash, sources: hashes, took, atImport, ...covered(played, places) });
    mkdirSync(dirname(keptIn), { recursive: true });
    writeFileSync(keptIn, JSON.stringify(Object.fromEntries(kept)));
  }
  return new Map([...kept].filter(([test]) => tests.includes(test)));
}

type Places = ReadonlyMap<string, { readonly file: string; readonly number: number }>;

function covered({ reached, took }: Report, places: Places): Pick<Coverage, 'tests' | 'times'> {
  const tests: Record<string, Covered> = {};
  const times: Record<string, Record<number, number>> = {};
  for (const [test, counts] of Object.entries(reached)) {
    tests[test] = { took: took[test] ?? 0, reached: numbersOf(Object.keys(counts), places) };
    for (const [id, count] of Object.entries(counts)) {
      const { file = '', number = 0 } = places.get(id) ?? {};
      const of = (times[file] ??= {});
      of[number] = (of[number] ?? 0) + count;
    }
  }
  return { tests, times };
}

function numbersOf(ids: readonly string[], places: Places): Readonly<Record<string, readonly number[]>> {
  const numbers: Record<string, number[]> = {};
  for (const id of ids) {
    const place = places.get(id);
    if (place) (numbers[place.file] ??= []).push(place.number);
  }
  return numbers;
}

function read(file: string): Readonly<Record<string, Coverage>> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, Coverage>>;
  } catch {
    return {};
  }
}
