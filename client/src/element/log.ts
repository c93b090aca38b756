import { element } from './elements.ts';
import { createLists } from './lists.ts';
import type { Parts } from './parts.ts';
import { rowsOf, type Row } from './rows.ts';
import { isShown, showMessage, type Shown } from './show-message.ts';

/** Reading further up is not disturbed; whoever is at the end stays there. */
const nearEndPixels = 80;

/** The conversation on the page. */
export interface Log {
  /** Brings it up to date, touching only what has changed. */
  update(): void;
  readonly isAtEnd: () => boolean;
  goToEnd(): void;
  clear(): void;
}

interface Placed extends Shown {
  /** As it is shown. */
  follows?: boolean;
}

/** Keeps what is at `home` in step with the chat. `onMoved`: the visitor has scrolled, or something has been added. */
export function createLog(scroller: HTMLElement, home: HTMLElement, parts: Parts, onMoved: () => void): Log {
  const { say, signal, snapshot } = parts;
  const shown = new Map<string, Placed>();
  const lists = createLists(home);
  let atEnd = true;
  let lastTop = 0;
  let first = '';

  function stayAtEnd(): void {
    if (atEnd) scroller.scrollTop = scroller.scrollHeight;
  }

  scroller.addEventListener(
    'scroll',
    () => {
      const { scrollTop } = scroller;
      if (scroller.scrollHeight - scrollTop - scroller.clientHeight < nearEndPixels) atEnd = true;
      // Only a visitor moves up; what grows below moves nothing.
      else if (scrollTop < lastTop) atEnd = false;
      lastTop = scrollTop;
      onMoved();
    },
    { signal },
  );
  // Pictures and forms arrive after the bubbles that hold them.
  const sizes = new ResizeObserver(stayAtEnd);
  sizes.observe(scroller);
  sizes.observe(home);
  signal.addEventListener('abort', () => sizes.disconnect());

  function show(row: Row): Shown {
    if (row.kind === 'message') return showMessage(row.message, parts);
    const label = say.day(row.time, Date.now());
    const node = element(
      'li',
      { class: 'day' },
      element('time', { datetime: dateOf(row.time), title: say.fullDay(row.time) }, label),
    );
    return { node, update: () => {} };
  }

  /** Answers whether the visitor has written something since. */
  function place(rows: readonly Row[]): boolean {
    let isWritten = false;
    const keys = new Set(rows.map(({ key }) => key));
    for (const [key, { node }] of shown) {
      if (keys.has(key)) continue;
      lists.remove(node);
      shown.delete(key);
    }
    let previous: Element | undefined;
    for (const row of rows) {
      const known = shown.get(row.key);
      const at: Placed = known ?? show(row);
      shown.set(row.key, at);
      if (row.kind === 'message') {
        isWritten ||= known === undefined && row.message.state === 'sending';
        at.update(row.message);
        if (at.follows !== row.follows) at.node.classList.toggle('follows', (at.follows = row.follows));
      }
      lists.place(at.node, previous);
      previous = at.node;
    }
    return isWritten;
  }

  return {
    update() {
      const now = snapshot();
      const messages = (now?.messages ?? []).filter((message) => isShown(message, parts));
      // Asked for when it is needed: a browser lays the page out to answer.
      const fromEnd = atEnd ? 0 : scroller.scrollHeight - scroller.scrollTop;
      const rows = rowsOf(messages, (time) => new Date(time).toDateString());
      const isWritten = place(rows);
      const isEarlier = first !== '' && rows[0]?.key !== first;
      first = rows[0]?.key ?? '';
      // What was before the first one pushes nothing away.
      if (isEarlier && !atEnd) scroller.scrollTop = scroller.scrollHeight - fromEnd;
      if (isWritten) atEnd = true;
      stayAtEnd();
    },
    isAtEnd: () => atEnd,
    goToEnd() {
      atEnd = true;
      stayAtEnd();
    },
    clear() {
      for (const { node } of shown.values()) lists.remove(node);
      shown.clear();
      first = '';
      atEnd = true;
    },
  };
}

/** The visitor's day, as in 2026-11-27. */
function dateOf(time: number): string {
  const date = new Date(time);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');
}
