import { randomBytes, randomUUID } from 'node:crypto';
import { median, quantile } from '../../bench/statistics.ts';
import { budgets } from '../../lambdas/operations/budgets.ts';
import { connectionBody, messageBody, readReceiptBody, typingBody } from '../clients/bodies.ts';
import { gather, type Gathering } from '../clients/crowd.ts';
import { createHttp, gatewayPatience, type HttpAnswer } from '../clients/http.ts';
import { openLoop } from '../clients/open-loop.ts';
import type { Visitor } from '../clients/visitor.ts';
import { fairness, unnoticed } from '../judge/latency.ts';
import type { Figure, Scenario } from '../scenario.ts';
import { recordCalls } from '../world/call-record.ts';
import { toldOf } from '../world/request-lines.ts';
import { startWorld } from '../world/world.ts';

const deadline = budgets.call.deadline;
const patience = `${deadline / 1_000} s`;

type Name =
  'messages' | 'events' | 'shed' | 'fair' | 'besideAbuse' | 'waitBesideAbuse' | 'connectionsBesideAbuse';

/** An answer, and who got it; undefined where the connection broke. */
interface Told {
  readonly visitor: Visitor;
  readonly answer: HttpAnswer | undefined;
}

/**
 * Three times what Connect takes: first much typing beside messages that alone would fit, then a session and an address
 * that ask for all they can, beside visitors who do not.
 */
export const overload: Scenario<Name> = {
  name: 'overload',
  about: "three times Connect's rate, most of it typing; then one session and one address abuse theirs",
  minutes: 5,
  claims: {
    messages: { text: 'Messages at 0.8 × the rate, among typing', required: `all 200 within ${patience}` },
    events: { text: 'Typing and receipts at 2.2 × the rate', required: 'all 200' },
    shed: {
      text: 'What reaches Connect of them',
      required: 'every message, and fewer typing events than there were',
    },
    fair: {
      text: "The slowest writer's 99th percentile, beside the middle one's",
      required: `≤ 2 ×, or below ${unnoticed} ms`,
    },
    besideAbuse: {
      text: "Others' messages, beside a session that sends 20 a second and an address without a bearer",
      required: `all 200 within ${patience}`,
    },
    waitBesideAbuse: {
      text: '– their 99th percentile, beside that without abuse',
      required: `≤ 2 ×, or below ${unnoticed} ms`,
    },
    connectionsBesideAbuse: {
      text: "Others' reconnects, beside a session that asks for 10 a second",
      required: 'all at the first attempt',
    },
  },
  async run(stage) {
    const { quick, signal, progress } = stage;
    const world = await startWorld({ instances: 2, signal });
    const http = createHttp(() => performance.now());
    const record = recordCalls(world.control);
    try {
      const gathering = { stage, world, http };
      progress.step('overload: visitors come');
      const visitors = await gather(gathering, quick ? 30 : 200);
      const writers = visitors.slice(0, 20);
      const forMs = quick ? 12_000 : 100_000;
      progress.step(`overload: three times the rate, for ${forMs / 1_000} s`);
      const began = Date.now();
      const typing = await underTyping(gathering, { writers, visitors, forMs });
      const reached = (await record.all()).filter(({ at, applied }) => at >= began && applied);
      progress.step(`overload: one session and one address abuse theirs, for ${forMs / 1_000} s`);
      const abuse = await underAbuse(gathering, { visitors, forMs });
      const calm = quantile(waits(typing.messages), 0.99);
      return {
        messages: inTime(typing.messages),
        events: answered(typing.events),
        shed: shedding(
          typing,
          reached.map(({ operation }) => operation),
        ),
        fair: fairFigure(
          writers.map((writer) => waits(typing.messages.filter((one) => one.visitor === writer))),
        ),
        besideAbuse: inTime(abuse.messages),
        waitBesideAbuse: waitFigure(quantile(waits(abuse.messages), 0.99), calm),
        connectionsBesideAbuse: answered(abuse.connections),
      };
    } finally {
      record.stop();
      http.close();
      progress.step(`overload: ${toldOf(world.lines)}`);
      await world.close();
    }
  },
};

