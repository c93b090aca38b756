import { connection } from './connection.ts';
import { disconnect } from './disconnect.ts';
import { health } from './health.ts';
import type { Handlers } from '../steps/request.ts';
import { relay } from './relay.ts';
import { session } from './session.ts';

/** What serves the operations of the Participant Service's function. */
export const participantHandlers: Handlers = { relay, disconnect, connection, session, health };
