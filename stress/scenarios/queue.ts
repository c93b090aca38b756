import { setTimeout as delay } from 'node:timers/promises';
import type { Call } from '../../local/simulated-connect/calls.ts';
import { lineUp } from '../clients/crowd.ts';
import { createHttp, type HttpAnswer } from '../clients/http.ts';
import type { Visitor } from '../clients/visitor.ts';
import type { Figure, Scenario } from '../scenario.ts';
import { recordCalls } from '../world/call-record.ts';
import { toldOf } from '../world/request-lines.ts';
import { startWorld } from '../world/world.ts';

type Name = 'availability' | 'places' | 'answers' | 'order' | 'progress';

const processes = 2;
const people = 200;

/** From one question of a visitor to the next, in ms. */
const everyMs = 10_000;

const minutes = 2;

/** Reads of the queue's numbers, by each process: every 15 s, and one at the end. */
const mostReads = processes * (4 * minutes + 1);

/** Reads of places: each visitor's six times a minute. */
const mostPlaces = people * 6 * minutes;

/** What one visitor was told of its place, the oldest first. */
interface Told {
  readonly answers: readonly HttpAnswer[];
  readonly positions: readonly number[];
}

/** Everybody in line asks for the place, and whether somebody is there, while the line moves. */
export const queue: Scenario<Name> = {
  name: 'queue',
  about: '200 visitors in line ask for two minutes where they stand, and whether agents are there',
  minutes: 4,
  claims: {
    availability: { text: "Reads of the queue's numbers at Connect", required: `≤ ${mostReads}` },
    places: { text: 'Reads of places', required: `≤ ${mostPlaces}` },
    answers: { text: 'Answers', required: 'all 200' },
    order: { text: 'Visitors whose place went back', required: '0' },
    progress: { text: 'Visitors who are told of a better place in the end', required: 'somebody' },
  },
  async run(stage) {
    const { quick, signal, progress } = stage;
    const world = await startWorld({ instances: processes, signal });
    const http = createHttp(() => performance.now());
    const record = recordCalls(world.control);
    try {
      const count = quick ? 40 : people;
      progress.step('queue: visitors come');
      const visitors = await lineUp({ stage, world, http }, count);
      const rounds = quick ? 2 : 6 * minutes;
      progress.step(`queue: they ask, ${rounds} times each`);
      const began = Date.now();
      const [told] = await Promise.all([
        Promise.all(
          visitors.map((visitor, index) =>
            askOften(visitor, { rounds, after: (everyMs * index) / count, signal }),
          ),
        ),
        answerFirst(visitors.slice(0, quick ? 5 : 30), signal),
      ]);
      const calls = (await record.all()).filter(({ at }) => at >= began);
      const answers = told.flatMap(({ answers: all }) => all);
      const good = answers.filter(({ status }) => status === 200).length;
      const placed = told.reduce((sum, { positions }) => sum + positions.length, 0);
      const back = told.filter(({ positions }) =>
        positions.some((position, index) => position > (positions[index - 1] ?? Infinity)),
      ).length;
      const better = told.filter(({ positions }) => (positions.at(-1) ?? 0) < (positions[0] ?? 0)).length;
      return {
        availability: readsFigure(calls, 'GetCurrentMetricData', mostReads),
        places: readsFigure(calls, 'GetContactMetrics', mostPlaces),
        answers: {
          measured: `${good} of ${answers.length}; ${placed} with a place`,
          holds: good === answers.length,
        },
        order: { measured: String(back), holds: back === 0 },
        progress: { measured: String(better), holds: better > 0 },
      };
    } finally {
      record.stop();
      http.close();
      progress.step(`queue: ${toldOf(world.lines)}`);
      await world.close();
    }
  },
};

async function askOften(
  visitor: Visitor,
  {
    rounds,
    after,
    signal,
  }: { readonly rounds: number; readonly after: number; readonly signal: AbortSignal },
): Promise<Told> {
  const answers: HttpAnswer[] = [];
  const positions: number[] = [];
  await delay(after, undefined, { signal });
  for (let round = 0; round < rounds; round++) {
    const place = await visitor.get('/session/queue');
    answers.push(place, await visitor.get('/chats/availability'));
    const { Position } = (place.body ?? {}) as { readonly Position?: number };
    if (Position !== undefined) positions.push(Position);
    await delay(everyMs, undefined, { signal });
  }
  return { answers, positions };
}

/** An agent joins one chat after the other, from the head of the line on. */
async function answerFirst(first: readonly Visitor[], signal: AbortSignal): Promise<void> {
  for (const visitor of first) {
    await visitor.connect();
    await delay(1_500, undefined, { signal });
  }
}

function readsFigure(calls: readonly Call[], operation: string, most: number): Figure {
  const reads = calls.filter((call) => call.operation === operation).length;
  return { measured: String(reads), holds: reads > 0 && reads <= most };
}
