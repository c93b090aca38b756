import { byId, element } from '../shared/elements.ts';
import type { Contact, ContactItem } from './contact.ts';
import { stateText } from './contact-list.ts';
import { showItem } from './show-item.ts';

const nearEndPixels = 80;

/** Shows one contact's conversation; an item is drawn again only where its receipts or files have changed. */
export function createConversationView() {
  const log = byId('log', HTMLElement);
  const list = byId('items', HTMLOListElement);
  let shownContactId = '';
  let atEnd = true;
  let drawn = new Map<string, { readonly stamp: string; readonly node: HTMLLIElement }>();

  function stayAtEnd(): void {
    if (atEnd) log.scrollTop = log.scrollHeight;
  }
  log.addEventListener('scroll', () => {
    atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < nearEndPixels;
  });
  // A panel that opens below the log makes it smaller; whoever is at the end stays there.
  new ResizeObserver(stayAtEnd).observe(log);

  function draw(items: readonly ContactItem[]): void {
    let sender = '';
    items.forEach((item, index) => {
      const stamp = JSON.stringify([item.MessageMetadata, item.Attachments]);
      const before = drawn.get(item.Id);
      const node = before?.stamp === stamp ? before.node : showItem(item);
      drawn.set(item.Id, { stamp, node });
      if (before !== undefined && before.node !== node) before.node.replaceWith(node);
      else if (list.children[index] !== node) list.insertBefore(node, list.children[index] ?? null);
      const from = item.Type === 'EVENT' ? '' : `${item.ParticipantRole} ${item.DisplayName}`;
      node.classList.toggle('follows', from !== '' && from === sender);
      sender = from;
    });
    stayAtEnd();
  }

  return (contact: Contact | undefined): void => {
    const chosen = contact !== undefined;
    byId('no-contact', HTMLElement).hidden = chosen;
    byId('contact-head', HTMLElement).hidden = !chosen;
    log.hidden = !chosen;
    byId('answer', HTMLFormElement).hidden = contact?.State === 'ENDED' || !chosen;
    byId('end', HTMLButtonElement).hidden = contact?.State === 'ENDED';
    const automatic = byId('automatic', HTMLButtonElement);
    automatic.hidden = contact?.State === 'ENDED';
    automatic.textContent = contact?.Automatic === true ? 'Take over' : 'Hand back';
    byId('typing', HTMLElement).replaceChildren(...(contact?.CustomerTyping === true ? typing(contact) : []));
    if (!chosen) return;
    if (shownContactId !== contact.ContactId) {
      shownContactId = contact.ContactId;
      drawn = new Map();
      atEnd = true;
      list.replaceChildren();
    }
    byId('customer', HTMLElement).textContent = contact.DisplayName;
    byId('contact-state', HTMLElement).textContent = stateText(contact);
    draw(contact.Items);
  };
}

function typing({ DisplayName }: Contact): readonly Node[] {
  return [
    element('span', { class: 'dots', 'aria-hidden': 'true' }, element('i'), element('i'), element('i')),
    element('span', {}, `${DisplayName} is typing`),
  ];
}
