import { byId } from '../shared/elements.ts';
import { act, listContacts, watchContacts } from './agent-api.ts';
import { wireAnswerForm } from './answer-form.ts';
import type { Contact } from './contact.ts';
import { createContactList } from './contact-list.ts';
import { createConversationView } from './conversation.ts';
import { wireFaultsPanel } from './faults-panel.ts';

byId('chat-page', HTMLAnchorElement).hidden = !CHAT_PAGE;
if (SIMULATED) openConsole();
else byId('not-simulated', HTMLElement).hidden = false;

/** What the customer has said and a person at this console now sees; the automatic agent tells for itself. */
function unread({ State, Automatic, Items }: Contact): readonly string[] {
  if (State !== 'ACTIVE' || Automatic || document.visibilityState !== 'visible') return [];
  return Items.filter(
    ({ Type, ParticipantRole, MessageMetadata }) =>
      Type !== 'EVENT' &&
      ParticipantRole === 'CUSTOMER' &&
      MessageMetadata?.Receipts.some(({ ReadTimestamp }) => ReadTimestamp !== undefined) !== true,
  ).map(({ Id }) => Id);
}

function openConsole(): void {
  const page = document.documentElement;
  const contacts = new Map<string, Contact>();
  const told = new Set<string>();
  const problem = byId('problem', HTMLElement);
  const showConversation = createConversationView();
  const showContacts = createContactList(choose);
  let chosenId: string | undefined;

  function render(): void {
    const newestFirst = [...contacts.values()].toSorted((a, b) => b.StartedAt.localeCompare(a.StartedAt));
    showContacts(newestFirst, chosenId);
    const chosen = contacts.get(chosenId ?? '');
    showConversation(chosen);
    for (const messageId of chosen === undefined ? [] : unread(chosen)) {
      if (!told.has(messageId)) actInChosen('read', { MessageId: messageId });
      told.add(messageId);
    }
  }

  function choose(contactId: string | undefined): void {
    chosenId = contactId;
    problem.hidden = true;
    page.classList.toggle('has-contact', contactId !== undefined);
    render();
    if (contactId !== undefined) byId('message', HTMLTextAreaElement).focus();
  }

  function show(error: unknown): void {
    problem.textContent = error instanceof Error ? error.message : String(error);
    problem.hidden = false;
  }

  function actInChosen(action: string, body?: unknown): void {
    if (chosenId === undefined) return;
    problem.hidden = true;
    act(chosenId, action, body).catch(show);
  }

  async function readAll(): Promise<void> {
    for (const contact of await listContacts()) contacts.set(contact.ContactId, contact);
    render();
  }

  wireAnswerForm(actInChosen, show);
  wireFaultsPanel(show);
  byId('back', HTMLButtonElement).addEventListener('click', () => {
    const left = document.querySelector<HTMLElement>('#contacts [aria-current="true"]');
    choose(undefined);
    left?.focus();
  });
  byId('end', HTMLButtonElement).addEventListener('click', () => actInChosen('end'));
  byId('automatic', HTMLButtonElement).addEventListener('click', () => {
    if (contacts.get(chosenId ?? '')?.Automatic === true) actInChosen('join');
    else actInChosen('automatic', { Automatic: true });
  });
  watchContacts(
    (contact) => {
      contacts.set(contact.ContactId, contact);
      render();
    },
    (state) => {
      byId('link-state', HTMLElement).textContent = state === 'up' ? '' : 'Not connected. Trying again…';
      // What changed while the line was away was told to nobody.
      if (state === 'up') readAll().catch(show);
    },
  );
  document.addEventListener('visibilitychange', render);
  byId('console', HTMLElement).hidden = false;
}
