import { connection } from './connection.ts';
import { disconnect } from './disconnect.ts';
import { event } from './event.ts';
import type { Answer, BodyOf, HandlersOf, ServedBy } from '../steps/request.ts';
import { leave } from './leave.ts';
import { relay } from './relay.ts';
import { session } from './session.ts';

/** GET /health */
function health(): Promise<Answer<BodyOf<ServedBy<'health'>>>> {
  return Promise.resolve({ status: 200, body: { Status: 'OK' } });
}

/** What serves the operations of the Participant Service's function. */
export const participantHandlers: HandlersOf<'participant'> = {
  relay,
  event,
  disconnect,
  connection,
  session,
  leave,
  health,
};
