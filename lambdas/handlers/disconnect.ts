import { RequestFailure } from '../core/failure.ts';
import { sessionRetention } from '../core/session.ts';
import { CallFailure } from '../steps/call-upstream.ts';
import { answerRefused, enter, mayBeDone } from '../steps/enter.ts';
import { carryOut, replay } from '../steps/ledger.ts';
import type { Ports } from '../core/ports.ts';
import type { Answer, ApiRequest, Visit } from '../steps/request.ts';
import { callConnect } from './relay.ts';
import { available, sessionVisit } from '../steps/session-of.ts';

/**
 * POST /participant/disconnect: relayed, then the session is revoked. A repetition finds no session any more but the
 * same answer in the ledger, and its bearer is proof enough to get it again.
 */
export async function disconnect(request: ApiRequest, ports: Ports): Promise<Answer> {
  const visit = sessionVisit(request, ports);
  const admission = await enter(visit);
  if ('refused' in admission) {
    if (admission.made?.kind === 'done') return replay(admission.made.record, visit);
    // As in orOver: the chat is over, which is all that the first attempt could have done.
    if (mayBeDone(admission)) return { status: 200, body: {} };
    return answerRefused(admission, visit);
  }
  const { session, made } = admission;
  try {
    const answered = await carryOut(made, visit, ({ clientToken, ambiguous }) =>
      orOver(ambiguous, () => callConnect(session, clientToken, visit)),
    );
    // Also after a replay: the first request may have ended between its answer and this.
    await revoke(visit);
    return answered;
  } catch (error) {
    // Connect says that the chat is over already.
    if (error instanceof RequestFailure && error.failure.kind === 'denied') await revoke(visit);
    throw error;
  }
}

/**
 * After an attempt in doubt, Connect's refusal says that it was carried out: the chat is over, and the tokens of its
 * participants with it.
 */
async function orOver(
  ambiguous: number,
  call: () => Promise<{ readonly body: Record<string, unknown> }>,
): Promise<{ readonly body: Record<string, unknown> }> {
  try {
    return await call();
  } catch (error) {
    const over = error instanceof CallFailure && error.failure.kind === 'denied';
    if (over && ambiguous + error.ambiguous > 0) return { body: {} };
    throw error;
  }
}

async function revoke({ request, scope, ports }: Visit): Promise<void> {
  await available(() => ports.sessions.revoke(scope.id, ports.now() + sessionRetention, request.trace));
}
