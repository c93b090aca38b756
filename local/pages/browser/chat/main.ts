import { byId } from '../shared/elements.ts';
import { resume, startChat, type Problem } from './api.ts';
import { wireComposer } from './composer.ts';
import { problemFrom } from './connection.ts';
import { showNotice, type Offer } from './notice.ts';
import { watchAvailability, watchPlace } from './queue.ts';
import { runChat, type RunningChat } from './run-chat.ts';
import { forgetSession, storedSession, type StoredSession } from './stored-session.ts';

const page = document.documentElement;
const startForm = byId('start', HTMLFormElement);
const nameField = byId('display-name', HTMLInputElement);
const startButton = byId('start-button', HTMLButtonElement);
const endButton = byId('end', HTMLButtonElement);
const endDialog = byId('end-dialog', HTMLDialogElement);
const presence = byId('presence', HTMLElement);

const availability = byId('availability', HTMLElement);

let running: RunningChat | undefined;
/** Ends what the page asks from time to time. */
let asking = new AbortController();

/** What the page shows; its style sheet does the rest. */
function show(state: 'start' | 'opening' | 'chatting' | 'over', presenceText: string): void {
  page.dataset['state'] = state;
  presence.textContent = presenceText;
  asking.abort();
  asking = new AbortController();
}

// A text that has not changed is left alone: a screen reader would read it again.
function setText(node: HTMLElement, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

const soon = 'An agent will be with you shortly';

async function open(session: StoredSession): Promise<void> {
  show('opening', 'Connecting…');
  showNotice('');
  const outcome = {
    onOver: over,
    onBroken: () => unavailable(session),
    onAgent: (name: string) => {
      asking.abort();
      if (page.dataset['state'] === 'chatting') presence.textContent = `with ${name}`;
      agentName = name;
    },
  };
  let agentName = '';
  try {
    running = await runChat(session, outcome);
    if (page.dataset['state'] !== 'opening') return;
    show('chatting', agentName === '' ? soon : `with ${agentName}`);
    if (agentName === '')
      watchPlace(session.bearer, (text) => setText(presence, text === '' ? soon : text), asking.signal);
    byId('message', HTMLTextAreaElement).focus();
  } catch (reason) {
    stopped(session, problemFrom(reason));
  }
}

async function goOn(session: StoredSession): Promise<void> {
  show('opening', 'Looking for your chat…');
  showNotice('');
  const answer = await resume(session);
  if ('bearer' in answer) await open(answer);
  else stopped(session, answer);
}

function stopped(session: StoredSession, problem: Problem): void {
  if (problem.kind === 'over') {
    forgetSession();
    over('This chat is over.');
  } else {
    unavailable(session, problem.text);
  }
}

function unavailable(session: StoredSession, text = 'The connection could not be restored.'): void {
  running = undefined;
  show('opening', 'Not connected');
  const offer: Offer = {
    label: 'Reconnect',
    act: () => {
      window.removeEventListener('online', offer.act);
      void goOn(session);
    },
  };
  window.addEventListener('online', offer.act, { once: true });
  showNotice(text, offer);
}

function over(text: string): void {
  running = undefined;
  if (endDialog.open) endDialog.close();
  show('over', 'The chat has ended');
  showNotice(text, { label: 'Start a new chat', act: startOver });
}

function startOver(): void {
  byId('log', HTMLElement).replaceChildren();
  showNotice('');
  show('start', 'We usually answer at once');
  watchAvailability((text) => setText(availability, text), asking.signal);
  nameField.focus();
}

startForm.addEventListener('submit', (event) => {
  event.preventDefault();
  void start();
});

async function start(): Promise<void> {
  const displayName = nameField.value.trim();
  if (displayName === '') {
    nameField.focus();
    return;
  }
  startButton.disabled = true;
  startButton.textContent = 'Starting…';
  showNotice('');
  const answer = await startChat(displayName);
  startButton.disabled = false;
  startButton.textContent = 'Start chat';
  if ('bearer' in answer) await open(answer);
  else showNotice(answer.text, { label: 'Try again', act: () => void start() });
}

wireComposer({
  onText: (text) => running?.say(text),
  onFiles: (files) => running?.attach(files),
  onTyping: () => running?.type(),
});
endButton.addEventListener('click', () => endDialog.showModal());
byId('end-cancel', HTMLButtonElement).addEventListener('click', () => endDialog.close());
byId('end-confirm', HTMLButtonElement).addEventListener('click', () => {
  endDialog.close();
  running?.leave().catch(() => showNotice('The chat could not be ended. Please try again.'));
});

window.addEventListener('offline', () => {
  if (running !== undefined) showNotice('You are offline. Messages can be sent again once you are back.');
});
window.addEventListener('online', () => {
  if (running !== undefined) showNotice('');
});

const session = storedSession();
if (session === undefined) startOver();
else void goOn(session);
