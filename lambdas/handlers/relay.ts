import { RequestFailure } from '../core/failure.ts';
import { fingerprint, formatBearer, upstreamClientToken } from '../core/secret.ts';
import type { Session } from '../core/session.ts';
import { CallFailure, callUpstream, failureOf } from './call-upstream.ts';
import { connectionToken } from './connection-token.ts';
import { enter } from './enter.ts';
import { perform, replay, type Claim } from './ledger.ts';
import type { Answer, ApiRequest, Ports, Visit } from './ports.ts';
import { sessionVisit } from './session-of.ts';

/** Every operation of the Participant Service that takes a connection token: Connect's request and answer as they are. */
export async function relay(request: ApiRequest, ports: Ports): Promise<Answer> {
  const visit = sessionVisit(request, ports);
  const admission = await enter(visit);
  if ('refused' in admission) throw admission.refused;
  return await answer(admission.session, admission.made, visit);
}

/** Answers from the ledger, or calls Connect under the claim. */
export async function answer(session: Session, made: Claim | undefined, visit: Visit): Promise<Answer> {
  const { request } = visit;
  switch (made?.kind) {
    case 'done':
      return replay(made.record, visit);
    case 'refused':
      throw new RequestFailure(made.failure);
    case 'unavailable': {
      const { idempotency } = request.operation;
      if (idempotency.kind === 'ledger' && idempotency.withoutStore === 'refuse')
        throw new RequestFailure(
          { kind: 'unavailable', dependency: 'dynamodb', detail: made.error.message },
          made.error,
        );
      return await perform(made, visit, ({ clientToken }) => callConnect(session, clientToken, visit));
    }
    case 'owned':
      return await perform(made, visit, ({ clientToken }) => callConnect(session, clientToken, visit));
    case undefined:
      try {
        return { status: 200, ...(await callConnect(session, unkeptClientToken(visit), visit)) };
      } catch (error) {
        throw failureOf(error);
      }
  }
}

/** The ClientToken of an operation without a ledger record; undefined where Connect has none. */
function unkeptClientToken({ request, scope, ports }: Visit): string | undefined {
  const { operation, clientToken, input } = request;
  switch (operation.idempotency.kind) {
    case 'none':
      return undefined;
    case 'derived':
    case 'ledger':
      // The SDK would make one up; ours is as random, and known before the call.
      return clientToken === undefined
        ? formatBearer(ports.random(32))
        : upstreamClientToken(scope, operation.name, clientToken, fingerprint(scope, input));
  }
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
