import type { Ports } from '../core/ports.ts';
import type { Answer, ApiRequest } from '../steps/request.ts';
import { provenSession, sessionOf, sessionVisit } from '../steps/session-of.ts';

/** GET /session: what a reloaded page needs to go on. */
export async function session(request: ApiRequest, ports: Ports): Promise<Answer> {
  const visit = sessionVisit(request, ports);
  const { contactId, participantId, connection, expires } = provenSession(await sessionOf(visit), visit);
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
