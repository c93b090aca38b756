import { RequestFailure } from '../core/failure.ts';
import { sessionRetention } from '../core/session.ts';
import { enter } from './enter.ts';
import { replay } from './ledger.ts';
import type { Answer, ApiRequest, Ports, Visit } from './ports.ts';
import { answer } from './relay.ts';
import { available, sessionVisit } from './session-of.ts';

/**
 * POST /participant/disconnect: relayed, then the session is revoked. A repetition finds no session any more but the
 * same answer in the ledger, and its bearer is proof enough to get it again.
 */
export async function disconnect(request: ApiRequest, ports: Ports): Promise<Answer> {
  const visit = sessionVisit(request, ports);
  const admission = await enter(visit);
  if ('refused' in admission) {
    if (admission.made?.kind === 'done') return replay(admission.made.record, visit);
    throw admission.refused;
  }
  try {
    const answered = await answer(admission.session, admission.made, visit);
    // Also after a replay: the first request may have ended between its answer and this.
    await revoke(visit);
    return answered;
  } catch (error) {
    // Connect says that the chat is over already.
    if (error instanceof RequestFailure && error.failure.kind === 'denied') await revoke(visit);
    throw error;
  }
}

async function revoke({ request, scope, ports }: Visit): Promise<void> {
  await available(() => ports.sessions.revoke(scope.id, ports.now() + sessionRetention, request.trace));
}
