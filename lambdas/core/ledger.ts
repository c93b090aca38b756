import { isBelievable } from './lease.ts';
import type { LedgerKey, OwnerNonce, UpstreamToken } from './tokens.ts';

/**
 * The ClientToken ledger: one record for every ClientToken a caller uses, written before Connect is called and kept
 * after. Who finds a record decides here what it means; lambdas/steps/claim.ts and carry-out.ts do it.
 *
 * Invariants: a key has one ClientToken upstream for ever; a done record never changes; nothing is deleted once
 * Connect may have been called.
 */
export interface LedgerRecord {
  readonly key: LedgerKey;
  readonly state: 'PENDING' | 'DONE';
  /** What every attempt sends upstream. The stored one wins over a derived one. */
  readonly clientToken: UpstreamToken;
  readonly fingerprint: string;
  /** The nonce of the request that holds the claim. */
  readonly owner: OwnerNonce;
  /** Epoch milliseconds until which no other request may take over; 0 after a release. */
  readonly lease: number;
  readonly attempts: number;
  /** Attempts of which nobody knows whether Connect carried them out. */
  readonly ambiguous: number;
  readonly created: number;
  /** Epoch milliseconds after which the record counts as absent; DynamoDB deletes it some time later. */
  readonly expires: number;
  /** The id of the session that the request is of, or begins: so that it is found when that is erased. */
  readonly session?: string;
  /** Random bytes from which the bearer of a start is derived, so that a repeated start gets the same one. */
  readonly salt?: Uint8Array;
  /** Of a start: the visitor has been verified, or let through without. */
  readonly verified?: true;
  /** Of a done record: the status and body of the answer. */
  readonly status?: number;
  readonly answer?: string | Uint8Array;
}

export type Decision =
  | { readonly kind: 'mismatch' }
  | { readonly kind: 'replay'; readonly record: LedgerRecord }
  | { readonly kind: 'owned'; readonly record: LedgerRecord }
  | { readonly kind: 'in-flight'; readonly retryAfter: number }
  | { readonly kind: 'outcome-unknown' }
  | { readonly kind: 'take-over'; readonly record: LedgerRecord };

/** How long after its claim a pending record may be taken over, in milliseconds. */
export const takeOverHorizon = 10 * 60_000;

/** How long a record answers repetitions, in milliseconds. */
export const ledgerRetention = 24 * 3_600_000;

/**
 * Decides what an existing record means for the request that found it. The order of the checks matters. `now` is when the
 * request began to claim, and `fresh` when a lease ends that is taken at this very moment: it may have been held up.
 */
export function decide(
  record: LedgerRecord,
  mine: Pick<LedgerRecord, 'fingerprint' | 'owner' | 'clientToken'>,
  now: number,
  fresh: number,
): Decision {
  if (record.fingerprint !== mine.fingerprint) return { kind: 'mismatch' };
  if (record.state === 'DONE') return { kind: 'replay', record };
  // This request wrote the record itself: only DynamoDB's acknowledgement was lost.
  if (record.owner === mine.owner) return { kind: 'owned', record };
  if (record.lease > now && isBelievable(record.lease, fresh))
    return { kind: 'in-flight', retryAfter: Math.min(record.lease, fresh) - now };
  // Somebody has edited the record: under a ClientToken of another's, Connect would answer what is another's.
  if (record.clientToken !== mine.clientToken) return { kind: 'outcome-unknown' };
  // After so long, Connect may have forgotten a ClientToken that it was sent. One that was never sent can still be
  // used.
  const sent = record.lease > 0 || record.ambiguous > 0;
  if (sent && record.created + takeOverHorizon <= now) return { kind: 'outcome-unknown' };
  return { kind: 'take-over', record };
}

/**
 * Returns the record as its next owner takes it over. If the lease ran out without a release, the last owner may have
 * crashed after calling Connect: that attempt counts as ambiguous.
 */
export function takenOver(record: LedgerRecord, owner: OwnerNonce, lease: number): LedgerRecord {
  const crashed = record.lease > 0 ? 1 : 0;
  return {
    ...record,
    owner,
    lease,
    attempts: record.attempts + 1,
    ambiguous: record.ambiguous + crashed,
  };
}

/**
 * Whether an answer is final and may be stored. A success is. A refusal of the body is, too, unless an earlier attempt
 * may have been carried out: a later refusal then proves nothing.
 */
export function isFinal(status: number, ambiguous: number): boolean {
  return (status >= 200 && status < 300) || (status === 400 && ambiguous === 0);
}
