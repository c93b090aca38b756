import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Instrumenter } from '@stryker-mutator/instrumenter';

/** One change to the code that a test ought to notice. Of Stryker's instrumenter, which has the list of its operators. */
export interface Mutant {
  /** What switches it on. */
  readonly id: string;
  readonly file: string;
  /** Its number among those of its file. */
  readonly number: number;
  readonly operator: string;
  readonly line: number;
  /** The code that is changed, and what it becomes: on one line, and cut where it is long. */
  readonly code: string;
  readonly becomes: string;
}

export interface Instrumented {
  /** By file: the code with all its mutants in it, each switched off. */
  readonly code: Readonly<Record<string, string>>;
  readonly mutants: readonly Mutant[];
  /** By file: the hash of what it was made of. */
  readonly hashes: Readonly<Record<string, string>>;
}

/** What is mutated: where decisions are made. */
export const mutated = 'lambdas/{core,steps}/*.ts';

/** Puts every mutant into the files, paths below `root`. */
export async function instrument(root: string, pattern: string = mutated): Promise<Instrumented> {
  const files = globSync(pattern, { cwd: root })
    .toSorted()
    .map((name) => ({ name, content: readFileSync(join(root, name), 'utf8'), mutate: true }));
  const made = await new Instrumenter(silent).instrument(files, {
    plugins: null,
    excludedMutations: [],
    ignorers: [],
  });
  const contents = new Map(files.map(({ name, content }) => [name, content]));
  const counts = new Map<string, number>();
  const mutants = made.mutants.map(({ id, fileName, mutatorName, location, replacement }) => {
    const number = counts.get(fileName) ?? 0;
    counts.set(fileName, number + 1);
    return {
      id,
      file: fileName,
      number,
      operator: mutatorName,
      // Stryker counts lines from 0.
      line: location.start.line + 1,
      code: shown(cut(contents.get(fileName) ?? '', location)),
      becomes: shown(replacement),
    };
  });
  return {
    code: Object.fromEntries(made.files.map(({ name, content }) => [name, content])),
    mutants,
    hashes: Object.fromEntries(files.map(({ name, content }) => [name, hashOf(content)])),
  };
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

interface Position {
  readonly line: number;
  readonly column: number;
}

function cut(content: string, { start, end }: { readonly start: Position; readonly end: Position }): string {
  const lines = content.split('\n').slice(start.line, end.line + 1);
  const last = lines.length - 1;
  return lines
    .map((line, at) => line.slice(at === 0 ? start.column : 0, at === last ? end.column : undefined))
    .join('\n');
}

const most = 90;

function shown(code: string): string {
  const line = code.replaceAll(/\s+/g, ' ').trim();
  return line.length > most ? `${line.slice(0, most)}…` : line;
}

function no(): boolean {
  return false;
}

function nothing(): void {}

const silent = {
  isTraceEnabled: no,
  isDebugEnabled: no,
  isInfoEnabled: no,
  isWarnEnabled: no,
  isErrorEnabled: no,
  isFatalEnabled: no,
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  fatal: nothing,
};
