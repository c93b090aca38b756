import { byId } from '../shared/elements.ts';
import { act, listContacts, readQueue, watchContacts } from './agent-api.ts';
import { wireAnswerForm } from './answer-form.ts';
import type { Contact } from './contact.ts';
import { createContactList } from './contact-list.ts';
import { createConversationView } from './conversation.ts';
import { wireFaultsPanel } from './faults-panel.ts';
import { wireOffers } from './offers.ts';
import { wireQueue } from './queue-line.ts';
import { wireScannerSwitch } from './scanner-switch.ts';
import { unread } from './unread.ts';

byId('chat-page', HTMLAnchorElement).hidden = !CHAT_PAGE;
if (SIMULATED) openConsole();
else byId('not-simulated', HTMLElement).hidden = false;

/** What a person at this console now sees; the automatic agent tells for itself. */
function nowRead(contact: Contact): readonly string[] {
  return contact.State === 'ACTIVE' && document.visibilityState === 'visible' ? unread(contact) : [];
}

function openConsole(): void {
  const page = document.documentElement;
  const contacts = new Map<string, Contact>();
  const told = new Set<string>();
  const problem = byId('problem', HTMLElement);
  const showConversation = createConversationView();
  const showContacts = createContactList(choose);
  const queue = wireQueue(show);
  let chosenId: string | undefined;

  function render(): void {
    const newestFirst = [...contacts.values()].toSorted((a, b) => b.StartedAt.localeCompare(a.StartedAt));
    showContacts(newestFirst, chosenId, queue.positions());
    const chosen = contacts.get(chosenId ?? '');
    showConversation(chosen);
    const waiting = newestFirst.reduce((sum, contact) => sum + unread(contact).length, 0);
    document.title = waiting === 0 ? 'Agent console' : `(${waiting}) Agent console`;
    for (const messageId of chosen === undefined ? [] : nowRead(chosen)) {
      if (!told.has(messageId)) void actInChosen('read', { MessageId: messageId });
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

  async function actInChosen(action: string, body?: unknown): Promise<boolean> {
    if (chosenId === undefined) return false;
    problem.hidden = true;
    try {
      await act(chosenId, action, body);
      return true;
    } catch (error) {
      show(error);
      return false;
    }
  }

  async function readAll(): Promise<void> {
    for (const contact of await listContacts()) contacts.set(contact.ContactId, contact);
    queue.update(await readQueue());
    render();
  }

  wireAnswerForm(actInChosen, show);
  wireOffers(actInChosen);
  wireScannerSwitch(show);
  wireFaultsPanel(show);
  byId('back', HTMLButtonElement).addEventListener('click', () => {
    const left = document.querySelector<HTMLElement>('#contacts [aria-current="true"]');
    choose(undefined);
    left?.focus();
  });
  byId('end', HTMLButtonElement).addEventListener('click', () => void actInChosen('end'));
  byId('automatic', HTMLButtonElement).addEventListener('click', () => {
    if (contacts.get(chosenId ?? '')?.Automatic === true) void actInChosen('join');
    else void actInChosen('automatic', { Automatic: true });
  });
  watchContacts(
    (contact) => {
      contacts.set(contact.ContactId, contact);
      render();
    },
    (now) => {
      queue.update(now);
      render();
    },
    (state) => {
      byId('link-state', HTMLElement).textContent = state === 'up' ? '' : 'Not connected. Trying again…';
      // Changes while the connection was lost have reached nobody.
      if (state === 'up') readAll().catch(show);
    },
  );
  document.addEventListener('visibilitychange', render);
  byId('console', HTMLElement).hidden = false;
}
