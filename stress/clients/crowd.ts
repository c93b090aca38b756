import { setTimeout as delay } from 'node:timers/promises';
import type { Stage } from '../scenario.ts';
import type { World } from '../world/world.ts';
import { networkAddress } from './addresses.ts';
import type { Http } from './http.ts';
import { createVisitor, type Visitor } from './visitor.ts';

/** Starts a second: below Connect's five, so that nobody has to wait. */
const startsPerSecond = 4.5;

/** How long a visitor goes on trying to get a chat, in ms. */
const patience = 60_000;

/** Who takes part in a scenario. */
export interface Gathering {
  readonly stage: Stage;
  readonly world: World;
  readonly http: Http;
}

/** Visitors, each from a network of its own, with a chat and an open socket; they come as fast as Connect takes them. */
export function gather(gathering: Gathering, count: number): Promise<readonly Visitor[]> {
  return come(gathering, count, settle);
}

/** Visitors who have a chat, and have not connected to it: no agent has joined. */
export function lineUp(gathering: Gathering, count: number): Promise<readonly Visitor[]> {
  return come(gathering, count, begin);
}

async function come(
  { stage, world, http }: Gathering,
  count: number,
  settle: (visitor: Visitor) => Promise<Visitor>,
): Promise<readonly Visitor[]> {
  const { random, signal } = stage;
  const coming: Promise<Visitor>[] = [];
  for (let index = 0; index < count; index++) {
    const visitor = createVisitor({
      http,
      url: anyOf(world.urls, random),
      address: networkAddress(index),
      name: `Visitor ${index}`,
      random,
      now: () => performance.now(),
      signal,
    });
    const settled = settle(visitor);
    // It is awaited below; until then, nobody is there to take its failure.
    settled.catch(() => undefined);
    coming.push(settled);
    await delay(1_000 / startsPerSecond, undefined, { signal });
  }
  return Promise.all(coming);
}

async function begin(visitor: Visitor): Promise<Visitor> {
  const { status } = await visitor.start({}, patience);
  if (status !== 200) throw new Error(`A visitor of the beginning got no chat: ${status}`);
  return visitor;
}

async function settle(visitor: Visitor): Promise<Visitor> {
  await begin(visitor);
  const { state, by } = await visitor.connect();
  if (state !== 'connected') throw new Error(`A visitor of the beginning got no connection: ${by}`);
  return visitor;
}

/** Another one each time, as a request goes to any of Lambda's environments. */
export function anyOf<T>(all: readonly T[], random: () => number): () => T {
  return () => all[Math.floor(random() * all.length)] as T;
}
