import type { SendMessageRequest, TranscriptItem } from './api-types.ts';
import { problem, type Problem } from './problem.ts';

/** What a chat is, and what happens to it: every tab applies the same events to the same state. Pure. */

/** An item of the socket or the transcript. Those of the socket have types that the transcript has not. */
export type Item = Omit<TranscriptItem, 'Type'> & { readonly Type: string };

/** How a message is written. */
export type MessageType = SendMessageRequest['ContentType'];

/** A message that has not been answered yet. Its key is its ClientToken. */
export interface Outgoing {
  readonly key: string;
  readonly contentType: MessageType;
  readonly content: string;
  /** When it was written, and so its place in the queue: epoch ms, every one later than the one before. */
  readonly at: number;
  /** The place of the newest item by then: where it stays if it is not sent. */
  readonly below?: Place | undefined;
  readonly tried?: Tried;
  /** Why it is not sent, and will not be. */
  readonly failed?: Problem | undefined;
}

/** The first attempt to send. */
export interface Tried {
  /** Epoch ms. */
  readonly at: number;
  /** The newest item by then, if all were known: an echo of this message is later. */
  readonly after?: Place | undefined;
}

/** A file on its way. No tab but this one has it. */
export interface OutgoingFile {
  readonly key: string;
  readonly name: string;
  readonly size: number;
  readonly contentType: string;
  readonly sent: number;
  readonly failed?: Problem | undefined;
  /** The place of the newest item when it was chosen: where it stays if it is not sent. */
  readonly below?: Place | undefined;
  /** Sends it again. */
  readonly again: () => void;
  /** Stops sending it. */
  readonly stop: () => void;
}

/** Where an item stands: its time in epoch ms, and its id. */
export type Place = readonly [time: number, id: string];

export interface Session {
  readonly bearer: string;
  readonly contactId: string;
  readonly participantId: string;
}

/**
 * - `starting`: the start has not been answered yet
 * - `connecting`, `reconnecting`: for the first time, and again; what is sent waits
 * - `connected`: what the others say arrives
 * - `ending`: the visitor has ended it, which has not been answered yet
 * - `ended`: it is over
 * - `failed`: it could not be started
 */
export type Status = 'starting' | 'connecting' | 'connected' | 'reconnecting' | 'ending' | 'ended' | 'failed';

export type Receipt = 'delivered' | 'read';

export interface State {
  readonly status: Status;
  readonly session?: Session | undefined;
  readonly items: ReadonlyMap<string, Item>;
  readonly receipts: ReadonlyMap<string, Receipt>;
  /** The keys of this chat's messages by the ids that they have got. */
  readonly keys: ReadonlyMap<string, string>;
  readonly outbox: readonly Outgoing[];
  readonly files: readonly OutgoingFile[];
  /** Who of the others is writing. */
  readonly typing?: string | undefined;
  /** What the chat is waiting for, or why it has failed. */
  readonly problem?: Problem | undefined;
  /** Leads to the items before these; empty where there are none, undefined as long as nobody has asked. */
  readonly earlier?: string | undefined;
  /** Who has ended it. */
  readonly endedBy?: 'visitor' | 'other' | undefined;
}

export type ChatEvent =
  | { readonly type: 'status'; readonly status: Status; readonly problem?: Problem | undefined }
  | { readonly type: 'session'; readonly session: Session }
  | { readonly type: 'items'; readonly items: readonly Item[]; readonly earlier?: string | undefined }
  | { readonly type: 'queued'; readonly outgoing: Outgoing }
  | { readonly type: 'tried'; readonly key: string; readonly tried: Tried }
  | { readonly type: 'sent'; readonly key: string; readonly id: string; readonly time: string }
  | { readonly type: 'failed'; readonly key: string; readonly problem: Problem }
  | { readonly type: 'dropped'; readonly key: string }
  | { readonly type: 'file'; readonly file: OutgoingFile }
  | { readonly type: 'typing'; readonly name?: string }
  | { readonly type: 'ended'; readonly by: 'visitor' | 'other' };

export const nothing: State = {
  status: 'connecting',
  items: new Map(),
  receipts: new Map(),
  keys: new Map(),
  outbox: [],
  files: [],
};

export const eventTypes = 'application/vnd.amazonaws.connect.event.';

export function apply(state: State, event: ChatEvent): State {
  switch (event.type) {
    case 'status':
      return { ...state, status: event.status, problem: event.problem };
    case 'session':
      return { ...state, session: event.session };
    case 'items':
      return withItems(state, event.items, event.earlier);
    case 'queued':
      return isKnown(state, event.outgoing.key)
        ? state
        : { ...state, outbox: [...state.outbox, event.outgoing].toSorted((a, b) => a.at - b.at) };
    case 'tried':
      return change(state, event.key, (outgoing) => ({ tried: event.tried, ...outgoing }));
    case 'failed':
      return change(state, event.key, (outgoing) => ({ ...outgoing, failed: event.problem }));
    case 'sent':
      return sent(state, event.key, event.id, event.time);
    case 'dropped':
      return {
        ...state,
        outbox: state.outbox.filter(({ key }) => key !== event.key),
        files: state.files.filter(({ key }) => key !== event.key),
      };
    case 'file':
      return {
        ...state,
        files: [
          ...state.files.filter(({ key }) => key !== event.file.key),
          {
            ...event.file,
            below: state.files.find(({ key }) => key === event.file.key)?.below ?? newest(state),
          },
        ],
      };
    case 'typing':
      return { ...state, typing: event.name };
    case 'ended':
      return {
        ...state,
        status: 'ended',
        problem: undefined,
        typing: undefined,
        endedBy: state.endedBy ?? event.by,
        // Nobody has been asked to carry these, and nobody will.
        outbox: state.outbox.map((outgoing) =>
          outgoing.tried ? outgoing : { failed: problem('over'), ...outgoing },
        ),
      };
  }
}

