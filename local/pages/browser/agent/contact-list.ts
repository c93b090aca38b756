import { byId, element } from '../shared/elements.ts';
import { timeOfDay } from '../shared/times.ts';
import type { Contact } from './contact.ts';

const stateTexts: Readonly<Record<Contact['State'], string>> = {
  WAITING: 'Waiting',
  ACTIVE: 'Active',
  ENDED: 'Ended',
};

export function stateText({ State, Automatic }: Contact): string {
  return State !== 'ENDED' && Automatic ? `${stateTexts[State]}, automatic agent` : stateTexts[State];
}

interface Row {
  readonly node: HTMLLIElement;
  readonly button: HTMLButtonElement;
  readonly state: HTMLElement;
}

/** The contacts as buttons, newest first; a row stays the same element, so that it keeps the focus. */
export function createContactList(onChoose: (contactId: string) => void) {
  const list = byId('contacts', HTMLUListElement);
  const rows = new Map<string, Row>();

  function newRow({ ContactId, DisplayName, StartedAt }: Contact): Row {
    const state = element('span', { class: 'row-state' });
    const button = element(
      'button',
      { type: 'button' },
      element('span', { class: 'row-name' }, DisplayName),
      element('span', { class: 'row-time' }, timeOfDay(StartedAt)),
      state,
    );
    button.addEventListener('click', () => onChoose(ContactId));
    return { node: element('li', {}, button), button, state };
  }

  return (contacts: readonly Contact[], chosenId: string | undefined): void => {
    const known = new Set(contacts.map(({ ContactId }) => ContactId));
    for (const [id, row] of rows) {
      if (known.has(id)) continue;
      row.node.remove();
      rows.delete(id);
    }
    contacts.forEach((contact, index) => {
      const row = rows.get(contact.ContactId) ?? newRow(contact);
      rows.set(contact.ContactId, row);
      const text = contact.CustomerTyping ? 'Typing…' : stateText(contact);
      if (row.state.textContent !== text) row.state.textContent = text;
      row.button.dataset['state'] = contact.State;
      row.button.setAttribute('aria-current', String(contact.ContactId === chosenId));
      if (list.children[index] !== row.node) list.insertBefore(row.node, list.children[index] ?? null);
    });
    byId('no-contacts', HTMLElement).hidden = contacts.length > 0;
  };
}
