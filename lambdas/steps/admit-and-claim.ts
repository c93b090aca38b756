import { RequestFailure } from '../core/failure.ts';
import type { Members } from '../core/shape.ts';
import type { Session } from '../core/session.ts';
import { replay } from './carry-out.ts';
import { claimClientToken, withdraw, type Claim, type ClaimOptions, type ClaimPorts } from './claim.ts';
import type { Answer, ScopedRequest } from './request.ts';
import { sessionOf, type SessionPorts } from './session-of.ts';
import { placeOf, reserve, type Reserved } from './turn.ts';

/** A request that its session does not admit: why, and how it stands with the ledger all the same. */
export interface Refused {
  readonly claim: Claim | undefined;
  readonly refused: unknown;
}

export type Admission =
  | {
      readonly claim: Claim | undefined;
      readonly session: Session;
      /** The place of the first attempt at Connect, where the operation takes one. */
      readonly reserved: Reserved | undefined;
    }
  | Refused;

/**
 * Reads the session, claims the ClientToken and takes a place for the call side by side: one round trip before the call
 * to Connect. A claim made for a bearer that has no session is taken back; a place for an answer that the ledger has is
 * lost. Where this process has not seen the bearer before, the session is read first, so that one that somebody has made
 * up costs a read and no write, and no place.
 */
export async function admitAndClaim(
  scoped: ScopedRequest<SessionPorts | ClaimPorts | 'shaper'>,
  options: ClaimOptions = {},
): Promise<Admission> {
  const { request, ports, scope } = scoped;
  const reading = sessionOf(scoped);
  if (!ports.seen.has(scope.id))
    await reading.catch((error: unknown) => {
      if (!afterwards.has(reasonOf(error))) throw error;
    });
  const instanceId = ports.seen.instanceOf(scope.id);
  const place = instanceId === undefined ? undefined : placeOf(instanceId, scoped);
  const [session, claim, reserved] = await Promise.allSettled([
    reading,
    claimClientToken(scoped, options),
    place && reserve(place, request.operation.budget, request, ports),
  ]);
  if (claim.status === 'rejected') throw claim.reason;
  if (reserved.status === 'rejected') throw reserved.reason;
  if (session.status === 'fulfilled')
    return { session: session.value, claim: claim.value, reserved: reserved.value };
  await withdraw(claim.value, scoped);
  return { refused: session.reason, claim: claim.value };
}

/**
 * The answer to a request whose session does not admit it. Where it is the chat that is over, an earlier attempt with
 * this ClientToken decides: what it has done is answered again, and what it may have done is not told as refused.
 */
export function answerRefused<Body extends Members>(
  { refused, claim }: Refused,
  scoped: ScopedRequest<'now'>,
): Answer<Body> {
  if (reasonOf(refused) !== 'session-over') throw refused;
  if (claim?.kind === 'done') return replay(claim.record, scoped);
  if (mayBeDone({ refused, claim })) throw new RequestFailure({ kind: 'outcome-unknown' }, refused);
  throw refused;
}

/** Whether the chat is over, and an earlier attempt with this ClientToken may have been carried out. */
export function mayBeDone({ refused, claim }: Refused): boolean {
  return reasonOf(refused) === 'session-over' && claim?.kind === 'owned' && claim.record.ambiguous > 0;
}

/** Refusals of what was a session once, whose holder may be repeating what was sent before. */
const afterwards: ReadonlySet<string | undefined> = new Set([
  'session-ended',
  'session-over',
  'session-expired',
]);

function reasonOf(error: unknown): string | undefined {
  return error instanceof RequestFailure && error.failure.kind === 'denied'
    ? error.failure.reason
    : undefined;
}
