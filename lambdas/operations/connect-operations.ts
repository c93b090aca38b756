import { createGuest } from './create-guest.ts';
import { createParticipant } from './create-participant.ts';
import { eraseContact } from './erase-contact.ts';
import { getAvailability } from './get-availability.ts';
import { getOpenApi } from './get-openapi.ts';
import { getQueuePosition } from './get-queue-position.ts';
import { startChat } from './start-chat.ts';
import { startChatContact } from './start-chat-contact.ts';

/** The operations of the Connect service's function. Apart from the others, so that a cold start reads its own alone. */
export const connectOperations = [
  startChat,
  getAvailability,
  getQueuePosition,
  createGuest,
  startChatContact,
  createParticipant,
  eraseContact,
  getOpenApi,
];
