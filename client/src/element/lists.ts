import { element } from './elements.ts';

/** What one list has at most: where one changes, a browser lays out its items again, and no other list's. */
const most = 50;

/** A sequence of items that is made of several lists. */
export interface Lists {
  /** Puts an item behind the one that it follows, or in front of all; where it is there already, touches nothing. */
  place(item: HTMLElement, previous: Element | undefined): void;
  remove(item: Element): void;
}

export function createLists(home: HTMLElement): Lists {
  return {
    place(item, previous) {
      if (nextOf(home, previous) === item) return;
      take(item);
      const list = previous?.parentElement;
      const isLast = previous?.nextElementSibling === null;
      if (!list || (isLast && list.childElementCount >= most)) {
        const next = element('ol', {}, item);
        if (list) list.after(next);
        else home.prepend(next);
        return;
      }
      // What stands before makes room: of earlier messages, that is their day.
      if (list.childElementCount >= most) {
        const items = [...list.children];
        list.before(element('ol', {}, ...items.slice(0, items.indexOf(previous) + 1)));
      }
      previous.after(item);
    },
    remove: take,
  };
}

function nextOf(home: Element, previous: Element | undefined): Element | null | undefined {
  if (previous === undefined) return home.firstElementChild?.firstElementChild;
  return previous.nextElementSibling ?? previous.parentElement?.nextElementSibling?.firstElementChild;
}

function take(item: Element): void {
  const list = item.parentElement;
  item.remove();
  if (list?.childElementCount === 0) list.remove();
}
