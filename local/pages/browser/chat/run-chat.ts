import { contentTypes } from '../shared/content-types.ts';
import { byId } from '../shared/elements.ts';
import { offline } from './api.ts';
import {
  closeChat,
  openChat,
  problemFrom,
  type ChatEvents,
  type ChatSession,
  type Item,
} from './connection.ts';
import { createConversation, type Outgoing } from './conversation.ts';
import { showNotice } from './notice.ts';
import { createReadReceipts } from './read-receipts.ts';
import { showEntry } from './show-entry.ts';
import { createLog } from './show-log.ts';
import { forgetSession, storedOutbox, storeOutbox, type StoredSession } from './stored-session.ts';
import { createTurns } from './turns.ts';
import { createTypingIndicator } from './typing.ts';

export interface RunningChat {
  say(text: string): void;
  attach(files: readonly File[]): void;
  type(): void;
  /** Leaves the chat; rejects, and goes on, when that does not work. */
  leave(): Promise<void>;
}

export interface ChatOutcome {
  /** The chat is over, whoever has ended it. */
  readonly onOver: (text: string) => void;
  /** chatjs has given up reconnecting. */
  readonly onBroken: () => void;
  readonly onAgent: (name: string) => void;
}

const transcriptPage = 100;

/** One chat from its connection to its end. Rejects as chatjs does when it cannot connect. */
export async function runChat(session: StoredSession, outcome: ChatOutcome): Promise<RunningChat> {
  const list = byId('log', HTMLElement);
  list.replaceChildren();
  const conversation = createConversation(session.participantId);
  const typing = createTypingIndicator();
  // Of two messages under way at once, either may arrive first. An upload takes long, and must not hold up words.
  const messagesInTurn = createTurns();
  const filesInTurn = createTurns();
  const stopping = new AbortController();
  const receipts = createReadReceipts(() => chat, stopping.signal);
  const draw = createLog(
    list,
    (entry) => showEntry(entry, { actions, isAnswered: conversation.isAnswered }),
    stopping.signal,
  );
  const earlier = byId('earlier', HTMLButtonElement);
  let earlierToken: string | undefined;
  let catchingUp: Promise<void> | undefined;
  let chat: ChatSession | undefined;
  let leaving = false;

  const render = (follow = false): void => draw(conversation.entries(), follow);
  earlier.addEventListener('click', readEarlier, { signal: stopping.signal });

  function connected(): ChatSession {
    if (chat === undefined) throw new Error('The chat is not connected');
    return chat;
  }

  const actions = {
    sendMessage: (contentType: string, content: string): void =>
      void send({ key: crypto.randomUUID(), message: { contentType, content } }),
    retry(key: string): void {
      const failed = conversation.entries().find((entry) => entry.kind === 'outgoing' && entry.key === key);
      if (failed?.kind !== 'outgoing') return;
      const { message, file } = failed.outgoing;
      void send({ key, ...(message && { message }), ...(file && { file }) });
    },
    download: (attachmentId: string) => connected().downloadAttachment({ attachmentId }),
    async describeView(viewToken: string) {
      const { data } = await connected().describeView({ viewToken, InstanceId: undefined });
      return data?.View;
    },
    async authenticationUrl(sessionId: string) {
      const redirectUri = `${location.origin}/`;
      const { data } = await connected().getAuthenticationUrl({ redirectUri, sessionId });
      return data?.AuthenticationUrl;
    },
    async cancelAuthentication(sessionId: string) {
      await connected().cancelParticipantAuthentication({ sessionId });
    },
  };

  /** Sends, or sends again: the key goes along, so that a message cannot be there twice. */
  async function send(outgoing: Outgoing): Promise<void> {
    conversation.send(outgoing);
    keepOutbox();
    render(true);
    try {
      const inTurn = outgoing.file === undefined ? messagesInTurn : filesInTurn;
      conversation.confirm(outgoing.key, await inTurn(() => delivered(outgoing)));
      if (outgoing.file !== undefined) await readTranscript();
    } catch (reason) {
      conversation.fail(outgoing.key, navigator.onLine ? problemFrom(reason) : offline);
    }
    keepOutbox();
    render();
  }

  async function delivered({ key, message, file }: Outgoing): Promise<connect.SendMessageResult | undefined> {
    if (file !== undefined) await connected().sendAttachment({ attachment: file });
    if (message === undefined) return undefined;
    const contentType = message.contentType as connect.ChatMessageContentType;
    const { data } = await connected().sendMessage({
      contentType,
      message: message.content,
      clientToken: key,
    });
    return data ?? undefined;
  }

  /** What a reload must not lose. A file cannot be kept. */
  function keepOutbox(): void {
    const messages = conversation
      .entries()
      .flatMap((entry) =>
        entry.kind === 'outgoing' && entry.outgoing.message !== undefined
          ? [{ clientToken: entry.key, ...entry.outgoing.message }]
          : [],
      );
    if (!stopping.signal.aborted) storeOutbox(messages);
  }

  function received(item: Item): void {
    conversation.add(item);
    const fromOthers = item.ParticipantId !== undefined && item.ParticipantId !== session.participantId;
    if (fromOthers && item.ParticipantRole === 'AGENT') outcome.onAgent(item.DisplayName ?? 'Agent');
    if (fromOthers) typing.stop();
    if (fromOthers && item.Type !== 'EVENT') receipts.received(item);
    render();
  }

  async function readTranscript(nextToken?: string): Promise<void> {
    const { data } = await connected().getTranscript({
      maxResults: transcriptPage,
      scanDirection: 'BACKWARD',
      sortOrder: 'ASCENDING',
      ...(nextToken === undefined ? {} : { nextToken }),
    });
    const items = data?.Transcript ?? [];
    for (const item of items) conversation.add(item);
    const agent = items.findLast(({ ParticipantRole }) => ParticipantRole === 'AGENT');
    if (agent !== undefined) outcome.onAgent(agent.DisplayName ?? 'Agent');
    offerEarlier(data?.NextToken);
    render();
  }

  /** chatjs says that it is connected twice in a row; once is enough to read what was missed. */
  function catchUp(): Promise<void> {
    catchingUp ??= readTranscript().finally(() => {
      catchingUp = undefined;
    });
    return catchingUp;
  }

  function offerEarlier(nextToken: string | undefined): void {
    earlier.hidden = nextToken === undefined;
    earlierToken = nextToken;
  }

  function readEarlier(): void {
    earlier.disabled = true;
    readTranscript(earlierToken)
      .catch(() => showNotice('Earlier messages could not be read. Please try again.'))
      .finally(() => {
        earlier.disabled = false;
      });
  }

  function end(text: string): void {
    if (stopping.signal.aborted) return;
    stopping.abort();
    typing.stop();
    forgetSession();
    outcome.onOver(text);
  }

  const events: ChatEvents = {
    onItem: received,
    onReceipt(messageId, kind) {
      conversation.receipt(messageId, kind);
      render();
    },
    onTyping(item) {
      if (item.ParticipantId !== session.participantId) typing.start(item.DisplayName ?? 'The agent');
    },
    onConnection(state) {
      if (stopping.signal.aborted) return;
      if (state === 'up') {
        showNotice('');
        // Messages sent while the socket was lost have not arrived.
        if (chat !== undefined) catchUp().catch(() => {});
      } else if (state === 'lost') {
        showNotice('The connection is lost. Reconnecting…');
      } else {
        stopping.abort();
        outcome.onBroken();
      }
    },
    onEnded: () => end(leaving ? 'You have ended the chat.' : 'The chat has ended.'),
  };

  chat = await openChat(session, events);
  for (const { clientToken, ...message } of storedOutbox()) void send({ key: clientToken, message });
  await catchUp().catch(() => showNotice('Earlier messages could not be read.'));

  return {
    say: (text) => actions.sendMessage(contentTypes.text, text),
    attach(files) {
      for (const file of files) void send({ key: crypto.randomUUID(), file });
    },
    type() {
      // Undefined while chatjs holds typing events back.
      const sent: Promise<unknown> | undefined = chat?.sendEvent({ contentType: contentTypes.typing });
      sent?.catch(() => {});
    },
    async leave() {
      // That it is over may be heard before the answer has come.
      leaving = true;
      try {
        await connected().disconnectParticipant();
      } catch (error) {
        leaving = false;
        throw error;
      }
      closeChat(connected());
      end('You have ended the chat.');
    },
  };
}
