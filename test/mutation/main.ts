import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { accepted } from './accepted.ts';
import { inWords, judge, type Verdict } from './judge.ts';
import { mutated } from './mutants.ts';
import { readResult, writeResult, type Figures, type Result } from './result.ts';
import { mutate, type Tried } from './run.ts';

// Runs `npm run mutation`: changes the code in one place after the other, and says which changes no test notices.

const usage = `npm run mutation -- [options] [lambdas/core/gcra.ts ...]

Without a file: all of ${mutated}. What is known of an earlier run is not tried again while the file is the same.

  --again          tries all of it again
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
      again: { type: 'boolean', default: false },
      worth: { type: 'string', default: '20' },
      tests: { type: 'string', default: quick },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const files = globSync(mutated, { cwd: root });
  const unknown = positionals.find((file) => !files.includes(file));
  if (values.help || unknown !== undefined || !(Number(values.worth) > 0)) {
    if (unknown !== undefined) process.stderr.write(`${unknown} is none of ${mutated}\n`);
    process.stdout.write(usage);
    return values.help ? 0 : 2;
  }
  const done: Record<string, Figures | undefined> = {};
  let bad = 0;
  const run = mutate({
    root,
    mutated,
    wanted: (file) => positionals.length === 0 || positionals.includes(file),
    tests: globSync(values.tests, { cwd: root }).toSorted(),
    keptIn: `${root}node_modules/.cache/mutation`,
    worth: 1_000 * Number(values.worth),
    again: values.again,
    tell: (text) => process.stderr.write(`${text}\n`),
  });
  for await (const { file, tried } of run) {
    const verdict = judge(file, tried, accepted);
    const { killed, accepted: allowed, survivors, stale } = verdict;
    process.stdout.write(textOf(file, tried, verdict));
    bad += survivors.length + stale.length;
    const all = survivors.length === 0;
    done[file] = all ? { mutants: tried.length, killed, accepted: allowed } : undefined;
  }
  if (values.write) writeResult(resultOf(done, files), `${root}docs/reliability.md`);
  return bad === 0 ? 0 : 1;
}

/** The result with what this run has done. */
function resultOf(done: Readonly<Record<string, Figures | undefined>>, files: readonly string[]): Result {
  const all = { ...readResult().files, ...done };
  const sorted = files.toSorted();
  return {
    date: new Date().toISOString().slice(0, 10),
    files: Object.fromEntries(sorted.flatMap((file) => (all[file] ? [[file, all[file]] as const] : []))),
    left: sorted.filter((file) => !all[file]),
  };
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
