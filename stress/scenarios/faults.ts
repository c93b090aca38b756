import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDynamoDb } from '../../local/dynamodb.ts';
import { functionDefaults } from '../../local/settings.ts';
import { startDynamoDbLocal } from '../../test/support/dynamodb-local.ts';
import { createHttp } from '../clients/http.ts';
import { faultCases, type FaultCase } from '../faults/cases.ts';
import { makeFunctions } from '../faults/functions.ts';
import { openLane, type Lane } from '../faults/lane.ts';
import { runCase, type Run } from '../faults/run.ts';
import { story } from '../faults/story.ts';
import { grace, isSound, type Verdict } from '../judge/history.ts';
import { rowOf, tableHead } from '../report/fault-rows.ts';
import type { Figure, Scenario, Stage } from '../scenario.ts';
import { watchStalls } from '../world/stalls.ts';

/** Of each scenario. */
const seeds = 25;

/**
 * Of each engine: so many visitors are there at a time. Most of their time, they wait. On a machine that is busy with
 * other things there are fewer, as nothing could be told from answers that come late then.
 */
function lanesOfEngine(): number {
  const [busy = 0] = loadavg();
  return busy > 2 * availableParallelism() ? 1 : 5;
}

/** So many counterexamples are told whole. */
const told = 5;

type Name = keyof Verdict | 'runs' | 'struck' | 'released';

/** Some of what can go wrong, over real processes, and whether what was promised held. */
export const faults: Scenario<Name> = {
  name: 'faults',
  about: `${faultCases.length} scenarios of what can go wrong between a visitor, two functions, Connect and DynamoDB`,
  minutes: 15,
  parts: faultCases.map(({ name }) => name),
  claims: {
    runs: {
      text: `Runs: ${faultCases.length} scenarios with ${seeds} seeds, on dynalite and on DynamoDB Local`,
      required: `${faultCases.length * seeds}, on both`,
    },
    struck: { text: 'Scenarios in which something happened to a call', required: 'all' },
    released: { text: 'Scenarios with the last release beside this version', required: '≥ 1' },
    doubled: { text: 'Carried out twice, or answered as two things', required: '0' },
    lost: { text: 'Answered 200, and not at Connect', required: '0' },
    disordered: { text: "Messages in another order than their sender's", required: '0' },
    wrong: {
      text: 'Answers that the API does not declare, that cannot be repeated as they say, or that are untrue',
      required: '0',
    },
    late: {
      text: `Answers later than their operation's time (8 s, a start 12 s, a connection 28.5 s), ${grace / 1_000} s, and twice what the machine held up`,
      required: '0',
    },
    unfinished: { text: 'Requests that no repetition within a minute brought to an end', required: '0' },
  },
  async run(stage) {
    const cases = faultCases.filter(({ name }) => stage.only === undefined || name === stage.only);
    const count = stage.only === undefined && !stage.quick ? seeds : 1;
    const pairs = Array.from({ length: count }, (_, index) => index).flatMap((index) =>
      cases.map((one) => ({ one, seed: stage.seed + index })),
    );
    const { runs, engines } = await playAll(stage, byMake(pairs));
    const names = cases.map(({ name }) => name);
    stage.show(
      tableHead,
      names.map((name) =>
        rowOf(
          name,
          runs.filter((run) => run.name === name),
        ),
      ),
    );
    return { ...figuresOf(runs), ...coverage(stage, cases, runs, engines) };
  },
};

interface Pair {
  readonly one: FaultCase;
  readonly seed: number;
}

/** Another make takes other processes: those of one come one after the other. */
function byMake(pairs: readonly Pair[]): readonly Pair[] {
  return [...Map.groupBy(pairs, ({ one }) => JSON.stringify(one.make ?? {})).values()].flat();
}

interface Played {
  readonly runs: readonly Run[];
  readonly engines: readonly string[];
}

const now = (): number => performance.now();

