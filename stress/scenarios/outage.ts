import { skipped } from '../../test/clients/journeys/browser.ts';
import { patienceMs, playOutage, type OutageResult, type OutageSize } from '../outage/play.ts';
import type { Figure, Scenario } from '../scenario.ts';

type Name = 'once' | 'order' | 'chats' | 'shown' | 'heard' | 'composer' | 'drafts' | 'back';

const whole: OutageSize = { visitors: 5, rounds: 2, downMs: 60_000, stormMs: 20_000 };
const short: OutageSize = { visitors: 2, rounds: 1, downMs: 5_000, stormMs: 3_000 };

const patience = patienceMs / 1_000;

/** Visitors whose API is killed in the middle of what they say, and gone for a minute. */
export const outage: Scenario<Name> = {
  name: 'outage',
  about:
    'the API is killed in the middle of messages and gone for a minute, twice, then Connect throttles and fails; ten pages in Chromium, with the element and with the client alone',
  minutes: 6,
  claims: {
    once: { text: 'Messages that arrive once, whatever was killed', required: 'all' },
    order: { text: '– that come before one that was written earlier', required: '0' },
    chats: { text: 'Visitors with one chat, over reloads too', required: 'all' },
    shown: {
      text: 'Pages that show what was written once, in order, and nothing as failed',
      required: 'all',
    },
    heard: { text: "– that show the agent's messages of the meantime", required: 'all' },
    composer: {
      text: 'Looks at a page without its API at which there was nothing to write in',
      required: '0',
    },
    drafts: { text: 'Half-written messages that were kept, over reloads too', required: 'all' },
    back: { text: `Pages that came back by themselves within ${patience} s`, required: 'all' },
  },
  async run(stage) {
    if (skipped !== false) {
      const none: Figure = { measured: skipped, holds: undefined };
      return Object.fromEntries(Object.keys(this.claims).map((name) => [name, none])) as Record<Name, Figure>;
    }
    const result = await playOutage(stage, stage.quick ? short : whole);
    const { notOnce, disordered, chats, shownElse, unheard, withoutComposer, draftsLost, notBack } = result;
    for (const why of [
      ...notOnce,
      ...disordered,
      ...chats,
      ...shownElse,
      ...unheard,
      ...draftsLost,
      ...notBack,
    ])
      stage.progress.step(`outage: ${why}`);
    for (const name of new Set(withoutComposer))
      stage.progress.step(`outage: ${name} has nothing to write in`);
    return figuresOf(result);
  },
};

function figuresOf(result: OutageResult): Readonly<Record<Name, Figure>> {
  const { visitors, said, agentSaid, reloads, killed, killedAfter, struck } = result;
  return {
    once: all(
      result.notOnce,
      said,
      `; ${killed} processes killed before Connect had the message, ${killedAfter} after; ${struck} calls throttled, failed or cut off`,
    ),
    order: none(result.disordered, said),
    chats: all(result.chats, visitors, `; ${reloads} reloads without the API`),
    shown: all(result.shownElse, visitors),
    heard: all(result.unheard, visitors, `; ${agentSaid} messages`),
    composer: none(result.withoutComposer, result.looks),
    drafts: all(result.draftsLost, result.drafts),
    back: all(
      result.notBack,
      result.returns,
      `; the last ${(result.latestMs / 1_000).toFixed(0)} s after its API`,
    ),
  };
}

function all(wrong: readonly string[], of: number, more = ''): Figure {
  return { measured: `${of - wrong.length} of ${of}${more}`, holds: wrong.length === 0 && of > 0 };
}

function none(wrong: readonly string[], of: number): Figure {
  return { measured: `${wrong.length} of ${of}`, holds: wrong.length === 0 && of > 0 };
}
