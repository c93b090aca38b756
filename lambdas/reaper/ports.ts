import type { ChatRow, ChatRows } from '../core/chat-rows.ts';
import type { Contacts } from '../core/contacts.ts';
import type { OpenChatCounts, SessionStore } from '../core/ports.ts';

export interface ReaperPorts {
  readonly chats: ChatRows;
  readonly sessions: Pick<SessionStore, 'end'>;
  readonly openChats: OpenChatCounts;
  readonly contacts: Contacts;
  /**
   * Told of a start of which nobody knows whether Connect has made a contact, and which: before its row is settled, so
   * that none is forgotten, and more than once at worst.
   */
  readonly unfound: (row: ChatRow) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}
