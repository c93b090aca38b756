import { parseArgs } from 'node:util';
import { nearestName } from '../lib/config/nearest-name.ts';
import { scenarios } from './scenarios.ts';

export interface Options {
  /** The scenarios to run, in their own order. */
  readonly names: readonly string[];
  readonly seed: number;
  readonly quick: boolean;
  /** The one part of a scenario that is to run, with the seed itself alone. */
  readonly only: string | undefined;
  /** Whether the figures are copied into the page in docs. */
  readonly write: boolean;
  readonly help: boolean;
}

export const page = 'docs/reliability.md';

const rows = scenarios.map(({ name, about, minutes }) => `  ${name.padEnd(12)}${about} (${minutes} min)`);

export const usage = `npm run stress [-- NAME… OPTIONS]

Runs the API as npm start does, with the simulated Connect's quotas on, does to it what a bad day does, and prints a page
of figures to standard output; to standard error, what it is doing. Ends with 1 when a claim does not hold. Everything
listens on loopback. Leave the code alone while it runs: npm start takes in what changes.

${rows.join('\n')}
  Without a name, all of them run.

  --quick       few visitors and little time, for a look
  --write       copies the figures into ${page} too
  --seed N      the seed of what is random, a whole number; a new one by default
  --only PART   of faults: one of its scenarios, with that one seed, such as message-hang
  --help        says this
`;

/** Reads the command's options. Returns them, or what is wrong with them. */
export function readOptions(
  parameters: readonly string[],
  newSeed: () => number,
): Options | { readonly problem: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...parameters],
      allowPositionals: true,
      options: {
        write: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        seed: { type: 'string' },
        only: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const all = scenarios.map(({ name }) => name);
    const unknown = positionals.find((name) => !all.includes(name));
    if (unknown !== undefined) return { problem: noScenario(unknown, all) };
    const seed = values.seed === undefined ? newSeed() : Number(values.seed);
    if (!Number.isSafeInteger(seed) || seed < 0 || values.seed === '')
      return { problem: '--seed must be a whole number, such as --seed 7' };
    const { write, quick, help, only } = values;
    if (write && quick) return { problem: `--quick is too little for ${page}: leave out --write` };
    const names = positionals.length === 0 ? all : all.filter((name) => positionals.includes(name));
    if (only !== undefined) {
      const [scenario, ...others] = scenarios.filter(({ name }) => names.includes(name));
      const parts = others.length === 0 ? (scenario?.parts ?? []) : [];
      if (write) return { problem: `One part is too little for ${page}: leave out --write` };
      if (parts.length === 0)
        return {
          problem: '--only goes with a scenario that has parts: npm run stress -- faults --only message-hang',
        };
      if (!parts.includes(only)) return { problem: noScenario(only, parts) };
    }
    return { names, seed, quick, only, write, help };
  } catch (error) {
    // Only Node's first sentence fits here; the others advise on other commands.
    return { problem: String((error as Error).message.split('. ')[0]) };
  }
}

function noScenario(given: string, all: readonly string[]): string {
  const meant = nearestName(given, all);
  return meant === undefined
    ? `There is no scenario ${JSON.stringify(given)}`
    : `There is no scenario ${JSON.stringify(given)}: did you mean ${meant}?`;
}
