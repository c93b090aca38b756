import { readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** The figures of the last run. */
export interface Result {
  /** The day, as 2026-11-27. */
  readonly date: string;
  /** Of each file whose every mutant is killed or accepted. */
  readonly files: Readonly<Record<string, Figures>>;
  /** The others. */
  readonly left: readonly string[];
}

export interface Figures {
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
  const before = figuresOf(readResult());
  if (!text.includes(before))
    throw new Error(`${page} has not got the figures of test/mutation/result.json, to be replaced`);
  writeFileSync(page, text.replace(before, figuresOf(result)));
  writeFileSync(stored, `${JSON.stringify(result, undefined, 2)}\n`);
}

/** What the page says of it, as prettier has it. */
export function figuresOf(result: Result): string {
  const left = result.left.map((file) => `- \`${file}\``);
  return left.length === 0
    ? tableOf(result)
    : [tableOf(result), '', 'These files are not done yet:', '', ...left].join('\n');
}

function tableOf({ date, files }: Result): string {
  const rooms = Map.groupBy(Object.entries(files), ([file]) => dirname(file));
  const rows = [...rooms].map(([room, entries]) => {
    const of = (figure: keyof Figures): number =>
      entries.reduce((sum, [, figures]) => sum + figures[figure], 0);
    const score = `${((100 * of('killed')) / of('mutants')).toFixed(1)} %`;
    return [`\`${room}\``, entries.length, of('mutants'), of('killed'), of('accepted'), score, date].map(
      (cell) => cell.toLocaleString('en'),
    );
  });
  const head = ['room', 'files', 'mutants', 'killed', 'accepted', 'score', 'day'];
  const widths = head.map((name, at) => Math.max(name.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
