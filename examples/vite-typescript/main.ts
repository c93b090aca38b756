import { resumeChat, startChat, type Chat, type Message, type Snapshot } from 'connect-chat-bff-client';

const endpoint: string = import.meta.env.VITE_ENDPOINT;

const statusLine = document.querySelector('#status')!;
const list = document.querySelector('#messages')!;
const startForm = document.querySelector<HTMLFormElement>('#start')!;
const nameField = startForm.querySelector('input')!;
const writeForm = document.querySelector<HTMLFormElement>('#write')!;
const messageField = writeForm.querySelector('input')!;

/** What a status is called. Where there is a problem, its own sentence says more. */
const words: Readonly<Record<Snapshot['status'], string>> = {
  starting: 'Connecting …',
  connecting: 'Connecting …',
  connected: '',
  reconnecting: 'Reconnecting …',
  ending: 'Ending the chat …',
  ended: 'The chat has ended.',
  failed: 'The chat could not be started.',
};

let chat: Chat | undefined;
const rows = new Map<string, HTMLLIElement>();

function follow(next: Chat): void {
  chat = next;
  rows.clear();
  list.replaceChildren();
  next.subscribe(() => show(next));
  show(next);
}

function show(one: Chat): void {
  const { status, problem, typing, messages } = one.getSnapshot();
  const isOver = status === 'ended' || status === 'failed';
  startForm.hidden = !isOver;
  writeForm.hidden = isOver;
  statusLine.textContent =
    problem?.text ?? (typing === undefined ? words[status] : `${typing || 'The agent'} is writing …`);
  const said = messages.filter(({ type }) => type !== 'event');
  for (const [key, row] of rows) {
    if (said.some((message) => message.key === key)) continue;
    row.remove();
    rows.delete(key);
  }
  for (const [index, message] of said.entries()) {
    const row = rowOf(message);
    if (list.children[index] !== row) list.insertBefore(row, list.children[index] ?? null);
  }
  if (document.hasFocus()) one.read();
}

/** A message keeps its row: only what changes is written anew. */
function rowOf({ key, mine, name, content, state, problem }: Message): HTMLLIElement {
  const row = rows.get(key) ?? document.createElement('li');
  const text = `${mine ? 'You' : name}: ${content}`;
  const below = problem?.text ?? (mine ? state : '');
  row.className = [mine && 'mine', state === 'failed' && 'failed'].filter(Boolean).join(' ');
  if (!rows.has(key)) row.append(text, document.createElement('small'));
  rows.set(key, row);
  const note = row.querySelector('small')!;
  if (note.textContent !== below) note.textContent = below;
  if (state === 'failed') note.append(' ', retryButton(key));
  return row;
}

function retryButton(key: string): HTMLButtonElement {
  const button = document.createElement('button');
  button.textContent = 'Try again';
  button.addEventListener('click', () => chat?.retry(key));
  return button;
}

startForm.addEventListener('submit', (event) => {
  event.preventDefault();
  follow(startChat({ endpoint, displayName: nameField.value.trim() }));
});
writeForm.addEventListener('submit', (event) => {
  event.preventDefault();
  chat?.send(messageField.value);
  writeForm.reset();
});
writeForm.addEventListener('input', () => chat?.typing());
document.querySelector('#end')!.addEventListener('click', () => void chat?.end());

const open = resumeChat({ endpoint });
if (open) follow(open);