async function underTyping(
  { stage: { random, signal } }: Gathering,
  {
    writers,
    visitors,
    forMs,
  }: { readonly writers: readonly Visitor[]; readonly visitors: readonly Visitor[]; readonly forMs: number },
): Promise<{ readonly messages: readonly Told[]; readonly events: readonly Told[] }> {
  const at = { forMs, random, now: () => performance.now(), signal };
  const [messages, typing, receipts] = await Promise.all([
    openLoop({ ...at, perSecond: 8 }, (index) =>
      asks(nth(writers, index), '/participant/message', messageBody('Hello')),
    ),
    openLoop({ ...at, perSecond: 18 }, (index) =>
      asks(nth(visitors, index), '/participant/event', typingBody),
    ),
    openLoop({ ...at, perSecond: 4 }, (index) =>
      asks(nth(visitors, index), '/participant/event', readReceiptBody(randomUUID())),
    ),
  ]);
  return { messages, events: [...typing, ...receipts] };
}

async function underAbuse(
  { stage: { random, signal }, world, http }: Gathering,
  { visitors, forMs }: { readonly visitors: readonly Visitor[]; readonly forMs: number },
): Promise<{ readonly messages: readonly Told[]; readonly connections: readonly Told[] }> {
  const at = { forMs, random, now: () => performance.now(), signal };
  const [loud, greedy, ...others] = visitors as [Visitor, Visitor, ...Visitor[]];
  const forged = (): Promise<unknown> =>
    http.post(`${nth(world.urls, 0)}/v1/participant/message`, messageBody('Hello'), loud.address, {
      'x-amz-bearer': randomBytes(32).toString('base64url'),
    });
  const [messages, connections] = await Promise.all([
    openLoop({ ...at, perSecond: 4 }, (index) =>
      asks(nth(others, index), '/participant/message', messageBody('Hello')),
    ),
    openLoop({ ...at, perSecond: 1 }, (index) =>
      asks(nth(others, index), '/participant/connection', connectionBody),
    ),
    openLoop({ ...at, perSecond: 20 }, () => asks(loud, '/participant/message', messageBody('Loud'))),
    openLoop({ ...at, perSecond: 10 }, () => asks(greedy, '/participant/connection', connectionBody)),
    openLoop({ ...at, perSecond: 30 }, () => forged().catch(() => undefined)),
  ]);
  return { messages, connections };
}

async function asks(visitor: Visitor, path: string, body: object): Promise<Told> {
  return { visitor, answer: await visitor.post(path, body).catch(() => undefined) };
}

function nth<T>(all: readonly T[], index: number): T {
  return all[index % all.length] as T;
}

function waits(told: readonly Told[]): readonly number[] {
  return told.map(({ answer }) => answer?.took ?? gatewayPatience);
}

function answered(told: readonly Told[]): Figure {
  const good = told.filter(({ answer }) => answer?.status === 200).length;
  return { measured: `${good} of ${told.length}`, holds: good === told.length };
}

function inTime(told: readonly Told[]): Figure {
  const good = told.filter(({ answer }) => answer?.status === 200 && answer.took <= deadline).length;
  const [middle, late] = [median(waits(told)), quantile(waits(told), 0.99)];
  return {
    measured: `${good} of ${told.length}; median ${ms(middle)}, 99 % ${ms(late)}`,
    holds: good === told.length,
  };
}

function shedding(
  { messages, events }: { readonly messages: readonly Told[]; readonly events: readonly Told[] },
  reached: readonly string[],
): Figure {
  const sent = reached.filter((operation) => operation === 'SendMessage').length;
  const typed = reached.filter((operation) => operation === 'SendEvent').length;
  return {
    measured: `${sent} of ${messages.length} messages, ${typed} of ${events.length} events`,
    holds: sent === messages.length && typed < events.length,
  };
}

function fairFigure(each: readonly (readonly number[])[]): Figure {
  const { slowest, median: middle, holds } = fairness(each);
  return { measured: `${ms(slowest)} beside ${ms(middle)}`, holds };
}

function waitFigure(wait: number, calm: number): Figure {
  return { measured: `${ms(wait)} beside ${ms(calm)}`, holds: wait <= Math.max(2 * calm, unnoticed) };
}

function ms(value: number): string {
  return `${Math.round(value).toLocaleString('en')} ms`;
}
