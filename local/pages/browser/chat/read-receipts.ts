import { contentTypes } from '../shared/content-types.ts';
import type { ChatSession, Item } from './connection.ts';

/** Tells the sender of a message that it has arrived and, once the page is in view, that it has been read. */
export function createReadReceipts(chat: () => ChatSession | undefined, stopping: AbortSignal) {
  let unread: string | undefined;

  function tell(contentType: connect.ChatEventContentType, messageId: string): void {
    chat()
      ?.sendEvent({ contentType, content: JSON.stringify({ messageId }) })
      // A receipt that is lost is no reason to disturb anybody; the next one says the same.
      .catch(() => {});
  }

  function readIfSeen(): void {
    if (document.visibilityState !== 'visible' || unread === undefined) return;
    tell(contentTypes.read, unread);
    unread = undefined;
  }

  document.addEventListener('visibilitychange', readIfSeen, { signal: stopping });

  return {
    received({ Id }: Item): void {
      unread = Id;
      if (document.visibilityState !== 'visible') tell(contentTypes.delivered, Id);
      readIfSeen();
    },
  };
}
