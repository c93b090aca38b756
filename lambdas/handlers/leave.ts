import type { Ports } from '../core/ports.ts';
import type { Answer, ApiRequest, BodyOf, ServedBy } from '../steps/request.ts';
import { inSession, sessionOf, type SessionPorts } from '../steps/session-of.ts';
import { required } from '../steps/store-failure.ts';

/** POST /session/leave: the chat ends after a while in which nobody comes back. */
export async function leave(
  request: ApiRequest<ServedBy<'leave'>>,
  ports: Pick<Ports, SessionPorts>,
): Promise<Answer<BodyOf<ServedBy<'leave'>>>> {
  const session = await sessionOf(inSession(request, ports));
  const left = ports.now();
  const { dueAt } = await import('../core/lifecycle.ts');
  const due = dueAt({ ...session, left });
  // A guest's session has no time of its own.
  if (session.due !== undefined && due !== undefined)
    await required(() => ports.sessions.leave(session.id, left, due, request.trace));
  return { status: 204, body: {} };
}
