import { contentTypes } from '../shared/content-types.ts';
import { parsed, textMember } from '../shared/json.ts';
import type { Item } from './connection.ts';
import type { Problem } from './api.ts';

/** Something the visitor is sending, until Connect has confirmed it. */
export interface Outgoing {
  /** The ClientToken: of a message also Connect's own guard against a second one. */
  readonly key: string;
  readonly message?: { readonly contentType: string; readonly content: string };
  readonly file?: File;
  readonly problem?: Problem;
}

export type Receipt = 'delivered' | 'read';

export type Entry =
  | {
      readonly kind: 'item';
      readonly key: string;
      readonly item: Item;
      readonly mine: boolean;
      readonly receipt: Receipt | undefined;
    }
  | { readonly kind: 'outgoing'; readonly key: string; readonly outgoing: Outgoing };

/** What has been said, each thing once, however many ways it came. */
export interface Conversation {
  /** Takes an item from the socket or the transcript. */
  add(item: Item): void;
  receipt(messageId: string, kind: Receipt): void;
  /** Begins to send, or begins again, and then behind what is being sent by now. */
  send(outgoing: Outgoing): void;
  /** Connect has it; a file shows up as an item of its own. */
  confirm(key: string, sent?: { readonly Id: string; readonly AbsoluteTime: string }): void;
  fail(key: string, problem: Problem): void;
  /** In the order in which they were said; what is being sent comes last. */
  entries(): readonly Entry[];
  /** Whether the visitor has answered what this item asks: a view, or to sign in. */
  readonly isAnswered: (item: Item) => boolean;
}

const shown: ReadonlySet<string> = new Set(['MESSAGE', 'ATTACHMENT', 'EVENT']);

export function createConversation(participantId: string): Conversation {
  const items = new Map<string, Item>();
  const receipts = new Map<string, Receipt>();
  const outgoing = new Map<string, Outgoing>();
  const keyOfItem = new Map<string, string>();
  // The visitor's own items come back over the socket, perhaps before the answer that says which of them it is.
  let parked: Item[] = [];

  const isMine = (item: Item): boolean => item.ParticipantId === participantId;
  const isSending = (): boolean => [...outgoing.values()].some(({ problem }) => problem === undefined);

  function settle(key: string): void {
    outgoing.delete(key);
    if (isSending()) return;
    for (const item of parked) items.set(item.Id, item);
    parked = [];
  }

  function noteReceipt(messageId: string, kind: Receipt): void {
    if (receipts.get(messageId) !== 'read') receipts.set(messageId, kind);
  }

  return {
    add(item) {
      if (item.Id === undefined || !shown.has(item.Type)) return;
      for (const { DeliveredTimestamp, ReadTimestamp } of item.MessageMetadata?.Receipts ?? []) {
        if (ReadTimestamp !== undefined) noteReceipt(item.Id, 'read');
        else if (DeliveredTimestamp !== undefined) noteReceipt(item.Id, 'delivered');
      }
      if (items.has(item.Id)) return;
      if (isMine(item) && item.Type !== 'EVENT' && isSending()) parked.push(item);
      else items.set(item.Id, item);
    },
    receipt: noteReceipt,
    send(what) {
      outgoing.delete(what.key);
      outgoing.set(what.key, what);
    },
    confirm(key, sent) {
      const message = outgoing.get(key)?.message;
      if (message !== undefined && sent !== undefined) {
        const { Id, AbsoluteTime } = sent;
        parked = parked.filter((item) => item.Id !== Id);
        if (!items.has(Id)) keyOfItem.set(Id, key);
        items.set(Id, {
          Id,
          AbsoluteTime,
          Type: 'MESSAGE',
          ContentType: message.contentType as NonNullable<Item['ContentType']>,
          Content: message.content,
          ParticipantId: participantId,
          ParticipantRole: 'CUSTOMER',
        });
      }
      settle(key);
    },
    fail(key, problem) {
      const failed = outgoing.get(key);
      settle(key);
      if (failed !== undefined) outgoing.set(key, { ...failed, problem });
    },
    entries() {
      const said = [...items.values()].toSorted(
        (a, b) => Date.parse(a.AbsoluteTime) - Date.parse(b.AbsoluteTime),
      );
      // Who has read a message has read those before it; a sender is told of the newest only.
      const lastRead = said.findLastIndex((item) => isMine(item) && receipts.get(item.Id) === 'read');
      return [
        ...said.map((item, index): Entry => ({
          kind: 'item',
          key: keyOfItem.get(item.Id) ?? item.Id,
          item,
          mine: isMine(item),
          receipt: index <= lastRead ? 'read' : receipts.get(item.Id),
        })),
        ...[...outgoing.values()].map((what): Entry => ({ kind: 'outgoing', key: what.key, outgoing: what })),
      ];
    },
    isAnswered: (item) => {
      const sessionId = textMember(parsed(item.Content), 'SessionId');
      return [...items.values()].some((other) =>
        sessionId === undefined
          ? other.ContentType === contentTypes.interactiveResponse &&
            Date.parse(other.AbsoluteTime) >= Date.parse(item.AbsoluteTime)
          : other.ContentType === contentTypes.authenticationCancelled &&
            textMember(parsed(other.Content), 'SessionId') === sessionId,
      );
    },
  };
}
