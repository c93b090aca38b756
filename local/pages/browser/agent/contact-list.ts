import { byId, element } from '../shared/elements.ts';
import { timeOfDay } from '../shared/times.ts';
import type { Contact } from './contact.ts';
import { summary } from './summary.ts';
import { unread } from './unread.ts';

const stateTexts: Readonly<Record<Contact['State'], string>> = {
  WAITING: 'Waiting',
  ACTIVE: 'Active',
  ENDED: 'Ended',
};

export function stateText({ State, Automatic }: Contact, position?: number): string {
  if (State === 'WAITING' && position !== undefined && !Automatic) return `Waiting, no. ${position} in line`;
  return State !== 'ENDED' && Automatic ? `${stateTexts[State]}, automatic agent` : stateTexts[State];
}

interface Row {
  readonly node: HTMLLIElement;
  readonly update: (contact: Contact, chosen: boolean, position: number | undefined) => void;
}

/**
 * The contacts as buttons, newest first; a row stays the same element, so that it keeps the focus. Those that have ended
 * show when asked for, and as long as they are the chosen one.
 */
export function createContactList(onChoose: (contactId: string) => void) {
  const list = byId('contacts', HTMLUListElement);
  const showEnded = byId('show-ended', HTMLInputElement);
  const none = byId('no-contacts', HTMLElement);
  const rows = new Map<string, Row>();
  let drawn: Parameters<typeof draw> | undefined;
  showEnded.addEventListener('change', () => drawn && draw(...drawn));

  function draw(
    contacts: readonly Contact[],
    chosenId: string | undefined,
    positions: ReadonlyMap<string, number>,
  ): void {
    drawn = [contacts, chosenId, positions];
    const shown = contacts.filter(
      ({ State, ContactId }) => State !== 'ENDED' || showEnded.checked || ContactId === chosenId,
    );
    const known = new Set(shown.map(({ ContactId }) => ContactId));
    for (const [id, row] of rows) {
      if (known.has(id)) continue;
      row.node.remove();
      rows.delete(id);
    }
    shown.forEach((contact, index) => {
      const row = rows.get(contact.ContactId) ?? newRow(contact, onChoose);
      rows.set(contact.ContactId, row);
      row.update(contact, contact.ContactId === chosenId, positions.get(contact.ContactId));
      if (list.children[index] !== row.node) list.insertBefore(row.node, list.children[index] ?? null);
    });
    none.hidden = shown.length > 0;
    none.textContent =
      contacts.length === 0
        ? 'Nobody has written yet. Start a chat on the chat page.'
        : 'No chat is open. Those that have ended are hidden.';
  }

  return draw;
}

function newRow({ ContactId, StartedAt }: Contact, onChoose: (contactId: string) => void): Row {
  const name = element('span', { class: 'row-name', dir: 'auto' });
  const line = element('span', { class: 'row-line', dir: 'auto' });
  const count = element('span', { class: 'count' });
  const state = element('span', { class: 'row-state' });
  const time = element('span', { class: 'row-time' }, timeOfDay(StartedAt));
  const button = element('button', { type: 'button' }, name, time, line, count, state);
  button.addEventListener('click', () => onChoose(ContactId));

  return {
    node: element('li', {}, button),
    update(contact, chosen, position) {
      const waiting = unread(contact).length;
      setText(name, contact.DisplayName);
      setText(line, lastLine(contact));
      setText(count, waiting === 0 ? '' : `${waiting} unread`);
      setText(state, contact.CustomerTyping ? 'Typing…' : stateText(contact, position));
      count.hidden = waiting === 0;
      button.dataset['state'] = contact.State;
      button.setAttribute('aria-current', String(chosen));
    },
  };
}

const speakers: Readonly<Record<string, string>> = {
  AGENT: 'Agent: ',
  CUSTOM_BOT: 'Bot: ',
  SYSTEM: 'System: ',
};

/** What was said last, and by whom unless it was the customer. */
function lastLine({ Items }: Contact): string {
  const last = Items.findLast(({ Type }) => Type !== 'EVENT');
  if (last === undefined) return '';
  return (speakers[last.ParticipantRole ?? ''] ?? '') + summary(last);
}

// Elements that have not changed are left alone: a screen reader would read them again.
function setText(node: HTMLElement, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}
