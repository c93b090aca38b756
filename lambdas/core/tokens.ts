/**
 * Strings and bytes that must never be taken for one another. To the compiler each is a type of its own, made where it
 * is read or derived; at run time they are what they were.
 */

declare const brand: unique symbol;
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** A caller's ClientToken: of the body, or of the Idempotency-Key header. It never reaches Connect. */
export type CallerToken = Branded<string, 'CallerToken'>;

/** The ClientToken that Connect is sent. */
export type UpstreamToken = Branded<string, 'UpstreamToken'>;

/** The name of a caller token's row in the ledger. */
export type LedgerKey = Branded<string, 'LedgerKey'>;

/** A nonce of one request alone, by which it knows a claim or a lease for its own. */
export type OwnerNonce = Branded<string, 'OwnerNonce'>;

/** The 32 bytes that a session's holder has. */
export type Bearer = Branded<Uint8Array, 'Bearer'>;

type Random = (bytes: number) => Uint8Array;

export function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}

export function newOwnerNonce(random: Random): OwnerNonce {
  return base64url(random(16)) as OwnerNonce;
}

/** A token for a caller who gave none, and cannot repeat the request. */
export function newCallerToken(random: Random): CallerToken {
  return base64url(random(32)) as CallerToken;
}

/** A token of no caller's, for what is asked once. The AWS SDK would make one up; this is known before the call. */
export function newUpstreamToken(random: Random): UpstreamToken {
  return base64url(random(32)) as UpstreamToken;
}
