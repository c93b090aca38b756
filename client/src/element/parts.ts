import type { Chat } from '../chat.ts';
import type { Message, Snapshot } from '../view.ts';
import type { Settings } from './settings.ts';
import type { Speech } from './strings/speech.ts';

/** What the element tells its page, and with what. */
export interface ChatEventDetails {
  'chat-open': undefined;
  'chat-close': undefined;
  /** A chat has begun, or has been found again. */
  'chat-start': { readonly contactId: string };
  /** Somebody else has said something. */
  'chat-message': Message;
  /** How many messages of the others have not been seen. */
  'chat-unread': { readonly count: number };
  'chat-end': { readonly by: 'visitor' | 'other' };
  /** `rating`: 1 to 5. Nobody keeps it but the page. */
  'chat-rating': { readonly rating: number; readonly contactId: string | undefined };
}

export type Emit = <Name extends keyof ChatEventDetails>(name: Name, detail: ChatEventDetails[Name]) => void;

/** What the parts of the element have in common. */
export interface Parts {
  readonly settings: Settings;
  readonly say: Speech;
  readonly emit: Emit;
  /** Ends when these parts are taken off the page. */
  readonly signal: AbortSignal;
  readonly chat: () => Chat | undefined;
  readonly snapshot: () => Snapshot | undefined;
}

export function isOver({ status }: Snapshot): boolean {
  return status === 'ended' || status === 'failed';
}

/** Something that a visitor reads or hears about: not an event. */
export function isSaid({ type }: Message): boolean {
  return type !== 'event';
}
