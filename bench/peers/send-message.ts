import { SendMessageCommand } from '@aws-sdk/client-connectparticipant';
import { participant } from './clients.ts';
import type { Session } from './session.ts';

/** What a browser posts. */
export interface Message {
  readonly ContentType: string;
  readonly Content: string;
  readonly ClientToken: string;
}

/** What it is answered. */
export interface Sent {
  readonly Id: string;
  readonly AbsoluteTime: string;
}

export async function sendMessage(session: Session, message: Message): Promise<Sent> {
  const { ContentType, Content, ClientToken } = message;
  const { Id = '', AbsoluteTime = '' } = await participant.send(
    new SendMessageCommand({ ConnectionToken: session.connectionToken, ContentType, Content, ClientToken }),
  );
  return { Id, AbsoluteTime };
}
