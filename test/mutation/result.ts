import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hashOf } from './mutants.ts';

/** The figures of each file whose every mutant is killed or accepted. */
export type Result = Readonly<Record<string, Figures>>;

export interface Figures {
  /** The hash of the file's text when it was done. */
  readonly hash: string;
  /** When that was, as 2026-11-27. */
  readonly day: string;
  readonly mutants: number;
  readonly killed: number;
  readonly accepted: number;
}

const stored = new URL('result.json', import.meta.url);

export function readResult(): Result {
  return JSON.parse(readFileSync(stored, 'utf8')) as Result;
}

/** Stores it, and puts its table into the page in place of the one before. */
export function writeResult(result: Result, page: string): void {
  const text = readFileSync(page, 'utf8');
  const before = tableOf(readResult());
  if (!text.includes(before))
    throw new Error(`${page} has not got the figures of test/mutation/result.json, to be replaced`);
  writeFileSync(page, text.replace(before, tableOf(result)));
  writeFileSync(stored, `${JSON.stringify(result, undefined, 2)}\n`);
}

/** What a run has to do: the files without figures, and those that have changed since theirs. Paths below `root`. */
export function undone(
  root: string,
  files: readonly string[],
  result: Result,
): { readonly missing: readonly string[]; readonly changed: readonly string[] } {
  const isDone = (file: string): boolean => Object.hasOwn(result, file);
  const changed = (file: string): boolean =>
    result[file]?.hash !== hashOf(readFileSync(join(root, file), 'utf8'));
  return {
    missing: files.filter((file) => !isDone(file)),
    changed: files.filter((file) => isDone(file) && changed(file)),
  };
}

/** What the page says of it, as prettier has it. */
export function tableOf(result: Result): string {
  const rooms = Map.groupBy(Object.entries(result), ([file]) => dirname(file));
  const rows = [...rooms].map(([room, entries]) => {
    const of = (figure: 'mutants' | 'killed' | 'accepted'): number =>
      entries.reduce((sum, [, figures]) => sum + figures[figure], 0);
    const score = `${((100 * of('killed')) / of('mutants')).toFixed(1)} %`;
    const [oldest = ''] = entries.map(([, { day }]) => day).toSorted();
    return [`\`${room}\``, entries.length, of('mutants'), of('killed'), of('accepted'), score, oldest].map(
      (cell) => cell.toLocaleString('en'),
    );
  });
  const head = ['room', 'files', 'mutants', 'killed', 'accepted', 'score', 'day'];
  const widths = head.map((name, at) => Math.max(name.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
