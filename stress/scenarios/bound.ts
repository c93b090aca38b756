import { defaultQuotas } from '../../lambdas/core/quota.ts';
import type { Call } from '../../local/simulated-connect/calls.ts';
import { connectionBody, messageBody, typingBody } from '../clients/bodies.ts';
import { gather } from '../clients/crowd.ts';
import { createHttp } from '../clients/http.ts';
import { openLoop } from '../clients/open-loop.ts';
import type { Visitor } from '../clients/visitor.ts';
import { boundOf, judgeWindows } from '../judge/windows.ts';
import type { Figure, Scenario } from '../scenario.ts';
import { recordCalls } from '../world/call-record.ts';
import { toldOf } from '../world/request-lines.ts';
import { startWorld } from '../world/world.ts';

const processes = 8;
const windows = [1_000, 10_000] as const;

/** Milliseconds by which the processes' clocks are apart. */
const skewMs = 400;

/** Milliseconds from the machine's clock. */
const clocks = Array.from(
  { length: processes },
  (_, index) => -skewMs / 2 + (skewMs * index) / (processes - 1),
);

/**
 * What is asked for: requests a second, in the mean. All is beyond Connect's rate, but for messages alone: each of them
 * gets an attempt, whatever its turn.
 */
const load = [
  { perSecond: 9, path: '/participant/message', body: (): object => messageBody('Hello') },
  { perSecond: 15, path: '/participant/event', body: (): object => typingBody },
  { perSecond: 14, path: '/participant/transcript', body: (): object => ({}) },
  { perSecond: 10, path: '/participant/connection', body: (): object => connectionBody },
] as const;

/** The quotas of the operations, each of which Connect counts by itself. */
const counted = {
  SendMessage: defaultQuotas.send,
  SendEvent: defaultQuotas.send,
  GetTranscript: defaultQuotas.read,
  CreateParticipantConnection: defaultQuotas.connection,
} as const;

type Counted = keyof typeof counted;

/** Milliseconds after which every process has noticed that messages and events are beyond their rate. */
const untilNoticed = 10_000;

/** Windows that must have been looked at, of both lengths together. */
const enough = 10_000;

/**
 * The most of the calls that may have gone by a process's own share, as the row was late: the bound is not of them. More
 * would say that nothing was measured.
 */
const mostUnplaced = 0.05;

const claimOf = (name: Counted): { readonly text: string; readonly required: string } => ({
  text: `${name}, in 1 s and in 10 s`,
  required: windows.map((length) => `≤ ${boundOf(counted[name], length, skewMs)}`).join(', '),
});

/** Eight processes with clocks of their own stay within what their buckets promise of Connect's rates. */
export const bound: Scenario<Counted | 'unplaced' | 'windows'> = {
  name: 'bound',
  about: 'the most calls in any second and any ten, from 8 processes with clocks 0.4 s apart',
  minutes: 5,
  claims: {
    SendMessage: claimOf('SendMessage'),
    SendEvent: claimOf('SendEvent'),
    GetTranscript: claimOf('GetTranscript'),
    CreateParticipantConnection: claimOf('CreateParticipantConnection'),
    unplaced: {
      text: 'Calls that are not counted, as the row was late',
      required: `≤ ${mostUnplaced * 100} %`,
    },
    windows: { text: 'Windows that begin at a call', required: `≥ ${enough.toLocaleString('en')}` },
  },
  async run(stage) {
    const { random, quick, signal, progress } = stage;
    const world = await startWorld({ instances: processes, clocks, signal });
    const http = createHttp(() => performance.now());
    const record = recordCalls(world.control);
    try {
      progress.step('bound: visitors come');
      const visitors = await gather({ stage, world, http }, quick ? 10 : 60);
      const seconds = quick ? 25 : 250;
      progress.step(`bound: too much of everything, for ${seconds} s`);
      const began = Date.now();
      await Promise.all(
        load.map(({ perSecond, path, body }) =>
          openLoop(
            { perSecond, forMs: seconds * 1_000, random, now: () => performance.now(), signal },
            (index) =>
              (visitors[index % visitors.length] as Visitor).post(path, body()).catch(() => undefined),
          ),
        ),
      );
      const all = (await record.all()).filter(({ operation }) => Object.hasOwn(counted, operation));
      const noticed = all.filter(
        ({ operation, at }) => !operation.startsWith('Send') || at >= began + untilNoticed,
      );
      const placed = noticed.filter(({ requestId }) => !world.lines.unplaced.has(requestId));
      const without = noticed.length - placed.length;
      const looked = windows.length * placed.length;
      return {
        SendMessage: figureOf('SendMessage', placed),
        SendEvent: figureOf('SendEvent', placed),
        GetTranscript: figureOf('GetTranscript', placed),
        CreateParticipantConnection: figureOf('CreateParticipantConnection', placed),
        unplaced: {
          measured: `${without} of ${noticed.length}`,
          holds: without <= mostUnplaced * noticed.length,
        },
        windows: {
          measured: looked.toLocaleString('en'),
          holds: quick ? undefined : looked >= enough,
        },
      };
    } finally {
      record.stop();
      http.close();
      progress.step(`bound: ${toldOf(world.lines)}`);
      await world.close();
    }
  },
};

function figureOf(name: Counted, calls: readonly Call[]): Figure {
  const own = calls.filter(({ operation }) => operation === name);
  const times = own.map(({ at }) => at);
  const verdicts = windows.map((length) => judgeWindows(times, counted[name], length, skewMs));
  const refused = own.filter(({ status }) => status === 429).length;
  const first = Math.min(...times);
  const most = verdicts.map(
    ({ calls: number, from = 0, holds }) =>
      `${number}${holds ? '' : ` (from ${Math.round((from - first) / 1_000)} s on)`}`,
  );
  return {
    measured: `${most.join(', ')}; ${refused} of ${own.length} refused by Connect`,
    holds: verdicts.every(({ holds }) => holds),
  };
}
