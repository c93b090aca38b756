import type { EventAnswer, SentEvents } from './core/ports.ts';

/** Sessions that a process remembers, at most; the one that was quiet for longest is forgotten first. */
const mostSessions = 1_000;

/** Messages of a session whose receipts of a kind it remembers, at most: the latest. With all sessions, a megabyte. */
const mostMessages = 8;

/** For how long Connect shows a visitor as typing, and the official client sends no other such event: milliseconds. */
export const typingShown = 10_000;

/** Connect's answer; undefined where the event was given up for a quota that is short. */
type Sent = EventAnswer | undefined;

/** What has been said of a session, by kind of event. */
interface Said {
  typing?: { readonly since: number; readonly answer: Promise<Sent> } | undefined;
  readonly receipts: Record<'delivered' | 'read', Receipts>;
}

interface Receipts {
  /** Those that were sent, or that a later one has covered, the latest last. */
  readonly messages: string[];
  /** The answer to the latest that was sent. */
  answer?: Promise<Sent>;
  /** Under way to Connect. */
  sending?: Promise<Sent> | undefined;
  /** The latest that was asked for, until it has been answered. */
  asked?: { readonly message: string; readonly answer: Promise<Sent> } | undefined;
}

async function type(said: Said, now: number, send: () => Promise<Sent>): Promise<Sent> {
  const typing = { since: now, answer: send() };
  said.typing = typing;
  let sent: Sent;
  try {
    sent = await typing.answer;
  } finally {
    if (!sent && said.typing === typing) said.typing = undefined;
  }
  return sent;
}

async function receipt(receipts: Receipts, message: string, send: () => Promise<Sent>): Promise<Sent> {
  const { promise: answer, resolve } = Promise.withResolvers<Sent>();
  const mine = { message, answer };
  receipts.asked = mine;
  await receipts.sending?.catch(() => undefined);
  // A later message's receipt has come meanwhile, which says as much of this one.
  const later = receipts.asked === mine ? undefined : receipts.asked;
  resolve(later ? later.answer : (receipts.sending = send()));
  let sent: Sent;
  try {
    sent = await answer;
  } finally {
    if (receipts.asked === mine) receipts.asked = receipts.sending = undefined;
  }
  if (sent) {
    receipts.messages.push(message);
    if (receipts.messages.length > mostMessages) receipts.messages.shift();
    receipts.answer = answer;
  }
  return sent;
}

function isEmpty({ typing, receipts }: Said): boolean {
  return !typing && Object.values(receipts).every(({ messages, asked }) => messages.length === 0 && !asked);
}

/** Remembers the events that this process has sent, so that what they have said is not said again. */
export function sentEvents(): SentEvents {
  const sessions = new Map<string, Said>();

  function saidOf(session: string): Said {
    const said = sessions.get(session) ?? {
      receipts: { delivered: { messages: [] }, read: { messages: [] } },
    };
    sessions.delete(session);
    sessions.set(session, said);
    const [oldest = session] = sessions.keys();
    if (sessions.size > mostSessions) sessions.delete(oldest);
    return said;
  }

  return {
    covering(session, said, now) {
      const known = sessions.get(session);
      if (!known) return undefined;
      if (said.kind === 'typing')
        return known.typing && now - known.typing.since < typingShown ? known.typing.answer : undefined;
      const { delivered, read } = known.receipts;
      // Who has read a message has received it.
      for (const receipts of said.kind === 'read' ? [read] : [read, delivered]) {
        if (receipts.messages.includes(said.message)) return receipts.answer;
        if (receipts.asked?.message === said.message) return receipts.asked.answer;
      }
      return undefined;
    },
    async send(session, said, now, send) {
      const known = saidOf(session);
      try {
        return said.kind === 'typing'
          ? await type(known, now, send)
          : await receipt(known.receipts[said.kind], said.message, send);
      } finally {
        // Made-up bearers leave nothing behind.
        if (isEmpty(known) && sessions.get(session) === known) sessions.delete(session);
      }
    },
  };
}
