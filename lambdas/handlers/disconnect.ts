import { RequestFailure } from '../core/failure.ts';
import { sessionRetention, type Session } from '../core/session.ts';
import { admitAndClaim, isAfterwards, mayBeDone, notYet } from '../steps/admit-and-claim.ts';
import { CallFailure } from '../steps/call-upstream.ts';
import { carryOut, replay, type Attempt } from '../steps/carry-out.ts';
import type { ConnectionPorts } from '../steps/connection-lease.ts';
import type { Ports } from '../core/ports.ts';
import type { Answer, ApiRequest, BodyOf, ScopedRequest, ServedBy } from '../steps/request.ts';
import { givePlaceBack } from '../steps/give-place-back.ts';
import { inSession } from '../steps/session-of.ts';
import type { Reserved } from '../steps/turn.ts';
import { required } from '../steps/store-failure.ts';
import { callConnect, type RelayPorts } from './relay.ts';

type Disconnect = ServedBy<'disconnect'>;

/**
 * POST /participant/disconnect: relayed, then the session is revoked. A repetition finds no session any more but the
 * same answer in the ledger, and its bearer is proof enough to get it again.
 */
export async function disconnect(
  request: ApiRequest<Disconnect>,
  ports: Pick<Ports, RelayPorts>,
): Promise<Answer<BodyOf<Disconnect>>> {
  const scoped = inSession(request, ports);
  const admission = await admitAndClaim(scoped);
  if ('refused' in admission) {
    const { claim, refused } = admission;
    if (claim?.kind === 'done') return replay(claim.record, scoped);
    if (!isAfterwards(admission)) throw refused;
    // The chat is over for its bearer, which is all that an earlier attempt could have done.
    if (mayBeDone(claim)) return { status: 200, body: {} };
    throw notYet(claim) ?? refused;
  }
  const { session, claim, reserved } = admission;
  try {
    const answer = await carryOut(claim, scoped, (attempt) =>
      deniedMeansOver(session, attempt, scoped, reserved),
    );
    // Also after a replay: the first request may have ended between its answer and this.
    await revoke(session, scoped);
    return answer;
  } catch (error) {
    // Connect says that the chat is over already.
    if (error instanceof RequestFailure && error.failure.kind === 'denied') await revoke(session, scoped);
    throw error;
  }
}

/**
 * Disconnects. After an attempt in doubt, Connect's refusal says that it was carried out: the chat is over, and the
 * tokens of its participants with it.
 */
async function deniedMeansOver(
  session: Session,
  { clientToken, ambiguous }: Attempt,
  scoped: ScopedRequest<ConnectionPorts, Disconnect>,
  reserved: Reserved | undefined,
): Promise<BodyOf<Disconnect>> {
  try {
    await callConnect(session, clientToken, scoped, reserved);
  } catch (error) {
    const over = error instanceof CallFailure && error.failure.kind === 'denied';
    if (!over || ambiguous + error.ambiguous === 0) throw error;
  }
  return {};
}

async function revoke(
  session: Session,
  scoped: ScopedRequest<'sessions' | 'openChats' | 'now'>,
): Promise<void> {
  const { request, scope, ports } = scoped;
  const expires = ports.now() + sessionRetention;
  const ended = await required(() => ports.sessions.revoke(scope.id, expires, request.trace));
  await givePlaceBack(session, ended, scoped);
}
