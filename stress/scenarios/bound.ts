import { quotas } from '../../lambdas/operations/quotas.ts';
import type { Call } from '../../local/simulated-connect/calls.ts';
import { connectionBody, messageBody, typingBody } from '../clients/bodies.ts';
import { gather } from '../clients/crowd.ts';
import { createHttp } from '../clients/http.ts';
import { openLoop } from '../clients/open-loop.ts';
import type { Visitor } from '../clients/visitor.ts';
import { boundOf, judgeWindows } from '../judge/windows.ts';
import type { Claim, Figure, Scenario } from '../scenario.ts';
import { recordCalls } from '../world/call-record.ts';
import { toldFailures } from '../world/failures.ts';
import { startWorld } from '../world/world.ts';

const processes = 8;
const windows = [1_000, 10_000] as const;

/** Milliseconds from the machine's clock: the processes' are spread over 400 ms. */
const clocks = Array.from({ length: processes }, (_, index) => -200 + (400 * index) / (processes - 1));

/**
 * What is asked for: requests a second, in the mean. All but messages are beyond their rate, and so are messages and
 * events together. Messages alone are not: each of them gets an attempt, whatever its turn.
 */
const load = {
  SendMessage: {
    quota: quotas.send,
    perSecond: 9,
    path: '/participant/message',
    body: (): object => messageBody('Hello'),
  },
  SendEvent: {
    quota: quotas.send,
    perSecond: 15,
    path: '/participant/event',
    body: (): object => typingBody,
  },
  GetTranscript: {
    quota: quotas.read,
    perSecond: 14,
    path: '/participant/transcript',
    body: (): object => ({}),
  },
  CreateParticipantConnection: {
    quota: quotas.connection,
    perSecond: 10,
    path: '/participant/connection',
    body: (): object => connectionBody,
  },
} as const;

type Loaded = keyof typeof load;

const loaded = Object.keys(load) as Loaded[];

/** Windows that must have been looked at, of both lengths together. */
const enough = 10_000;

const bounds = (operation: Loaded): string =>
  windows.map((length) => `≤ ${boundOf(load[operation].quota, length)}`).join(', ');

/** Eight processes with clocks of their own stay within what their buckets promise of Connect's rates. */
export const bound: Scenario<Loaded | 'windows'> = {
  name: 'bound',
  about: 'the most calls in any second and any ten, from 8 processes with clocks 400 ms apart',
  minutes: 5,
  claims: {
    ...(Object.fromEntries(
      loaded.map((operation): [Loaded, Claim] => [
        operation,
        { text: `${operation}, in 1 s and in 10 s`, required: bounds(operation) },
      ]),
    ) as Record<Loaded, Claim>),
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
      const seconds = quick ? 15 : 240;
      progress.step(`bound: too much of everything, for ${seconds} s`);
      await Promise.all(
        loaded.map((operation) => {
          const { perSecond, path, body } = load[operation];
          return openLoop(
            { perSecond, forMs: seconds * 1_000, random, now: () => performance.now(), signal },
            (index) =>
              (visitors[index % visitors.length] as Visitor).post(path, body()).catch(() => undefined),
          );
        }),
      );
      const calls = await record.all();
      const counted = windows.length * calls.filter(({ operation }) => operation in load).length;
      return {
        ...(Object.fromEntries(loaded.map((operation) => [operation, figureOf(operation, calls)])) as Record<
          Loaded,
          Figure
        >),
        windows: {
          measured: counted.toLocaleString('en'),
          holds: quick ? undefined : counted >= enough,
        },
      };
    } finally {
      record.stop();
      http.close();
      progress.step(`bound: requests that failed: ${toldFailures(world.failures())}`);
      await world.close();
    }
  },
};

function figureOf(operation: Loaded, calls: readonly Call[]): Figure {
  const own = calls.filter((call) => call.operation === operation);
  const times = own.map(({ at }) => at);
  const verdicts = windows.map((length) => judgeWindows(times, load[operation].quota, length));
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
