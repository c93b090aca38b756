import { RequestFailure } from '../core/failure.ts';
import { mayRenew, type Session } from '../core/session.ts';
import { CallFailure, callUpstream } from '../steps/call-upstream.ts';
import { connectionToken } from '../steps/connection-token.ts';
import { answerRefused, enter } from '../steps/enter.ts';
import { carryOut } from '../steps/ledger.ts';
import type { Ports } from '../core/ports.ts';
import type { Answer, ApiRequest, Visit } from '../steps/request.ts';
import { sessionVisit } from '../steps/session-of.ts';

/** Every operation of the Participant Service that takes a connection token: Connect's request and answer as they are. */
export async function relay(request: ApiRequest, ports: Ports): Promise<Answer> {
  const visit = sessionVisit(request, ports);
  const admission = await enter(visit);
  if ('refused' in admission) return answerRefused(admission, visit);
  const { session, made } = admission;
  return await carryOut(made, visit, ({ clientToken }) => callConnect(session, clientToken, visit));
}

/**
 * Calls Connect in the session's name. A connection token that it refuses is renewed once, and not again for some
 * seconds: what is refused then is not the token.
 */
export async function callConnect(
  session: Session,
  clientToken: string | undefined,
  visit: Visit,
): Promise<{ readonly body: Record<string, unknown> }> {
  const { request, ports } = visit;
  const { command, budget: whole, once } = request.operation;
  const budget = once?.(request.input) === true ? { ...whole, attempts: 1, absorb: 0 } : whole;
  if (!command) throw new RequestFailure({ kind: 'internal' });
  const attempt = async (ConnectionToken: string): Promise<{ body: Record<string, unknown> }> => {
    const input = {
      ...request.input,
      ConnectionToken,
      ...(clientToken !== undefined && { ClientToken: clientToken }),
    };
    const { output } = await callUpstream({ command, input, budget }, request, ports);
    return { body: output };
  };
  const token = await unsent(() => connectionToken(session, visit));
  try {
    return await attempt(token);
  } catch (error) {
    if (!(error instanceof CallFailure) || error.failure.kind !== 'denied') throw error;
    if (!mayRenew(session, ports.now()) || isForeign(request.input['ContactId'], session)) throw error;
    return await after(error, async () =>
      attempt(await unsent(() => connectionToken(session, visit, token))),
    );
  }
}

/** A failure before the request itself was sent: nothing is ambiguous, and a refusal of the connection is none of it. */
async function unsent<T>(connect: () => Promise<T>): Promise<T> {
  try {
    return await connect();
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
    const { failure } = error;
    throw new CallFailure(
      failure.kind === 'rejected'
        ? { kind: 'ambiguous', detail: `CreateParticipantConnection ${failure.status}` }
        : failure,
      0,
    );
  }
}

/** A later failure does not undo what earlier attempts may have done. */
async function after<T>({ ambiguous }: CallFailure, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof CallFailure) throw new CallFailure(error.failure, error.ambiguous + ambiguous);
    // The session has ended meanwhile, which says nothing of what was sent before.
    const denied = error instanceof RequestFailure && error.failure.kind === 'denied';
    throw denied && ambiguous > 0 ? new CallFailure({ kind: 'denied', certain: true }, ambiguous) : error;
  }
}

/** Another contact is what Connect has refused, not the token. */
function isForeign(contactId: unknown, session: Session): boolean {
  return contactId !== undefined && contactId !== session.contactId;
}
