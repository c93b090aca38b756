import type { Message } from '../view.ts';
import { chime } from './chime.ts';
import type { Kept } from './kept.ts';
import { isSaid, type Parts } from './parts.ts';

export interface Unread {
  /** Looks at what has been said, and whether the visitor sees it. */
  update(): void;
}

/**
 * Counts what the others have said and the visitor has not seen, tells them what has been seen, and shows the number in
 * the page's title.
 */
export function createUnread(
  { settings, snapshot, chat, emit, signal }: Parts,
  kept: Kept,
  isSeen: () => boolean,
  tell: (count: number, hasNew: boolean) => void,
): Unread {
  const heard = new Set<string>();
  // Of a chat that there was before this page, what is read first is not news.
  let isCatchingUp = snapshot() !== undefined;
  let count = 0;

  function showCount(next: number): void {
    if (next === count) return;
    count = next;
    const title = document.title.replace(/^\(\d+\) /, '');
    document.title = count === 0 ? title : `(${count}) ${title}`;
    emit('chat-unread', { count });
  }

  signal.addEventListener('abort', () => showCount(0));
  return {
    update() {
      const theirs = (snapshot()?.messages ?? []).filter((message) => isSaid(message) && !message.mine);
      const fresh = theirs.filter(({ key }) => !heard.has(key));
      for (const { key } of fresh) heard.add(key);
      const seenUpTo = kept.read('seen-up-to');
      if (seenUpTo === '' && isCatchingUp && theirs.length > 0) see(theirs);
      const last = theirs.at(-1);
      if (last !== undefined && isSeen() && kept.read('seen-up-to') !== last.key) {
        see(theirs);
        chat()?.read();
      }
      const seen = theirs.findLastIndex(({ key }) => key === kept.read('seen-up-to'));
      const unread = theirs.length - 1 - seen;
      const isNew = !isCatchingUp && fresh.length > 0;
      if (isNew) for (const message of fresh) emit('chat-message', message);
      if (isNew && settings.sound && (unread > 0 || document.visibilityState === 'hidden')) chime();
      if (theirs.length > 0) isCatchingUp = false;
      showCount(unread);
      tell(unread, isNew && unread > 0);
    },
  };

  function see(theirs: readonly Message[]): void {
    kept.write('seen-up-to', theirs.at(-1)?.key ?? '');
  }
}