async function playAll(stage: Stage, pairs: readonly Pair[]): Promise<Played> {
  const { signal, progress } = stage;
  const ending: (() => Promise<unknown>)[] = [];
  // The clients that make the tables read these.
  process.env['AWS_ACCESS_KEY_ID'] ??= functionDefaults['AWS_ACCESS_KEY_ID'];
  process.env['AWS_SECRET_ACCESS_KEY'] ??= functionDefaults['AWS_SECRET_ACCESS_KEY'];
  const folder = await mkdtemp(join(tmpdir(), 'connect-chat-bff-faults-'));
  ending.push(() => rm(folder, { recursive: true, force: true }));
  const http = createHttp(now);
  const stalls = watchStalls(now);
  try {
    const functions = await makeFunctions(folder);
    const dynalite = await startDynamoDb();
    ending.push(() => dynalite.close());
    const local = await startDynamoDbLocal();
    if ('close' in local) ending.push(() => local.close());
    else progress.step(`faults: without DynamoDB Local: ${local.missing}`);
    const engines = [
      { name: 'dynalite', url: dynalite.url },
      ...('url' in local ? [{ name: 'DynamoDB Local', url: local.url }] : []),
    ];
    const runs: Run[] = [];
    let failed = 0;
    // By the seed, so that a run has the same engine again.
    const queues = engines.map((_, index) => pairs.filter(({ seed }) => seed % engines.length === index));
    async function work(lane: Lane, queue: Pair[]): Promise<void> {
      for (let next; (next = queue.shift());) {
        signal.throwIfAborted();
        const run = await runCase(lane, next.one, next.seed, { http, now, stalls, signal });
        runs.push(run);
        if (!isSound(run.verdict) && failed++ < told) progress.step(`faults: ${story(run)}`);
        if (runs.length % 50 === 0) progress.step(`faults: ${runs.length} of ${pairs.length} runs`);
      }
    }
    const working: Promise<void>[] = [];
    try {
      const lanes = lanesOfEngine();
      for (let index = 0; index < lanes; index++)
        for (const [engine, { url }] of engines.entries()) {
          const queue = queues[engine] ?? [];
          if (queue.length === 0) continue;
          const lane = await openLane({
            number: engine * lanes + index,
            dynamodb: url,
            functions,
            folder,
            now,
            complaint: (text) => progress.step(`faults: a process says ${text.trim()}`),
          });
          ending.push(() => lane.close());
          const going = work(lane, queue);
          going.catch(() => undefined);
          working.push(going);
        }
      await Promise.all(working);
    } finally {
      await Promise.allSettled(working);
    }
    return { runs, engines: engines.map(({ name }) => name) };
  } finally {
    http.close();
    stalls.stop();
    for (const end of ending.toReversed()) await end();
  }
}

const kinds = ['doubled', 'lost', 'disordered', 'wrong', 'late', 'unfinished'] as const;

function figuresOf(runs: readonly Run[]): Record<keyof Verdict, Figure> {
  const asked = runs.flatMap(({ history }) => history.asked);
  const answers = asked.reduce((sum, one) => sum + one.answers.length, 0);
  const figure = (kind: keyof Verdict): Figure => {
    const count = runs.reduce((sum, { verdict }) => sum + verdict[kind].length, 0);
    return { measured: `${count} of ${asked.length} requests, ${answers} attempts`, holds: count === 0 };
  };
  return Object.fromEntries(kinds.map((kind) => [kind, figure(kind)])) as Record<keyof Verdict, Figure>;
}

function coverage(
  { quick, only }: Stage,
  cases: readonly FaultCase[],
  runs: readonly Run[],
  engines: readonly string[],
): Record<'runs' | 'struck' | 'released', Figure> {
  const struck = cases.filter(({ name }) => runs.some((run) => run.name === name && run.struck > 0));
  const released = cases.filter(({ make }) => make?.versions?.includes('released'));
  const part = quick || only !== undefined;
  return {
    runs: {
      measured: `${runs.length}, on ${engines.join(' and ')}`,
      holds: part || engines.length < 2 ? undefined : runs.length === faultCases.length * seeds,
    },
    struck: {
      measured: `${struck.length} of ${cases.length}`,
      // One seed may well strike where no call comes.
      holds: part ? undefined : struck.length === cases.length,
    },
    released: { measured: String(released.length), holds: part ? undefined : released.length > 0 },
  };
}
