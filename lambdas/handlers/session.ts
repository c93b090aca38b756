import type { Ports } from '../core/ports.ts';
import type { Answer, ApiRequest, BodyOf, ServedBy } from '../steps/request.ts';
import { comeBack } from '../steps/come-back.ts';
import { inSession, provenSession, sessionOf, type SessionPorts } from '../steps/session-of.ts';

/** GET /session: what a reloaded page needs to go on. */
export async function session(
  request: ApiRequest<ServedBy<'session'>>,
  ports: Pick<Ports, SessionPorts>,
): Promise<Answer<BodyOf<ServedBy<'session'>>>> {
  const scoped = inSession(request, ports);
  const found = provenSession(await sessionOf(scoped), scoped);
  await comeBack(found, scoped);
  const { contactId, participantId, connection, expires } = found;
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
