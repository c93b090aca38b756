import { setTimeout as delay } from 'node:timers/promises';
import { messageBody, typingBody, type MessageBody } from '../clients/bodies.ts';
import { gather, type Gathering } from '../clients/crowd.ts';
import { createHttp, type HttpAnswer } from '../clients/http.ts';
import { openLoop } from '../clients/open-loop.ts';
import type { Visitor } from '../clients/visitor.ts';
import type { Figure, Scenario } from '../scenario.ts';
import { toldOf } from '../world/request-lines.ts';
import { startWorld, type World } from '../world/world.ts';
import { memoryClaim, memoryFigure, sampleHeaps } from './memory.ts';
import { storms } from './storms.ts';

type Name = 'memory' | 'leases' | 'effects' | 'sessions' | 'processes';

/** A message that a visitor has sent, and how it was answered last; undefined where the connection broke. */
interface Sent {
  readonly visitor: Visitor;
  readonly body: MessageBody;
  answer: HttpAnswer | undefined;
}

/** How long a request may take to get its final answer once the storms are over, in ms. */
const untilFinal = 30_000;

/** Ten minutes of chats, with a storm in each: what lasts, and what piles up. */
export const soak: Scenario<Name> = {
  name: 'soak',
  about: '10 minutes of 40 chats over 4 API processes, with a storm every half minute',
  minutes: 12,
  claims: {
    memory: memoryClaim,
    leases: {
      text: 'Messages without a final answer, repeated with their ClientToken after the storms',
      required: 'all final within 30 s',
    },
    effects: { text: 'Messages answered 200, in the transcript', required: 'each exactly once' },
    sessions: { text: 'Chats that can connect, send and read at the end', required: 'all' },
    processes: { text: 'API processes that ended by themselves', required: '0' },
  },
  async run(stage) {
    const { quick, signal, progress } = stage;
    const world = await startWorld({ instances: 4, signal });
    const http = createHttp(() => performance.now());
    try {
      const gathering = { stage, world, http };
      progress.step('soak: visitors come');
      const visitors = await gather(gathering, quick ? 8 : 40);
      const forMs = quick ? 30_000 : 600_000;
      progress.step(`soak: ${forMs / 60_000} minutes of chats and storms`);
      const ending = AbortSignal.any([signal, AbortSignal.timeout(forMs)]);
      const [sent, heaps] = await Promise.all([
        talk(gathering, visitors, forMs),
        sampleHeaps(stage, world, ending),
        storms(gathering, visitors, ending),
      ]);
      progress.step('soak: the storms are over');
      await world.control.clearFaults();
      const open = sent.filter(({ answer }) => !isFinal(answer));
      const stuck = await finish(open, signal);
      const able: boolean[] = [];
      // One after the other: this is no storm.
      for (const visitor of visitors) able.push(await canGoOn(visitor));
      const crashes = world.complaints().match(/has ended/g)?.length ?? 0;
      return {
        memory: memoryFigure(heaps),
        leases: { measured: `${open.length - stuck} of ${open.length}`, holds: stuck === 0 },
        effects: await effectsFigure(world, sent),
        sessions: {
          measured: `${able.filter(Boolean).length} of ${able.length}`,
          holds: able.every(Boolean),
        },
        processes: { measured: String(crashes), holds: crashes === 0 },
      };
    } finally {
      http.close();
      progress.step(`soak: ${toldOf(world.lines)}`);
      await world.close();
    }
  },
};

async function talk(
  { stage: { random, signal } }: Gathering,
  visitors: readonly Visitor[],
  forMs: number,
): Promise<readonly Sent[]> {
  const at = { forMs, random, now: () => performance.now(), signal };
  const nth = (index: number): Visitor => visitors[index % visitors.length] as Visitor;
  const ask = async (index: number, path: string, body: object): Promise<void> => {
    await nth(index)
      .post(path, body)
      .catch(() => undefined);
  };
  const [sent] = await Promise.all([
    openLoop({ ...at, perSecond: 6 }, async (index) => {
      const one: Sent = { visitor: nth(index), body: messageBody(`Message ${index}`), answer: undefined };
      await repeat(one);
      return one;
    }),
    openLoop({ ...at, perSecond: 3 }, (index) => ask(index, '/participant/event', typingBody)),
    openLoop({ ...at, perSecond: 2 }, (index) => ask(index, '/participant/transcript', {})),
  ]);
  return sent;
}

async function repeat(one: Sent): Promise<void> {
  one.answer = await one.visitor.post('/participant/message', one.body).catch(() => undefined);
}

/** Whether a repetition would get the same answer. */
function isFinal(answer: HttpAnswer | undefined): boolean {
  if (answer === undefined || answer.status === 429 || answer.status >= 500) return false;
  return answer.status !== 409 || answer.retryAfter === undefined;
}

/** Repeats requests until each has its final answer. Resolves with how many have none. */
async function finish(open: readonly Sent[], signal: AbortSignal): Promise<number> {
  const end = performance.now() + untilFinal;
  let left = open;
  while (left.length > 0 && performance.now() < end) {
    for (const one of left) {
      await repeat(one);
      // Below Connect's rate: what is judged here is whether anything is stuck.
      await delay(120, undefined, { signal });
    }
    left = left.filter(({ answer }) => !isFinal(answer));
  }
  return left.length;
}

async function canGoOn(visitor: Visitor): Promise<boolean> {
  visitor.cut();
  if ((await visitor.connect().catch(() => undefined))?.state !== 'connected') return false;
  for (const [path, body] of [
    ['/participant/message', messageBody('Still here')],
    ['/participant/transcript', {}],
  ] as const)
    if ((await visitor.post(path, body).catch(() => undefined))?.status !== 200) return false;
  return true;
}

async function effectsFigure(world: World, sent: readonly Sent[]): Promise<Figure> {
  const times = new Map<string, number>();
  for (const { Items } of await world.control.contacts())
    for (const { Content = '', ParticipantRole } of Items)
      if (ParticipantRole === 'CUSTOMER') times.set(Content, (times.get(Content) ?? 0) + 1);
  const good = sent.filter(({ answer }) => answer?.status === 200);
  const lost = good.filter(({ body }) => (times.get(body.Content) ?? 0) === 0).length;
  const doubled = sent.filter(({ body }) => (times.get(body.Content) ?? 0) > 1).length;
  return { measured: `${good.length}: ${lost} lost, ${doubled} doubled`, holds: lost === 0 && doubled === 0 };
}
