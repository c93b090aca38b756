import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { accepted } from './accepted.ts';
import { inWords, judge, type Verdict } from './judge.ts';
import { mutated } from './mutants.ts';
import { readResult, undone, writeResult, type Figures, type Result } from './result.ts';
import { mutate, type Tried } from './run.ts';

// Runs `npm run mutation`: changes the code in one place after the other, and says which changes no test notices.

const usage = `npm run mutation -- [options] [lambdas/core/gcra.ts ...]

Without a file: those of ${mutated} that are new, or have changed since their figures were written. What is
known of an earlier run is not tried again while the file is the same.

  --all            all files, and all that is known again
  --worth SECONDS  of tests that one mutant may cost; 20, if left out
  --tests PATTERN  plays these, as "test/operations/*.test.ts", in place of the quick ones
  --write          puts the figures into docs/reliability.md
`;

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * The tests that are quick enough to be played for one mutant after the other, in one process. What they do not kill may
 * be killed by another, and counts as a survivor all the same.
 */
const quick =
  'test/{lambdas/{core,steps,admission,http}/*,lambdas/sign-in/identity,laws/admission/verification,protocol/ledger/ledger}.test.ts';

async function main(parameters: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: {
      all: { type: 'boolean', default: false },
      worth: { type: 'string', default: '20' },
      tests: { type: 'string', default: quick },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const files = globSync(mutated, { cwd: root }).toSorted();
  const unknown = positionals.find((file) => !files.includes(file));
  if (values.help || unknown !== undefined || !(Number(values.worth) > 0)) {
    if (unknown !== undefined) process.stderr.write(`${unknown} is none of ${mutated}\n`);
    process.stdout.write(usage);
    return values.help ? 0 : 2;
  }
  const { missing, changed } = undone(root, files, readResult());
  const wanted = new Set(values.all ? files : positionals);
  if (wanted.size === 0) {
    for (const file of [...missing, ...changed]) wanted.add(file);
    process.stdout.write(toldOf(missing, changed));
  }
  const done: Record<string, Figures | undefined> = {};
  let bad = 0;
  const run = mutate({
    root,
    mutated,
    wanted,
    tests: globSync(values.tests, { cwd: root }).toSorted(),
    keptIn: `${root}node_modules/.cache/mutation`,
    worth: 1_000 * Number(values.worth),
    again: values.all,
    tell: (text) => process.stderr.write(`${text}\n`),
  });
  const day = new Date().toISOString().slice(0, 10);
  for await (const { file, hash, tried } of run) {
    const verdict = judge(file, tried, accepted);
    const { killed, accepted: allowed, survivors, stale } = verdict;
    process.stdout.write(textOf(file, tried, verdict));
    bad += survivors.length + stale.length;
    const all = survivors.length === 0;
    done[file] = all ? { hash, day, mutants: tried.length, killed, accepted: allowed } : undefined;
  }
  if (values.write) writeResult(resultOf(done, files), `${root}docs/reliability.md`);
  return bad === 0 ? 0 : 1;
}

function toldOf(missing: readonly string[], changed: readonly string[]): string {
  if (missing.length + changed.length === 0) return `No file has changed since its figures.\n`;
  const told = [
    ...missing.map((file) => `${file} has no figures`),
    ...changed.map((file) => `${file} has changed since its figures`),
  ];
  return `${told.join('\n')}\n`;
}

/** The result with what this run has done. */
function resultOf(done: Readonly<Record<string, Figures | undefined>>, files: readonly string[]): Result {
  const all = { ...readResult(), ...done };
  return Object.fromEntries(files.flatMap((file) => (all[file] ? [[file, all[file]] as const] : [])));
}

function textOf(
  file: string,
  tried: readonly Tried[],
  { killed, accepted, survivors, stale }: Verdict,
): string {
  if (tried.length === 0) return '';
  return [
    `${file}: ${tried.length} mutants, ${killed} killed, ${accepted} accepted, ${survivors.length} survive`,
    ...survivors.map(
      ({ mutant, fate }) =>
        `  ${file}:${mutant.line} ${fate.outcome === 'unreached' ? '(no test gets there) ' : ''}${inWords(mutant)}`,
    ),
    ...stale.map((mutant) => `  accepted, but it does not survive: ${mutant}`),
    '',
  ].join('\n');
}

process.exitCode = await main(process.argv.slice(2));
