import type { Service } from '../../lambdas/core/access.ts';
import { createParticipantConnection } from '../../lambdas/operations/create-participant-connection.ts';
import { disconnectParticipant } from '../../lambdas/operations/disconnect-participant.ts';
import { getTranscript } from '../../lambdas/operations/get-transcript.ts';
import type { Operation } from '../../lambdas/operations/operation.ts';
import { sendEvent } from '../../lambdas/operations/send-event.ts';
import { sendMessage } from '../../lambdas/operations/send-message.ts';
import { startChat } from '../../lambdas/operations/start-chat.ts';
import type { Kind } from './counted-calls.ts';
import type { Values } from './inputs.ts';

/** The requests of chats. Repetitions after failures are not in the model. */
export type Asked = Exclude<Kind, 'replay'>;

export const operationOf: Readonly<Record<Asked, Operation>> = {
  start: startChat,
  connection: createParticipantConnection,
  reconnection: createParticipantConnection,
  message: sendMessage,
  typing: sendEvent,
  receipt: sendEvent,
  transcript: getTranscript,
  disconnect: disconnectParticipant,
};

export const asked = Object.keys(operationOf) as readonly Asked[];

/** Returns the requests a second of one chat, by kind. */
export function ratesOfOneChat(values: Values): Readonly<Record<Asked, number>> {
  const message = values.messages / 60;
  const chat = 1 / (values.chatMinutes * 60);
  return {
    start: chat,
    connection: chat,
    reconnection: values.reconnections * chat,
    message,
    typing: values.typing * message,
    receipt: values.receipts * message,
    transcript: values.transcripts * chat,
    disconnect: values.disconnects * chat,
  };
}

/** Returns the requests a second that a function gets from so many chats. */
export function requestsOf(service: Service, chats: number, values: Values): number {
  const rates = ratesOfOneChat(values);
  return asked
    .filter((kind) => operationOf[kind].service === service)
    .reduce((sum, kind) => sum + chats * rates[kind], 0);
}

/** Returns the preflights a second of so many chats, which API Gateway answers itself. */
export function preflights(chats: number, values: Values): number {
  return (chats * values.preflights) / (values.chatMinutes * 60);
}

/** Returns all requests a second that pass WAF and API Gateway. */
export function allRequests(chats: number, values: Values): number {
  return (
    requestsOf('participant', chats, values) +
    requestsOf('connect', chats, values) +
    preflights(chats, values)
  );
}
