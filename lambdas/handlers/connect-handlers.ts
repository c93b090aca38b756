import { createContactParticipant, createGuest } from './create-participant.ts';
import { openapi } from './openapi.ts';
import type { Handlers } from '../steps/request.ts';
import { startChat } from './start-chat.ts';

/** What serves the operations of the Connect service's function. */
export const connectHandlers: Handlers = {
  openapi,
  'start-chat': startChat,
  'create-guest': createGuest,
  'create-participant': createContactParticipant,
};
