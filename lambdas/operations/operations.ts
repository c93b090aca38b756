import { cancelParticipantAuthentication } from './cancel-participant-authentication.ts';
import { completeAttachmentUpload } from './complete-attachment-upload.ts';
import { createGuest } from './create-guest.ts';
import { createParticipant } from './create-participant.ts';
import { createParticipantConnection } from './create-participant-connection.ts';
import { describeView } from './describe-view.ts';
import { disconnectParticipant } from './disconnect-participant.ts';
import { getAttachment } from './get-attachment.ts';
import { getAuthenticationUrl } from './get-authentication-url.ts';
import { getHealth } from './get-health.ts';
import { getOpenApi } from './get-openapi.ts';
import { getSession } from './get-session.ts';
import { getTranscript } from './get-transcript.ts';
import { sendEvent } from './send-event.ts';
import { sendMessage } from './send-message.ts';
import { startAttachmentUpload } from './start-attachment-upload.ts';
import { startChat } from './start-chat.ts';
import { startChatContact } from './start-chat-contact.ts';
import { leaveSession } from './leave-session.ts';
import type { Service } from '../core/access.ts';
import type { HandlerName, Operation } from './operation.ts';

const all = [
  startChat,
  getSession,
  createParticipantConnection,
  sendMessage,
  sendEvent,
  getTranscript,
  startAttachmentUpload,
  completeAttachmentUpload,
  getAttachment,
  describeView,
  getAuthenticationUrl,
  cancelParticipantAuthentication,
  disconnectParticipant,
  leaveSession,
  createGuest,
  startChatContact,
  createParticipant,
  getHealth,
  getOpenApi,
];

/** The API, in the order in which its documentation tells it. */
export const operations: readonly Operation[] = all;

export type Declared = (typeof all)[number];

export type OperationName = Declared['name'];

/** The IAM actions that the functions need on Connect. */
export type Permission = Declared['permissions'][number];

/** The commands in which the operations of a service end: an adapter has to know each of them. */
export type CommandOf<V extends Service> = NonNullable<Extract<Declared, { readonly service: V }>['command']>;

/** What serves the operations of a service: its function has each of them. */
export type HandlerOf<V extends Service> = Extract<Declared, { readonly service: V }>['handler'];

/** The operations that a handler serves. */
export type ServedBy<H extends HandlerName> = Extract<Declared, { readonly handler: H }>;
