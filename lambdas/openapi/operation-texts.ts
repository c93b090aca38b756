import type { NamedAnswer } from './component-texts.ts';
import type { OperationName } from '../operations/operations.ts';

/** Groups of operations, in their order. */
export const tags = {
  Chats: 'Starting a chat, connecting to it, finding it again after a reload, ending it.',
  Messages: 'What is said in a chat: messages, typing, receipts, the transcript, interactive views.',
  Attachments: 'Files, up and down.',
  'Sign-in': 'When the flow asks the customer to sign in.',
  Participants: 'Guests in a call.',
  'Back ends': 'For trusted back ends, with an AWS signature. Browsers have no use for these.',
  Service: 'The API itself.',
} as const;

export interface OperationText extends NamedAnswer {
  readonly tag: keyof typeof tags;
  /** What has happened when the answer arrives. */
  readonly success: string;
  /** What a repetition does, where no ClientToken decides. */
  readonly retry?: string;
}

const harmless = 'A repetition is harmless: it changes nothing.';

/** Complete, or it does not compile. */
export const operationTexts: Readonly<Record<OperationName, OperationText>> = {
  GetAvailability: {
    tag: 'Chats',
    answer: 'Availability',
    success: 'What is known of the queue.',
    retry: harmless,
  },
  StartChat: { tag: 'Chats', answer: 'Chat', success: 'The chat has been started.' },
  GetSession: { tag: 'Chats', answer: 'Session', success: 'The session is good.', retry: harmless },
  GetQueuePosition: {
    tag: 'Chats',
    answer: 'QueuePosition',
    success: 'What is known of the place.',
    retry: harmless,
  },
  CreateParticipantConnection: {
    tag: 'Chats',
    answer: 'Connection',
    success: 'What was asked for.',
    retry: 'A repetition is harmless: it gets a connection of its own, or shares the one that is being made.',
  },
  SendMessage: { tag: 'Messages', answer: 'SentMessage', success: 'The message is in the transcript.' },
  SendEvent: { tag: 'Messages', answer: 'SentEvent', success: 'The event has been sent.' },
  GetTranscript: { tag: 'Messages', answer: 'Transcript', success: 'A page.', retry: harmless },
  StartAttachmentUpload: {
    tag: 'Attachments',
    answer: 'AttachmentUpload',
    success: 'The upload can begin.',
  },
  CompleteAttachmentUpload: {
    tag: 'Attachments',
    answer: 'Nothing',
    success: 'The file is scanned, and then in the transcript.',
  },
  GetAttachment: {
    tag: 'Attachments',
    answer: 'AttachmentDownload',
    success: 'The file can be downloaded.',
    retry: 'A repetition is harmless: it gets a URL of its own.',
  },
  DescribeView: { tag: 'Messages', answer: 'DescribedView', success: 'The view.', retry: harmless },
  GetAuthenticationUrl: {
    tag: 'Sign-in',
    answer: 'AuthenticationUrl',
    success: 'The customer can sign in.',
    retry: 'Connect may refuse a repetition: the customer can ask to sign in again.',
  },
  CancelParticipantAuthentication: {
    tag: 'Sign-in',
    answer: 'Nothing',
    success: 'The flow goes on without.',
    retry: 'A repetition does no harm: it is refused when the first was carried out.',
  },
  DisconnectParticipant: { tag: 'Chats', answer: 'Nothing', success: 'The chat is over.' },
  LeaveSession: {
    tag: 'Chats',
    answer: 'Nothing',
    success: 'Whatever was sent.',
    retry: 'A repetition is harmless: the first one counts.',
  },
  CreateGuest: { tag: 'Participants', answer: 'Participant', success: 'The guest can connect.' },
  StartChatContact: { tag: 'Back ends', answer: 'Chat', success: 'The chat has been started.' },
  CreateParticipant: {
    tag: 'Back ends',
    answer: 'Participant',
    success: 'The participant can connect.',
  },
  EraseContact: {
    tag: 'Back ends',
    answer: 'Erasure',
    success: 'What was kept is deleted.',
    retry: 'A repetition deletes what is left.',
  },
  GetHealth: { tag: 'Service', answer: 'Health', success: 'The API is up.', retry: harmless },
  GetOpenApi: { tag: 'Service', answer: 'Description', success: 'This document.', retry: harmless },
};
