import type { HandlerName } from '../operations/operation.ts';
import { connection } from './connection.ts';
import { createContactParticipant, createGuest } from './create-participant.ts';
import { disconnect } from './disconnect.ts';
import { health } from './health.ts';
import { openapi } from './openapi.ts';
import type { Handler } from '../steps/request.ts';
import { relay } from './relay.ts';
import { session } from './session.ts';
import { startChat } from './start-chat.ts';

export const handlers: Readonly<Record<HandlerName, Handler>> = {
  relay,
  disconnect,
  connection,
  session,
  health,
  openapi,
  'start-chat': startChat,
  'create-guest': createGuest,
  'create-participant': createContactParticipant,
};
