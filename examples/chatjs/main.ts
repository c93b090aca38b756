import 'amazon-connect-chatjs';
import { createConversation } from './conversation.ts';
import { forget, keptSession, resumed, started, type Session } from './session.ts';

const endpoint: string = import.meta.env.VITE_ENDPOINT;

// The endpoint is an option that chatjs takes, and that its types do not have.
const config: connect.ChatGlobalConfig & { readonly endpoint: string } = {
  endpoint,
  region: 'eu-central-1',
  loggerConfig: { useDefaultLogger: false },
};
connect.ChatSession.setGlobalConfig(config);

const statusLine = document.querySelector('#status')!;
const startForm = document.querySelector<HTMLFormElement>('#start')!;
const nameField = startForm.querySelector('input')!;
const writeForm = document.querySelector<HTMLFormElement>('#write')!;
const messageField = writeForm.querySelector('input')!;
const conversation = createConversation(document.querySelector('#messages')!, (text, token) =>
  send(text, token),
);

let chat: connect.CustomerChatSession | undefined;

function over(text: string): void {
  chat = undefined;
  forget();
  statusLine.textContent = text;
  startForm.hidden = false;
  writeForm.hidden = true;
}

async function open({ ContactId, ParticipantId, ParticipantToken }: Session): Promise<void> {
  const next = connect.ChatSession.create({
    type: 'CUSTOMER',
    chatDetails: { contactId: ContactId, participantId: ParticipantId, participantToken: ParticipantToken },
    disableCSM: true,
  });
  chat = next;
  startForm.hidden = true;
  writeForm.hidden = false;
  statusLine.textContent = 'Connecting …';
  next.onMessage(({ data }) => conversation.show(data));
  next.onEnded(() => over('The chat has ended.'));
  next.onConnectionLost(() => (statusLine.textContent = 'Reconnecting …'));
  next.onConnectionBroken(() => (statusLine.textContent = 'The connection is lost. Please reload the page.'));
  next.onConnectionEstablished(() => {
    statusLine.textContent = '';
    // What was said before the page was there, and while it was away.
    void next
      .getTranscript({ maxResults: 100, scanDirection: 'BACKWARD', sortOrder: 'ASCENDING' })
      .then(({ data }) => data?.Transcript.forEach((item) => conversation.show(item)));
  });
  await next.connect();
}

/** With the token of the first attempt, a message that is sent again is the same message. */
async function send(text: string, clientToken: string): Promise<string> {
  if (chat === undefined) throw new Error('there is no chat');
  const { data } = await chat.sendMessage({ contentType: 'text/plain', message: text, clientToken });
  return data?.Id ?? '';
}

startForm.addEventListener('submit', (event) => {
  event.preventDefault();
  conversation.clear();
  statusLine.textContent = 'Connecting …';
  started(endpoint, nameField.value.trim())
    .then(open)
    .catch((error: unknown) => (statusLine.textContent = `The chat could not be started. ${String(error)}`));
});
writeForm.addEventListener('submit', (event) => {
  event.preventDefault();
  void conversation.write(messageField.value);
  writeForm.reset();
});
document.querySelector('#end')!.addEventListener('click', () => void chat?.disconnectParticipant());

const kept = keptSession();
if (kept)
  resumed(endpoint, kept)
    .then((session) => (session ? open(session) : over('')))
    .catch(() => (statusLine.textContent = 'We cannot be reached. Please reload the page.'));
