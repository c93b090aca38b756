import { button, element, icon, setText } from './elements.ts';
import type { Parts } from './parts.ts';

export interface Launcher {
  readonly node: HTMLButtonElement;
  update(unread: number): void;
  setOpen(isOpen: boolean): void;
}

/** The button at the page's edge. */
export function createLauncher({ say }: Parts, onToggle: () => void): Launcher {
  const badge = element('span', { class: 'badge', hidden: true, 'aria-hidden': 'true' });
  const node = button(icon('chat'), onToggle, { id: 'launcher', 'aria-expanded': 'false' });
  node.append(icon('close'), badge);
  const update = (unread: number): void => {
    const count = say.text('unread', { count: unread });
    node.setAttribute('aria-label', unread === 0 ? say.text('title') : `${say.text('title')}, ${count}`);
    setText(badge, String(unread));
    badge.hidden = unread === 0;
  };
  update(0);
  return { node, update, setOpen: (isOpen) => node.setAttribute('aria-expanded', String(isOpen)) };
}
