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

/** What chats ask of the API. Nobody repeats a message: what fails is not in the model. */
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

/** Requests a second of one chat that goes on, by kind. */
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

/** Requests a second that a function gets from so many chats. */
export function requestsOf(service: Service, chats: number, values: Values): number {
  const rates = ratesOfOneChat(values);
  return asked
    .filter((kind) => operationOf[kind].service === service)
    .reduce((sum, kind) => sum + chats * rates[kind], 0);
}

/** Preflights a second of so many chats: API Gateway answers them itself. */
export function preflights(chats: number, values: Values): number {
  return (chats * values.preflights) / (values.chatMinutes * 60);
}

/** Everything that passes WAF and API Gateway, a second. */
export function allRequests(chats: number, values: Values): number {
  return (
    requestsOf('participant', chats, values) +
    requestsOf('connect', chats, values) +
    preflights(chats, values)
  );
}
