import { textMember, member } from '../shared/json.ts';
import { endpoint, problemOf, type Problem } from './api.ts';
import type { StoredSession } from './stored-session.ts';

export type Item = connect.ChatTranscriptItem;
export type ChatSession = connect.CustomerChatSession;

/** What happens in a chat, as amazon-connect-chatjs tells it. */
export interface ChatEvents {
  onItem(item: Item): void;
  onReceipt(messageId: string, kind: 'delivered' | 'read'): void;
  onTyping(item: Item): void;
  /** Up: also after each reconnection. Lost: it reconnects by itself. Broken: it has given up. */
  onConnection(state: 'up' | 'lost' | 'broken'): void;
  onEnded(): void;
}

/** How soon after a message is read its sender hears of it, in ms (chatjs: 5,000). */
const receiptThrottleMs = 500;

// Its types do not name the endpoint, which its code takes.
const globalConfig: connect.ChatGlobalConfig & { readonly endpoint: string } = {
  endpoint,
  region: REGION,
  features: { messageReceipts: { shouldSendMessageReceipts: true, throttleTime: receiptThrottleMs } },
};
connect.ChatSession.setGlobalConfig(globalConfig);

/** Connects to a chat. Rejects as chatjs does when the API refuses. */
export async function openChat(session: StoredSession, events: ChatEvents): Promise<ChatSession> {
  const { contactId, participantId, bearer } = session;
  const chat = connect.ChatSession.create({
    chatDetails: { contactId, participantId, participantToken: bearer },
    type: 'CUSTOMER',
    // Telemetry to AWS would be refused by the page's Content-Security-Policy.
    disableCSM: true,
  });
  const item = (event: unknown): void => events.onItem(member(event, 'data') as Item);
  chat.onMessage(heard(item));
  for (const kind of [
    'onAuthenticationInitiated',
    'onAuthenticationCanceled',
    'onParticipantDisplayNameUpdated',
    'onChatRehydrated',
  ] as const) {
    chat[kind](heard(item));
  }
  chat.onTyping(heard(({ data }) => events.onTyping(data)));
  for (const [subscribe, kind] of [
    ['onDeliveredReceipt', 'delivered'],
    ['onReadReceipt', 'read'],
  ] as const) {
    chat[subscribe](
      heard(({ data }) => {
        const messageId = data.MessageMetadata?.MessageId;
        if (messageId !== undefined) events.onReceipt(messageId, kind);
      }),
    );
  }
  chat.onConnectionEstablished(heard(() => events.onConnection('up')));
  chat.onConnectionLost(heard(() => events.onConnection('lost')));
  chat.onConnectionBroken(heard(() => events.onConnection('broken')));
  chat.onEnded(heard(() => events.onEnded()));
  await chat.connect();
  return chat;
}

/** Ends the socket of a chat the visitor has left; chatjs would go on reconnecting it. */
export function closeChat(chat: ChatSession): void {
  chat.controller.cleanUpOnParticipantDisconnect?.();
  (chat.controller as unknown as { breakConnection(): void }).breakConnection();
}

/** Whatever chatjs rejected with, as a Problem. */
export function problemFrom(reason: unknown): Problem {
  const error = member(reason, '_debug', '_debug') ?? member(reason, '_debug') ?? reason;
  const status = member(error, 'statusCode');
  return problemOf(
    textMember(error, 'type') ?? '',
    typeof status === 'number' ? status : undefined,
    textMember(error, 'message'),
  );
}

/** chatjs swallows what a handler throws; a defect of this page is to be seen. */
function heard<Event>(handler: (event: Event) => void): (event: Event) => void {
  return (event) => queueMicrotask(() => handler(event));
}
