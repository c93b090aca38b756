import { connectChatClass, type ConnectChatElement } from './connect-chat.ts';
import type { ChatEventDetails } from './parts.ts';

/** Importing this defines the element `<connect-chat>`, where there is a browser. */

export type { ConnectChatElement, Start } from './connect-chat.ts';
export type { ChatEventDetails } from './parts.ts';
export type { StringName, Strings, Text } from './strings/english.ts';

declare global {
  interface HTMLElementTagNameMap {
    'connect-chat': ConnectChatElement;
  }
  // What addEventListener() of every element knows.
  interface HTMLElementEventMap extends ChatEvents {}
}

type ChatEvents = { [Name in keyof ChatEventDetails]: CustomEvent<ChatEventDetails[Name]> };

if (typeof customElements !== 'undefined' && customElements.get('connect-chat') === undefined)
  customElements.define('connect-chat', connectChatClass());
