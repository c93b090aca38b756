import { limitsOf } from '../core/admission.ts';
import { RequestFailure } from '../core/failure.ts';
import type { Identity } from '../core/identity.ts';
import { claimClientToken, withdraw } from '../steps/claim.ts';
import type { Claim, ClaimOptions, ClaimPorts, Owned } from '../steps/claim.ts';
import type { ScopedRequest } from '../steps/request.ts';
import { dispensable } from '../steps/store-failure.ts';
import { leavePlace, takePlace, type Place } from './places.ts';
import { giveTurnsBack, limitOfAll, limitsOfAsker, refuseUnlessTaken, takeTurns } from './turns.ts';
import type { Turn, TurnPorts } from './turns.ts';
import { verify } from './verify.ts';

/**
 * Whether a start may go on to Connect. First the claim on its ClientToken, and beside it a turn of whoever asks; then
 * the verification; then a turn among all starts, and beside it a place among the open chats. Whoever is refused early
 * takes nothing of what all share. A turn is gone then, also where a later step refuses; everything else is given back.
 */

export type AdmissionPorts = ClaimPorts | TurnPorts | 'openChats' | 'verifyVisitor';

/** Milliseconds after which to come again where too many chats are open: when one of them will end, nobody knows. */
const untilPlace = 30_000;

export interface Asker {
  readonly instanceId: string;
  readonly identity: Identity | undefined;
}

export interface Admitted {
  readonly claim: Claim | undefined;
  /** What this request has taken; undefined where an earlier attempt has, or where DynamoDB does not say. */
  readonly place: Place | undefined;
}

/** Claims the ClientToken and admits the start, or fails with a RequestFailure. */
export async function claimAndAdmit(
  scoped: ScopedRequest<AdmissionPorts>,
  options: ClaimOptions,
  asker: Asker,
): Promise<Admitted> {
  // A trusted back end has its own idea of how many chats it starts.
  const trusted = scoped.request.operation.access === 'iam';
  const limits = trusted ? [] : limitsOfAsker(scoped, asker.identity);
  const [claim, turns] = await Promise.all([claimClientToken(scoped, options), takeTurns(limits, scoped)]);
  // What has been answered is answered again, and what may have been carried out was let through before.
  const before = claim?.kind !== 'owned' || claim.record.ambiguous > 0;
  if (before) await giveTurnsBack(turns, scoped);
  if (claim?.kind !== 'owned') return { claim, place: undefined };
  let mine: Owned = claim;
  try {
    if (!before) refuseUnlessTaken(turns, scoped.ports.now());
    mine = await verify(claim, scoped.request, scoped.ports);
    const [place] = await Promise.all([
      before ? undefined : enter(asker.instanceId, trusted ? undefined : turns, scoped),
      mine === claim ? undefined : note(mine, scoped),
    ]);
    return { claim: mine, place };
  } catch (error) {
    await withdraw(mine, scoped);
    throw error;
  }
}

/** Takes a turn among all starts and a place among the open chats; for a back end a place alone, however many there are. */
async function enter(
  instanceId: string,
  own: readonly Turn[] | undefined,
  scoped: ScopedRequest<AdmissionPorts>,
): Promise<Place | undefined> {
  const most = own
    ? limitsOf(scoped.ports.settings.admission).mostChats(instanceId)
    : Number.MAX_SAFE_INTEGER;
  const [turns, place] = await Promise.all([
    takeTurns(own ? [limitOfAll(instanceId, scoped)] : [], scoped),
    takePlace(instanceId, most, scoped),
  ]);
  try {
    refuseUnlessTaken([...(own ?? []), ...turns], scoped.ports.now());
  } catch (error) {
    if (place) await leavePlace(place, scoped);
    throw error;
  }
  if (place === false) throw new RequestFailure({ kind: 'limited', by: 'chats', retryAfter: untilPlace });
  return place;
}

/** A provider takes a token once, so that a later attempt has to find that this one has asked. */
async function note({ record }: Owned, { request, ports }: ScopedRequest<ClaimPorts>): Promise<void> {
  await dispensable(() => ports.ledger.verified(record, request.trace), request.trace);
}
