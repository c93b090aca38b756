import type { Life } from './lifecycle.ts';
import type { Trace } from './trace.ts';

/** A chat's row as whoever ends chats sees it: without tokens, and while Connect is still being asked, too. */
export interface ChatRow extends Life {
  readonly id: string;
  readonly instanceId: string;
  /** Undefined where Connect's answer was never written, unless its contact was found otherwise. */
  readonly contactId?: string;
  /** When it is looked at: epoch milliseconds, whole seconds. Undefined once its chat is known to be over. */
  readonly due?: number;
  /** Whether it holds a place in the count of open chats. */
  readonly place?: true;
}

/** The rows of chats, by when they are due and by their contact. Every method fails with a StoreError when DynamoDB cannot be asked. */
export interface ChatRows {
  /**
   * Ids of the chats of an instance that are due at `until` (epoch milliseconds), those due first at first, at most
   * `most`. From the index, which may be moments behind the rows.
   */
  due(instanceId: string, until: number, most: number, trace: Trace): Promise<readonly string[]>;
  /** How many chats of the instance have not been seen to be over. From the index, too. */
  count(instanceId: string, trace: Trace): Promise<number>;
  /** Reads consistently: a chat's row, or that of a guest, which is never due. */
  read(id: string, trace: Trace): Promise<ChatRow | undefined>;
  /** The ids of all sessions of a contact, guests' too. */
  ofContact(contactId: string, trace: Trace): Promise<readonly string[]>;
  /**
   * Ends the session, unless it is due at another time than was read, has ended, or has a contact that was not read: its
   * chat goes on, or is over, or there is more to end. It stays due until its contact is known to be over as well. Returns whether it did.
   */
  close(row: ChatRow, how: 'over' | 'expired', expires: number, trace: Trace): Promise<boolean>;
  /** Looks again at another time, if it is due when it was. */
  postpone(row: ChatRow, due: number, trace: Trace): Promise<void>;
  /** Nothing of the chat is left to end: it is not looked at again. */
  settle(row: ChatRow, trace: Trace): Promise<void>;
  /**
   * Notes the contact of a start whose answer was never written, to which the contact leads from then on. Returns false,
   * and notes nothing, where there is no such start, or the contact has been erased.
   */
  found(id: string, contactId: string, trace: Trace): Promise<boolean>;
}
