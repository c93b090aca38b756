import { button, element, icon, setText } from './elements.ts';
import { createLog } from './log.ts';
import type { Parts } from './parts.ts';

export interface Conversation {
  readonly node: HTMLElement;
  update(): void;
  /** There is something new that may be out of sight. */
  tellNew(): void;
  readonly isAtEnd: () => boolean;
  clear(): void;
}

/** What has been said, and who is writing. `onMoved`: the visitor may see more now. */
export function createConversation(parts: Parts, onMoved: () => void): Conversation {
  const { say, chat, snapshot } = parts;
  const list = element('div', { id: 'log' });
  const earlier = button(say.text('earlier'), () => void readEarlier(), {
    id: 'earlier',
    class: 'link',
    hidden: true,
  });
  const trouble = element('p', { class: 'error', role: 'alert' });
  const scroller = element(
    'div',
    { id: 'scroller', role: 'log', 'aria-label': say.text('messages'), tabindex: '0' },
    earlier,
    trouble,
    list,
  );
  const newest = button(
    say.text('newMessages'),
    () => {
      log.goToEnd();
      moved();
      scroller.focus();
    },
    { id: 'new-messages', hidden: true },
  );
  newest.prepend(icon('down'));
  const typing = element('p', { id: 'typing', role: 'status' });
  const log = createLog(scroller, list, parts, moved);

  function moved(): void {
    if (log.isAtEnd()) newest.hidden = true;
    onMoved();
  }

  async function readEarlier(): Promise<void> {
    earlier.disabled = true;
    setText(trouble, '');
    try {
      await chat()?.loadEarlier();
    } catch {
      setText(trouble, say.text('earlierFailed'));
    } finally {
      earlier.disabled = false;
    }
  }

  function showTyping(name: string | undefined): void {
    const text = name === undefined ? '' : say.text('typing', { name: name || say.text('agent') });
    if (typing.textContent === text) return;
    const dots = element(
      'span',
      { class: 'dots', 'aria-hidden': 'true' },
      ...[1, 2, 3].map(() => element('i')),
    );
    typing.replaceChildren(...(text === '' ? [] : [dots, element('span', {}, text)]));
  }

  return {
    node: element(
      'section',
      { id: 'conversation', 'aria-label': say.text('conversation') },
      scroller,
      newest,
      typing,
    ),
    update() {
      earlier.hidden = snapshot()?.hasEarlier !== true;
      log.update();
      showTyping(snapshot()?.typing);
    },
    tellNew() {
      newest.hidden = log.isAtEnd();
    },
    isAtEnd: log.isAtEnd,
    clear: () => log.clear(),
  };
}
