import type { Attachment } from './api-types.ts';
import type { Problem } from './problem.ts';
import {
  echoOf,
  compare,
  isMine,
  placeOf,
  type Item,
  type Outgoing,
  type OutgoingFile,
  type Place,
  type State,
  type Status,
} from './state.ts';

/** A message, a file or an event, once, whichever way it came. */
export interface Message {
  /** Stays the same from the first attempt to send it on: for React's lists. */
  readonly key: string;
  /** Connect's id, once it has one. */
  readonly id?: string;
  readonly type: 'message' | 'attachment' | 'event';
  /** Whether the visitor of this chat has said it. */
  readonly mine: boolean;
  /** AGENT, CUSTOMER, SYSTEM, CUSTOM_BOT or SUPERVISOR. */
  readonly role?: string | undefined;
  readonly name?: string | undefined;
  readonly contentType: string;
  readonly content: string;
  readonly attachments: readonly Attachment[];
  /** Epoch ms, by Connect's clock; of what is not sent, by the browser's. */
  readonly time: number;
  /** Of the visitor's own; what others say is `received`. */
  readonly state: 'sending' | 'sent' | 'delivered' | 'read' | 'failed' | 'received';
  /** Why it has failed. */
  readonly problem?: Problem | undefined;
  /** Of a file on its way: from 0 to 1. */
  readonly progress?: number;
}

/** A chat at one moment; a new object whenever anything has changed. */
export interface Snapshot {
  readonly status: Status;
  readonly messages: readonly Message[];
  /** The name of whoever is writing; empty where the name is not known. */
  readonly typing?: string | undefined;
  /** What it is waiting for, or why it has failed. */
  readonly problem?: Problem | undefined;
  /** Whether there are messages before the first one. */
  readonly hasEarlier: boolean;
  /** Undefined until it is over. */
  readonly endedBy?: 'visitor' | 'other' | undefined;
  /** Undefined until it has started. */
  readonly contactId?: string | undefined;
}

export function snapshotOf(state: State): Snapshot {
  const { status, typing, problem, endedBy, session, earlier } = state;
  return {
    status,
    typing,
    problem,
    endedBy,
    contactId: session?.contactId,
    hasEarlier: Boolean(earlier),
    messages: messagesOf(state),
  };
}

/** In Connect's order; what has failed stays where it was written, and what is being sent comes last. */
function messagesOf(state: State): readonly Message[] {
  const keys = new Map(state.keys);
  const echoes = new Set<string>();
  const waiting: (Outgoing | OutgoingFile)[] = [];
  for (const outgoing of state.outbox) {
    const { failed } = outgoing;
    // Of what nobody knew, the transcript may tell later.
    const echo = !failed || failed.kind === 'unknown' ? echoOf(state, outgoing, echoes) : undefined;
    if (echo) {
      echoes.add(echo.Id);
      keys.set(echo.Id, outgoing.key);
    } else {
      waiting.push(outgoing);
    }
  }
  const items = [...state.items.values()];
  waiting.push(...state.files);
  const placed: readonly (readonly [Place, Message])[] = [
    ...items.map((item) => [placeOf(item), ofItem(state, item, keys.get(item.Id) ?? item.Id)] as const),
    ...waiting
      .filter(({ failed }) => failed)
      .map((outgoing) => [outgoing.below ?? [0, ''], ofOutgoing(outgoing)] as const),
  ];
  const said = placed.toSorted((a, b) => compare(a[0], b[0])).map((one) => one[1]);
  // Who has read a message has read those before it; a sender is told of the newest only.
  const lastRead = said.findLastIndex(({ state: how }) => how === 'read');
  return [
    ...said.map((message, index) =>
      index < lastRead && ['sent', 'delivered'].includes(message.state)
        ? { ...message, state: 'read' as const }
        : message,
    ),
    ...waiting.filter(({ failed }) => !failed).map(ofOutgoing),
  ];
}

function ofItem(state: State, item: Item, key: string): Message {
  const mine = isMine(state, item);
  return {
    key,
    id: item.Id,
    type: item.Type.toLowerCase() as Message['type'],
    mine,
    role: item.ParticipantRole,
    name: item.DisplayName,
    contentType: item.ContentType ?? '',
    content: item.Content ?? '',
    attachments: item.Attachments ?? [],
    time: placeOf(item)[0],
    state: mine ? (state.receipts.get(item.Id) ?? 'sent') : 'received',
  };
}

function ofOutgoing(outgoing: Outgoing | OutgoingFile): Message {
  const { key, contentType, failed } = outgoing;
  return {
    key,
    mine: true,
    contentType,
    attachments: [],
    state: failed ? 'failed' : 'sending',
    problem: failed,
    ...('size' in outgoing
      ? { type: 'attachment', content: outgoing.name, time: 0, progress: outgoing.sent / outgoing.size }
      : { type: 'message', content: outgoing.content, time: outgoing.at }),
  };
}
