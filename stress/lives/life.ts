import { randomUUID } from 'node:crypto';
import { ask, chatOf, type Asked } from '../lanes/ask.ts';
import type { ApiLane } from '../lanes/api-lane.ts';
import type { LeapingTime } from '../lanes/leaping-time.ts';

/** A visitor, and what is true of its page, whatever the API knows of it. Instants by the right clock. */
export interface Life {
  readonly name: string;
  contactId: string | undefined;
  bearer: string | undefined;
  /** When Connect may have been asked for its chat the last time. */
  asked: number;
  /** Whether it has asked for a connection, with whatever success; and whether its page has one. */
  tried: boolean;
  connected: boolean;
  /** When its page went away the last time, unless it has come back. */
  left: number | undefined;
  /** Whether that was told for certain, and for good. */
  gone: boolean;
  /** Whether its agent or it itself has ended the chat. */
  over: boolean;
}

export interface LifeScene {
  readonly time: LeapingTime;
  readonly random: () => number;
  /** The process that the next request goes to. */
  readonly lane: () => ApiLane;
  /** Told where it is refused as if its chat was over. */
  readonly refused: (life: Life, path: string) => void;
  /** What an agent does. */
  readonly agent: (does: 'transfer' | 'end', contactId: string) => Promise<void>;
}

const minute = 60_000;
const connectionBody = { Type: ['CONNECTION_CREDENTIALS'] };

/** How often a page asks for a connection before it gives up, as the official client does. */
const connectionAttempts = 3;

export function newLife(name: string): Life {
  return {
    name,
    contactId: undefined,
    bearer: undefined,
    asked: 0,
    tried: false,
    connected: false,
    left: undefined,
    gone: false,
    over: false,
  };
}

/** Lives it: starts a chat, connects or does not, talks, loads its page anew, is transferred, and ends it in some way. */
export async function live(life: Life, { time, random, lane, refused, agent }: LifeScene): Promise<void> {
  const between = (least: number, most: number): number => least + random() * (most - least);
  const post = async (path: string, body: object | string): Promise<Asked | undefined> => {
    const asked = await time.during(async () => {
      const one = lane();
      await one.ready();
      const answer = await ask(one.url, path, body, typeof body === 'string' ? undefined : life.bearer);
      await one.tap.settled();
      return answer;
    });
    if (asked?.status === 403) refused(life, path);
    return asked;
  };

  async function start(): Promise<void> {
    const clientToken = random() < 0.5 ? randomUUID() : undefined;
    const attempts = clientToken === undefined ? 1 : Math.ceil(random() * 3);
    for (let attempt = 0; attempt < attempts && life.bearer === undefined; attempt++) {
      if (attempt > 0) await time.sleep(between(1_000, 20_000));
      const chat = chatOf(
        await post('/chats', {
          ParticipantDetails: { DisplayName: life.name },
          ...(clientToken !== undefined && { ClientToken: clientToken }),
        }),
      );
      life.asked = time.now();
      life.bearer = chat?.bearer;
      life.contactId = chat?.contactId;
    }
  }

  async function open(): Promise<boolean> {
    life.tried = true;
    for (let attempt = 0; attempt < connectionAttempts; attempt++) {
      if ((await post('/participant/connection', connectionBody))?.status === 200) {
        life.connected = true;
        life.left = undefined;
        return true;
      }
      await time.sleep(between(100, 1_300));
    }
    // The official client gives the chat up then.
    life.connected = false;
    return false;
  }

  /** Sends the beacon. Returns whether nothing can have come between it and the table. */
  async function away(): Promise<boolean> {
    life.left = time.now();
    return await time.during(async () => {
      const one = lane();
      await one.ready();
      const before = one.tap.mishaps;
      const asked = await ask(one.url, '/session/leave', life.bearer ?? '');
      await one.tap.settled();
      return asked?.status === 204 && one.tap.mishaps === before;
    });
  }

  async function does(what: 'transfer' | 'end'): Promise<void> {
    if (what === 'end') life.over = true;
    await time.during(() => agent(what, life.contactId ?? ''));
  }

  await start();
  if (life.bearer === undefined || random() < 0.15) return;
  if (!(await open())) return;
  for (let turns = Math.floor(random() * 5); turns > 0; turns--) {
    await time.sleep(between(1_000, 12 * minute));
    if (random() < 0.5)
      await post('/participant/message', { ContentType: 'text/plain', Content: `Hello of ${life.name}` });
    if (random() < 0.3) await does('transfer');
    if (random() < 0.4) {
      await away();
      await time.sleep(between(200, 50_000));
      if (!(await open())) return;
    }
  }
  const end = random();
  if (end < 0.3) life.gone = await away();
  else if (end < 0.5) {
    life.over = true;
    await post('/participant/disconnect', {});
  } else if (end < 0.7) await does('end');
}
