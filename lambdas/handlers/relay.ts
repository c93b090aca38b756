import { RequestFailure } from '../core/failure.ts';
import type { Session } from '../core/session.ts';
import { CallFailure, callUpstream } from './call-upstream.ts';
import { connectionToken } from './connection-token.ts';
import { enter } from './enter.ts';
import { carryOut, type Claim } from './ledger.ts';
import type { Answer, ApiRequest, Ports, Visit } from './ports.ts';
import { sessionVisit } from './session-of.ts';

/** Every operation of the Participant Service that takes a connection token: Connect's request and answer as they are. */
export async function relay(request: ApiRequest, ports: Ports): Promise<Answer> {
  const visit = sessionVisit(request, ports);
  const admission = await enter(visit);
  if ('refused' in admission) throw admission.refused;
  return await answer(admission.session, admission.made, visit);
}

/** Answers from the ledger, or calls Connect in the session's name. */
export async function answer(session: Session, made: Claim | undefined, visit: Visit): Promise<Answer> {
  return await carryOut(made, visit, ({ clientToken }) => callConnect(session, clientToken, visit));
}

/** Calls Connect in the session's name; a connection token that it refuses is renewed once. */
async function callConnect(
  session: Session,
  clientToken: string | undefined,
  visit: Visit,
): Promise<{ readonly body: Record<string, unknown> }> {
  const { request, ports } = visit;
  const { command, budget } = request.operation;
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
  const token = await connectionToken(session, visit);
  try {
    return await attempt(token);
  } catch (error) {
    if (!(error instanceof CallFailure) || error.failure.kind !== 'denied') throw error;
    return await attempt(await connectionToken(session, visit, token));
  }
}
