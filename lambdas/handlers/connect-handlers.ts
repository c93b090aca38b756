import { availability } from './availability.ts';
import { createContactParticipant, createGuest } from './create-participant.ts';
import { openapi } from './openapi.ts';
import { queuePosition } from './queue-position.ts';
import type { HandlersOf } from '../steps/request.ts';
import { startChat } from './start-chat.ts';

/** What serves the operations of the Connect service's function. */
export const connectHandlers: HandlersOf<'connect'> = {
  openapi,
  availability,
  'queue-position': queuePosition,
  'start-chat': startChat,
  'create-guest': createGuest,
  'create-participant': createContactParticipant,
  // So rare that no cold start reads it.
  'erase-contact': async (request, ports) =>
    await (await import('./erase-contact.ts')).eraseContact(request, ports),
};
