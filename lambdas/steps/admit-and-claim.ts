import { RequestFailure } from '../core/failure.ts';
import type { Members } from '../core/shape.ts';
import type { Session } from '../core/session.ts';
import { replay } from './carry-out.ts';
import {
  claimClientToken,
  ledgerUnavailable,
  withdraw,
  type Claim,
  type ClaimOptions,
  type ClaimPorts,
} from './claim.ts';
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
  refusal: Refused,
  scoped: ScopedRequest<'now'>,
): Answer<Body> {
  const { refused, claim } = refusal;
  if (reasonOf(refused) !== 'session-over') throw refused;
  if (claim?.kind === 'done') return replay(claim.record, scoped);
  if (mayBeDone(claim)) throw new RequestFailure({ kind: 'outcome-unknown' }, refused);
  throw notYet(claim) ?? refused;
}

/**
 * Whether the session was one once that has come to an end, whose holder may be repeating what was sent before: by the
 * holder's own hand, with the chat, or by its time.
 */
export function isAfterwards({ refused }: Refused): boolean {
  return afterwards.has(reasonOf(refused));
}

const afterwards: ReadonlySet<string | undefined> = new Set([
  'session-ended',
  'session-over',
  'session-expired',
]);

/** Whether an earlier attempt with this ClientToken may have been carried out. */
export function mayBeDone(claim: Claim | undefined): boolean {
  return claim?.kind === 'owned'
    ? claim.record.ambiguous > 0
    : claim?.kind === 'refused' && claim.failure.kind === 'outcome-unknown';
}

/** Why nobody can say yet what becomes of this ClientToken: an attempt is under way, or the ledger cannot be asked. */
export function notYet(claim: Claim | undefined): RequestFailure | undefined {
  if (claim?.kind === 'unavailable') return ledgerUnavailable(claim);
  return claim?.kind === 'refused' && claim.failure.kind === 'in-flight'
    ? new RequestFailure(claim.failure)
    : undefined;
}

function reasonOf(error: unknown): string | undefined {
  return error instanceof RequestFailure && error.failure.kind === 'denied'
    ? error.failure.reason
    : undefined;
}
