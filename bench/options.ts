import { parseArgs } from 'node:util';
import type { ClientRounds } from './client/results.ts';
import type { Rounds } from './results.ts';

export interface Options {
  /** Of the client alone; undefined for all but the client. */
  readonly part: 'client' | undefined;
  readonly seed: number;
  readonly quick: boolean;
  /** Whether the report becomes the page in docs. */
  readonly write: boolean;
  readonly help: boolean;
  readonly rounds: Rounds;
  readonly clientRounds: ClientRounds;
}

export const page = 'docs/performance.md';

export const usage = `npm run bench [-- [client] OPTIONS]

Measures the function for participants beside what people would use instead, and writes a report to standard output; to
standard error, what it is doing. Takes a quarter of an hour. Ends with 1 when a target is missed.

  client        measures the client for browsers instead, beside amazon-connect-chatjs: a section of its own in the
                report, which otherwise stays as it is. Needs Chromium, and five minutes

  --write       the report becomes ${page} instead, or the section its part of it
  --quick       a few rounds, for a look
  --seed N      the seed of the random order, a whole number; a new one by default
  --help        says this
`;

const full: Rounds = {
  coldInstructions: 3,
  coldCpu: 20,
  firstRequests: 30,
  warmCpu: 20,
  warmRequests: 200,
  latency: 12,
  latencyRequests: 15,
  memory: 5,
};

const fullClient: ClientRounds = { firstMessage: 9, typing: 5 };
const fewClient: ClientRounds = { firstMessage: 1, typing: 1 };

const few: Rounds = {
  coldInstructions: 1,
  coldCpu: 3,
  firstRequests: 3,
  warmCpu: 3,
  warmRequests: 50,
  latency: 2,
  latencyRequests: 5,
  memory: 1,
};

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
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const seed = values.seed === undefined ? newSeed() : Number(values.seed);
    if (!Number.isSafeInteger(seed) || seed < 0 || values.seed === '')
      return { problem: '--seed must be a whole number, such as --seed 7' };
    const { write, quick, help } = values;
    const [part, ...more] = positionals;
    if (more.length > 0 || (part !== undefined && part !== 'client'))
      return { problem: `there is no part ${positionals.join(' ')}: say client, or leave it out` };
    if (write && quick) return { problem: `--quick has too few rounds for ${page}: leave out --write` };
    return {
      part,
      seed,
      quick,
      write,
      help,
      rounds: quick ? few : full,
      clientRounds: quick ? fewClient : fullClient,
    };
  } catch (error) {
    // Only Node's first sentence fits here; the others advise on other commands.
    return { problem: String((error as Error).message.split('. ')[0]) };
  }
}
