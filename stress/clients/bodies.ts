import { randomUUID } from 'node:crypto';

/** What visitors ask for. */
export const connectionBody = { Type: ['WEBSOCKET', 'CONNECTION_CREDENTIALS'] };

export interface MessageBody {
  readonly ContentType: string;
  readonly Content: string;
  readonly ClientToken: string;
}

export function messageBody(text: string): MessageBody {
  return { ContentType: 'text/plain', Content: text, ClientToken: randomUUID() };
}

export const typingBody = { ContentType: 'application/vnd.amazonaws.connect.event.typing' };

export function readReceiptBody(messageId: string): object {
  return {
    ContentType: 'application/vnd.amazonaws.connect.event.message.read',
    Content: JSON.stringify({ messageId }),
  };
}