/** Whether a message is on its way, or has been. */
export function isKnown({ outbox, keys }: State, key: string): boolean {
  return outbox.some((outgoing) => outgoing.key === key) || [...keys.values()].includes(key);
}

/** The message to be sent next. */
export function nextOutgoing({ outbox }: State): Outgoing | undefined {
  return outbox.find(({ failed }) => !failed);
}

export function isOver({ status }: State): boolean {
  return status === 'ended' || status === 'failed';
}

/** Whether it is over, and nothing waits to be asked about once more. */
export function isDone(state: State): boolean {
  return isOver(state) && !nextOutgoing(state);
}

export function isItem(value: unknown): value is Item {
  const item = value as Partial<Item> | undefined;
  return (
    typeof item?.Id === 'string' && typeof item.Type === 'string' && typeof item.AbsoluteTime === 'string'
  );
}

export function isMine({ session }: State, { ParticipantId }: Item): boolean {
  return ParticipantId !== undefined && ParticipantId === session?.participantId;
}

const places = new WeakMap<object, Place>();

/** Asked of every item for every snapshot. */
export function placeOf(item: Pick<Item, 'AbsoluteTime' | 'Id'>): Place {
  const place = places.get(item) ?? [Date.parse(item.AbsoluteTime) || 0, item.Id];
  places.set(item, place);
  return place;
}

/** Below 0, 0 or above 0, as `a` is before, at or after `b`. */
export function compare(a: Place, b: Place): number {
  return a[0] - b[0] || (a[1] < b[1] ? -1 : Number(a[1] > b[1]));
}

export function newest({ items }: State): Place {
  let last: Place = [0, ''];
  for (const item of items.values()) {
    const place = placeOf(item);
    if (compare(place, last) > 0) last = place;
  }
  return last;
}

/** The item that a message has become although its answer never came; undefined if there is none. */
export function echoOf(
  state: State,
  { tried, content, contentType }: Outgoing,
  taken: ReadonlySet<string> = new Set(),
): Item | undefined {
  const after = tried?.after;
  if (!after) return undefined;
  return [...state.items.values()].find(
    (item) =>
      item.Content === content &&
      item.ContentType === contentType &&
      isMine(state, item) &&
      !state.keys.has(item.Id) &&
      !taken.has(item.Id) &&
      placeOf(item)[0] > after[0],
  );
}

function change(state: State, key: string, changed: (outgoing: Outgoing) => Outgoing): State {
  return {
    ...state,
    outbox: state.outbox.map((outgoing) => (outgoing.key === key ? changed(outgoing) : outgoing)),
  };
}

function sent(state: State, key: string, id: string, time: string): State {
  const outgoing = state.outbox.find((one) => one.key === key);
  if (!outgoing) return state;
  const item: Item = {
    Id: id,
    AbsoluteTime: time,
    Type: 'MESSAGE',
    ContentType: outgoing.contentType,
    Content: outgoing.content,
    ParticipantRole: 'CUSTOMER',
    ParticipantId: state.session?.participantId ?? '',
  };
  return {
    ...state,
    outbox: state.outbox.filter((one) => one !== outgoing),
    items: new Map([[id, item], ...state.items]),
    keys: new Map([...state.keys, [id, key]]),
  };
}

function withItems(state: State, more: readonly Item[], earlier = state.earlier): State {
  const items = new Map(state.items);
  const receipts = new Map(state.receipts);
  let { typing } = state;
  for (const item of more) {
    const { Id, ContentType = '', MessageMetadata } = item;
    const id = MessageMetadata?.MessageId ?? Id;
    for (const { ReadTimestamp, DeliveredTimestamp } of MessageMetadata?.Receipts ?? [])
      if (ReadTimestamp) receipts.set(id, 'read');
      else if (DeliveredTimestamp && !receipts.has(id)) receipts.set(id, 'delivered');
    const mine = isMine(state, item);
    if (ContentType === `${eventTypes}typing`) {
      if (!mine) typing = item.DisplayName ?? '';
    } else if (['MESSAGE', 'ATTACHMENT', 'EVENT'].includes(item.Type) && !isReceipt(ContentType)) {
      items.set(Id, item);
      if (!mine) typing = undefined;
    }
  }
  return { ...state, items, receipts, typing, earlier };
}

function isReceipt(contentType: string): boolean {
  return contentType.startsWith(`${eventTypes}message.`);
}
