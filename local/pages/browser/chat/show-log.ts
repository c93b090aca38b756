import type { Entry } from './conversation.ts';

/** An entry on the page. */
export interface Shown {
  readonly node: HTMLElement;
  /** Brings what can change (receipts, failures, answers) up to date. */
  update(entry: Entry): void;
}

// Reading further up is not disturbed; whoever is at the end stays there.
const nearEndPixels = 80;

/** Keeps a list in step with the conversation, touching only what has changed. */
export function createLog(
  list: HTMLElement,
  show: (entry: Entry) => Shown | undefined,
  stopping: AbortSignal,
): (entries: readonly Entry[], follow: boolean) => void {
  const shown = new Map<string, Shown | undefined>();
  let atEnd = true;

  function stayAtEnd(): void {
    if (atEnd) list.scrollTop = list.scrollHeight;
  }

  list.addEventListener(
    'scroll',
    () => {
      atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < nearEndPixels;
    },
    { signal: stopping },
  );
  // Pictures and forms arrive after the bubbles that hold them.
  const sizes = new ResizeObserver(stayAtEnd);
  sizes.observe(list);

  return (entries, follow) => {
    const keys = new Set(entries.map(({ key }) => key));
    for (const [key, entry] of shown) {
      if (keys.has(key)) continue;
      entry?.node.remove();
      shown.delete(key);
    }
    let before: Element | null = list.firstElementChild;
    let sender = '';
    for (const entry of entries) {
      if (!shown.has(entry.key)) {
        const added = show(entry);
        shown.set(entry.key, added);
        if (added !== undefined) sizes.observe(added.node);
      }
      const at = shown.get(entry.key);
      if (at === undefined) continue;
      at.update(entry);
      if (at.node === before) before = before.nextElementSibling;
      else list.insertBefore(at.node, before);
      at.node.classList.toggle('follows', sender !== '' && sender === senderOf(entry));
      sender = senderOf(entry);
    }
    if (follow) atEnd = true;
    stayAtEnd();
  };
}

function senderOf(entry: Entry): string {
  if (entry.kind === 'outgoing') return 'mine';
  if (entry.item.Type === 'EVENT') return '';
  return entry.mine ? 'mine' : (entry.item.ParticipantId ?? '');
}
