import type { Answer, ApiRequest, Ports } from './ports.ts';
import { sessionOf, sessionVisit } from './session-of.ts';

/** GET /session: what a reloaded page needs to go on. */
export async function session(request: ApiRequest, ports: Ports): Promise<Answer> {
  const { contactId, participantId, connection, expires } = await sessionOf(sessionVisit(request, ports));
  return {
    status: 200,
    body: {
      ContactId: contactId,
      ParticipantId: participantId,
      State: connection ? 'CONNECTED' : 'STARTED',
      Expiry: new Date(expires).toISOString(),
    },
  };
}
