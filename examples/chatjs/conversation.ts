/** As much of an item of Connect's as is shown. */
interface Item {
  readonly Id?: string;
  readonly Type?: string;
  readonly Content?: string;
  readonly DisplayName?: string;
  readonly ParticipantRole?: string;
}

export interface Conversation {
  /** Shows an item once, whether it comes from the socket, the transcript or an answer. */
  show(item: Item): void;
  /** Sends what the visitor has written; where that fails, offers to try again with the same token. */
  write(text: string): Promise<void>;
  clear(): void;
}

/** `send`: answers the message's id. */
export function createConversation(
  list: Element,
  send: (text: string, clientToken: string) => Promise<string>,
): Conversation {
  const shown = new Map<string, HTMLLIElement>();

  function row(text: string, mine: boolean): HTMLLIElement {
    const item = document.createElement('li');
    item.classList.toggle('mine', mine);
    item.append(text, document.createElement('small'));
    list.append(item);
    return item;
  }

  async function attempt(item: HTMLLIElement, text: string, clientToken: string): Promise<void> {
    const note = item.querySelector('small')!;
    item.classList.remove('failed');
    note.textContent = 'sending';
    try {
      const id = await send(text, clientToken);
      note.textContent = 'sent';
      // The socket may have been faster than the answer.
      if (shown.get(id) !== item) shown.get(id)?.remove();
      shown.set(id, item);
    } catch {
      item.classList.add('failed');
      const again = document.createElement('button');
      again.textContent = 'Try again';
      again.addEventListener('click', () => void attempt(item, text, clientToken));
      note.replaceChildren('not sent ', again);
    }
  }

  return {
    show({ Id = '', Type, Content, DisplayName, ParticipantRole }) {
      if (Type !== 'MESSAGE' || shown.has(Id)) return;
      const mine = ParticipantRole === 'CUSTOMER';
      shown.set(Id, row(`${mine ? 'You' : DisplayName}: ${Content}`, mine));
    },
    write: (text) => attempt(row(`You: ${text}`, true), text, crypto.randomUUID()),
    clear() {
      shown.clear();
      list.replaceChildren();
    },
  };
}
