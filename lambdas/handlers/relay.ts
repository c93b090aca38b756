import type { OutputOf } from '../core/commands.ts';
import { RequestFailure } from '../core/failure.ts';
import { mayRenew, type Session } from '../core/session.ts';
import type { UpstreamToken } from '../core/tokens.ts';
import { admitAndClaim, answerRefused } from '../steps/admit-and-claim.ts';
import { budgetOf, CallFailure, callUpstream } from '../steps/call-upstream.ts';
import { carryOut } from '../steps/carry-out.ts';
import type { ClaimPorts } from '../steps/claim.ts';
import { comeBack } from '../steps/come-back.ts';
import { connectionToken } from '../steps/connection-token.ts';
import type { ConnectionPorts } from '../steps/connection-lease.ts';
import type { Ports } from '../core/ports.ts';
import type { Answer, ApiRequest, ScopedRequest, ServedBy } from '../steps/request.ts';
import { inSession } from '../steps/session-of.ts';
import { placeOf, type Reserved } from '../steps/turn.ts';
import { mayBeUnsent, unsent } from '../steps/unsent.ts';

export type RelayPorts = ConnectionPorts | ClaimPorts;

/** Every operation of the Participant Service that takes a connection token: Connect's request and answer as they are. */
export async function relay(
  request: ApiRequest<ServedBy<'relay' | 'event'>>,
  ports: Pick<Ports, RelayPorts>,
): Promise<Answer<Relayed>> {
  const scoped = inSession(request, ports);
  const admission = await admitAndClaim(scoped);
  if ('refused' in admission) return answerRefused(admission, scoped);
  const { session, claim, reserved } = admission;
  if (reserved?.turn.kind === 'refused' && mayBeUnsent(scoped)) return unsent(scoped);
  await comeBack(session, scoped);
  try {
    return await carryOut(claim, scoped, ({ clientToken }) =>
      callConnect(session, clientToken, scoped, reserved),
    );
  } catch (error) {
    if (error instanceof RequestFailure && error.failure.kind === 'throttled' && mayBeUnsent(scoped))
      return unsent(scoped);
    throw error;
  }
}

/** The operations whose command is called in a session's name. */
type InSession = ServedBy<'relay' | 'event' | 'disconnect'>;

type Relayed = OutputOf<InSession['command']>;

/**
 * Calls Connect in the session's name. A connection token that it refuses is renewed once, and not again for some
 * seconds: what is refused then is not the token.
 */
export async function callConnect(
  session: Session,
  clientToken: UpstreamToken | undefined,
  scoped: ScopedRequest<ConnectionPorts, InSession>,
  reserved: Reserved | undefined,
): Promise<Relayed> {
  const { request, ports } = scoped;
  const place = placeOf(session.instanceId, scoped);
  const { command } = request.operation;
  const budget = budgetOf(request);
  let refused: string | undefined;
  let ambiguous = 0;
  for (;;) {
    const token = await tokenToSendWith(session, scoped, refused, ambiguous);
    const input = {
      ...request.input,
      ConnectionToken: token,
      ...(clientToken !== undefined && { ClientToken: clientToken }),
    };
    try {
      return await callUpstream(
        { command, input, budget, place, ...(refused === undefined && { reserved }) },
        request,
        ports,
      );
    } catch (error) {
      if (!(error instanceof CallFailure)) throw error;
      ambiguous += error.ambiguous;
      if (refused !== undefined || !mayBeTheToken(error, session, scoped))
        throw new CallFailure(error.failure, ambiguous);
      refused = token;
    }
  }
}

/** Whether the session's token may be why Connect has refused, so that a new one is worth asking for. */
function mayBeTheToken(
  { failure }: CallFailure,
  session: Session,
  { request, ports }: ScopedRequest<'now', InSession>,
): boolean {
  const { input } = request;
  const foreign =
    'ContactId' in input && input.ContactId !== undefined && input.ContactId !== session.contactId;
  return failure.kind === 'denied' && !foreign && mayRenew(session, ports.now());
}

/**
 * The session's connection token, another than `refused`. A failure here says nothing of the request itself, which was
 * not sent: in doubt are only the `ambiguous` attempts before it.
 */
async function tokenToSendWith(
  session: Session,
  scoped: ScopedRequest<ConnectionPorts>,
  refused: string | undefined,
  ambiguous: number,
): Promise<string> {
  try {
    return await connectionToken(session, scoped, refused);
  } catch (error) {
    if (error instanceof CallFailure) {
      const { failure } = error;
      throw new CallFailure(
        failure.kind === 'rejected'
          ? { kind: 'ambiguous', detail: `CreateParticipantConnection ${failure.status}` }
          : failure,
        ambiguous,
      );
    }
    // The session has ended meanwhile, which says nothing of what was sent before.
    throw error instanceof RequestFailure && error.failure.kind === 'denied'
      ? new CallFailure({ kind: 'denied', certain: true }, ambiguous, error)
      : error;
  }
}
