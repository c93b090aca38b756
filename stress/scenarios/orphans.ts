import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { isKill } from '../orphans/cut.ts';
import { playBatch, startOnce, type Judged } from '../orphans/batch.ts';
import { eventBus, type EventBus } from '../lanes/event-bus.ts';
import { startLanes, type Lanes } from '../lanes/lanes.ts';
import type { Figure, Scenario } from '../scenario.ts';

type Name = 'cut' | 'orphans' | 'unfound' | 'doubled' | 'repeated' | 'connected' | 'count';

const whole = 1_000;

/** Of a batch: a sweep ends at most 90 chats. */
const batchSize = 50;

/** Starts that are cut off at each of their calls, by SIGKILL and by DynamoDB, and one sweep after them. */
export const orphans: Scenario<Name> = {
  name: 'orphans',
  about:
    '1,000 starts cut off by SIGKILLs and a failing DynamoDB, at any of their calls, and a sweep after each 50',
  minutes: 25,
  claims: {
    cut: {
      text: 'Starts cut off, over real processes whose clocks leap to when the sweep is due',
      required: `${whole.toLocaleString('en')}, at any of their calls`,
    },
    orphans: {
      text: 'Contacts that nobody can reach, open after one sweep',
      required: '0, but for those of the next row',
    },
    unfound: {
      text: '– of starts whose answer was never written, not repeated, and whose contact event was lost as well',
      required: 'each counted as `startsUnfound`',
    },
    doubled: { text: 'Starts with two contacts', required: '0' },
    repeated: {
      text: 'Starts repeated with their ClientToken, up to 3 times, some of them cut off again',
      required: 'all get their chat',
    },
    connected: { text: 'Chats ended that somebody is connected to', required: '0' },
    count: {
      text: 'The count of open chats after each sweep',
      required: 'that of the chats somebody is connected to',
    },
  },
  async run({ random, quick, signal, progress }) {
    const total = quick ? 12 : whole;
    const batch: { bus?: EventBus } = {};
    const lanes = await startLanes({
      apis: quick ? 2 : 4,
      contactEvents: (event) => batch.bus?.take(event),
    });
    try {
      const bus = eventBus({
        random,
        lost: 0.25,
        doubled: 0.2,
        late: () => random() * 300,
        sleep: delay,
        deliver: async (event) => (await lanes.reaper.invoke(event)) === 'done',
      });
      batch.bus = bus;
      const scene = { lanes, bus, random, signal, steps: await measureSteps(lanes) };
      progress.step(
        `orphans: a start makes ${scene.steps.without} calls, ${scene.steps.with} with a ClientToken`,
      );
      const judged: Judged[] = [];
      for (let from = 0; from < total; from += batchSize) {
        progress.step(`orphans: ${from} of ${total} starts are cut off`);
        const one = await playBatch(scene, from, Math.min(batchSize, total - from));
        for (const why of [...one.orphans, ...one.doubled, ...one.ended]) progress.step(`orphans: ${why}`);
        judged.push(one);
        signal.throwIfAborted();
      }
      return figuresOf(judged, total, lanes.reaper.told.get('startsUnfound') ?? 0);
    } finally {
      await lanes.close();
    }
  },
};

/** How many calls a start makes that nothing befalls. */
async function measureSteps({ apis }: Lanes): Promise<{ readonly with: number; readonly without: number }> {
  const [lane] = apis;
  if (!lane) throw new Error('There is no API process');
  const count = async (clientToken: string | undefined): Promise<number> => {
    // A busy machine may be too slow for one.
    for (let attempt = 0; attempt < 10; attempt++) {
      let calls = 0;
      if (await startOnce(lane, 'Counted', clientToken, () => void calls++)) return calls;
    }
    throw new Error('A start that nothing befell gets no chat');
  };
  return { without: await count(undefined), with: await count(randomUUID()) };
}

function figuresOf(
  judged: readonly Judged[],
  total: number,
  counted: number,
): Readonly<Record<Name, Figure>> {
  const starts = judged.flatMap((one) => one.starts);
  const killed = starts.filter(({ cut }) => isKill(cut)).length;
  const kinds = new Set(
    starts.map(({ cut, struck }) => `${cut.mishap} ${cut.outage} ${struck.operation} ${cut.step}`),
  );
  const sum = (of: (one: Judged) => number): number => judged.reduce((all, one) => all + of(one), 0);
  const orphaned = sum((one) => one.orphans.length);
  const unfound = sum((one) => one.unfound.length);
  const doubled = sum((one) => one.doubled.length);
  const ended = sum((one) => one.ended.length);
  const repeated = starts.filter((start) => start.repeated);
  const served = repeated.filter(({ chat }) => chat !== undefined).length;
  const right = judged.filter((one) => one.counted === one.rows && one.rows === one.connected).length;
  return {
    cut: {
      measured: `${killed} by SIGKILL, ${starts.length - killed} by DynamoDB; in ${kinds.size} ways`,
      holds: starts.length === total && killed > 0 && killed < total,
    },
    orphans: { measured: `${orphaned} of ${sum((one) => one.contacts)}`, holds: orphaned === 0 },
    unfound: { measured: `${unfound}; ${counted} counted`, holds: unfound <= counted },
    doubled: { measured: `${doubled} of ${starts.length}`, holds: doubled === 0 },
    repeated: { measured: `${served} of ${repeated.length}`, holds: served === repeated.length },
    connected: { measured: `${ended} of ${sum((one) => one.connected)}`, holds: ended === 0 },
    count: { measured: `${right} of ${judged.length} times`, holds: right === judged.length },
  };
}
