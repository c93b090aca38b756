import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { base64url, type Bearer, type CallerToken, type LedgerKey, type UpstreamToken } from './tokens.ts';

/**
 * Everything that is derived from a secret the caller holds: a session's bearer, or the ClientToken of a start. No
 * other key exists, so there is none to store or rotate, and the table alone opens nothing.
 */

const bearerBytes = 32;

/** 256 bits, as 43 base64url characters. */
export function formatBearer(bearer: Bearer): string {
  return base64url(bearer);
}

/** The bytes of a well-formed bearer; undefined for anything else, other spellings of the same bytes included. */
export function parseBearer(value: string | undefined): Bearer | undefined {
  if (value === undefined || !/^[\w-]{43}$/.test(value)) return undefined;
  const bytes = Buffer.from(value, 'base64url');
  return base64url(bytes) === value ? asBearer(bytes) : undefined;
}

function asBearer(bytes: Uint8Array): Bearer {
  return bytes as Bearer;
}

/** What the holder of a secret may reach: `id` names its row, the other keys seal, fingerprint and derive. */
export interface Scope {
  readonly id: string;
  readonly sealKey: KeyObject;
  readonly fingerprintKey: KeyObject;
  readonly tokenKey: KeyObject;
  readonly bearerKey: KeyObject;
}

/** The scope of a session, from its bearer. */
export function sessionScope(bearer: Bearer): Scope {
  return scope(bearer, 'session');
}

/** The scope of a start, from its ClientToken: what it owns before there is a bearer. */
export function startScope(callerToken: CallerToken): Scope {
  return scope(Buffer.from(callerToken), 'start');
}

/**
 * HKDF-SHA256 (RFC 5869) of the secret for each name: one extraction, and an expansion of one block each. Node's own
 * begins anew for each, at five times the time; a test holds this to it. Keys are KeyObjects, as Node takes ten times
 * longer to begin with bytes.
 */
function scope(secret: Uint8Array, kind: string): Scope {
  const extracted = createSecretKey(createHmac('sha256', noSalt).update(secret).digest());
  const derive = (name: string): Buffer =>
    createHmac('sha256', extracted).update(`connect-chat-bff/1/${kind}/${name}\x01`).digest();
  return {
    id: derive('id').toString('base64url'),
    sealKey: createSecretKey(derive('seal')),
    fingerprintKey: createSecretKey(derive('fingerprint')),
    tokenKey: createSecretKey(derive('client-token')),
    bearerKey: createSecretKey(derive('bearer')),
  };
}

const noSalt = createSecretKey(new Uint8Array(32));

/**
 * Derives the bearer of a participant made in this scope. `salt` is the random 256 bits stored with the claim before
 * Connect was called, so that whoever completes the claim, after whatever crash, returns the same bearer.
 */
export function derivedBearer(from: Scope, salt: Uint8Array): Bearer {
  return asBearer(
    new Uint8Array(hkdfSync('sha256', from.bearerKey, salt, 'connect-chat-bff/1/bearer', bearerBytes)),
  );
}

/** The ledger row of a caller's ClientToken: one a scope and an operation. */
export function ledgerKey(of: Scope, operation: string, callerToken: CallerToken): LedgerKey {
  return hmac(of.tokenKey, 'key', operation, callerToken) as LedgerKey;
}

/**
 * The ClientToken sent to Connect. Scoped, so that equal caller tokens in two sessions never become equal tokens
 * upstream. `fingerprint` is given for events alone: with another body, the same token is another event.
 */
export function upstreamClientToken(
  of: Scope,
  operation: string,
  callerToken: CallerToken,
  fingerprint = '',
): UpstreamToken {
  return hmac(of.tokenKey, 'upstream', operation, callerToken, fingerprint) as UpstreamToken;
}

/** A UUID for the attempts at what this ClientToken is sent for, of those who are told nothing else of it. */
export function onceFor(clientToken: UpstreamToken): string {
  const hex = createHmac('sha256', clientToken).update('connect-chat-bff/1/once').digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Tells one validated body from another without keeping either. */
export function fingerprint(of: Scope, body: unknown): string {
  return hmac(of.fingerprintKey, canonicalJson(body));
}

/**
 * The parts are hashed as a JSON array, so that no two lists are the same bytes, and half of a surrogate pair stays
 * what it is.
 */
function hmac(key: KeyObject, ...parts: readonly string[]): string {
  return createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url');
}

/** JSON with sorted members, so that the order in which a client writes them does not matter. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
