import type { KeyObject } from 'node:crypto';
import { open, seal, type SealContext } from './seal.ts';
import type { LedgerKey, OwnerNonce } from './tokens.ts';

/**
 * A session: one participant of one contact, for one bearer. Ids and times stand in clear, Connect's tokens only
 * sealed under a key that the bearer alone leads to. lifecycle.ts has its states.
 *
 * What stands in clear decides nothing by itself: every sealed value is bound to it, and one is opened before it counts.
 */
export interface Session {
  readonly id: string;
  readonly contactId: string;
  readonly participantId: string;
  readonly instanceId: string;
  /** The browser origin that started the chat; undefined for a trusted back end, whose browser may be any allowed. */
  readonly origin?: string;
  /** For a persistent chat: the contact it continues. */
  readonly continuedFrom?: string;
  /** Of a guest: the id of the session that invited it, with which it ends. */
  readonly host?: string;
  /** The ledger's record of the request that it began with: it goes when the session is erased. */
  readonly record?: LedgerKey;
  /**
   * Holds a place among its instance's open chats, which its end gives back: the session that a chat was started with,
   * and none of the participants who join it.
   */
  readonly place?: true;
  /**
   * Revoked by its holder; over, as Connect has said or as its visitor did not come back; or expired, and its chat ended
   * for that.
   */
  readonly ended: boolean | 'over' | 'expired';
  /** Epoch milliseconds at which its page said that it goes away, unless it was used since. */
  readonly left?: number;
  /**
   * When its chat is looked at, to end it if that is due: epoch milliseconds, whole seconds. Only of a session that a
   * chat was started with, until the chat is over.
   */
  readonly due?: number;
  /** Epoch milliseconds. */
  readonly created: number;
  readonly expires: number;
  /** Sealed; gone once the session has ended. */
  readonly participantToken?: Uint8Array;
  /**
   * An empty text, sealed and bound to all that stands in clear and never changes. Stays when the session has ended.
   */
  readonly proof?: Uint8Array;
  readonly connection?: Connection;
  /** Who is opening a connection, and until when that lease counts. */
  readonly connecting?: { readonly owner: OwnerNonce; readonly lease: number };
}

/** The connection the server holds in the visitor's name. */
export interface Connection {
  /** Sealed; undefined after a connection that gave no token. */
  readonly token?: Uint8Array;
  /** Epoch milliseconds until which the token is used. */
  readonly expires: number;
  /** Epoch milliseconds at which it took the place of one whose token Connect had refused. */
  readonly renewed?: number;
  /** Counts up; tells whether somebody else has connected since. */
  readonly version: number;
  /** The sealed answer of the last explicit connection and what was asked, for those who asked the same meanwhile. */
  readonly answer?: Uint8Array;
  readonly answerFor?: string;
}

/** Why a bearer is refused. For the log; on the wire they are all the same. */
export type Refusal =
  | 'bearer-missing'
  | 'bearer-malformed'
  | 'csrf-header-missing'
  | 'cross-site'
  | 'cookie-mismatch'
  | 'session-unknown'
  | 'session-expired'
  | 'session-ended'
  | 'session-over'
  | 'origin-foreign'
  | 'contact-foreign'
  | 'contact-erased';

/** Decides whether the session admits a request now. */
export function admit(
  session: Session | undefined,
  origin: string | undefined,
  now: number,
): Refusal | undefined {
  if (!session) return 'session-unknown';
  if (originForeign(session, origin)) return 'origin-foreign';
  if (session.ended === 'over') return 'session-over';
  if (session.ended === 'expired') return 'session-expired';
  if (session.ended) return 'session-ended';
  if (session.expires <= now) return 'session-expired';
  return undefined;
}

/**
 * Decides whether an earlier session, over or not, proves that its holder may continue the contact: rehydrating
 * anybody else's would be reading their transcript. A guest's proves nothing of its host's chat.
 */
export function provesContact(
  session: Session | undefined,
  origin: string | undefined,
  contactId: string,
): Refusal | undefined {
  if (!session) return 'session-unknown';
  if (originForeign(session, origin)) return 'origin-foreign';
  if (session.host !== undefined || !session.proof) return 'contact-foreign';
  return contactId === session.contactId || contactId === session.continuedFrom
    ? undefined
    : 'contact-foreign';
}

/** A browser names its origin on every request that could change something; other clients name none. */
function originForeign(session: Session, origin: string | undefined): boolean {
  return session.origin !== undefined && origin !== undefined && session.origin !== origin;
}

type InClear = Pick<Session, 'id' | 'contactId' | 'origin' | 'host'>;

export function sealContext(session: InClear, purpose: SealContext['purpose']): SealContext {
  return {
    id: session.id,
    contactId: session.contactId,
    purpose,
    ...(session.origin === undefined ? {} : { origin: session.origin }),
    // Sessions without a host leave it out: their sealed values are older than hosts are.
    ...(session.host === undefined ? {} : { more: [session.host] }),
  };
}

type Proven = InClear & Pick<Session, 'instanceId' | 'participantId' | 'continuedFrom'>;

function proofContext(session: Proven): SealContext {
  const { instanceId, participantId, continuedFrom = '', host = '' } = session;
  return { ...sealContext(session, 'session'), more: [instanceId, participantId, continuedFrom, host] };
}

/** What is kept to prove, later, that nobody has changed what stands in clear. */
export function sealProof(key: KeyObject, session: Proven, iv: Uint8Array): Uint8Array {
  return seal(key, proofContext(session), '', iv);
}

/**
 * The session as far as something sealed under its bearer says the same. Fails with a SealError where it says
 * something else. Sessions from before there were proofs have their participant token, which is bound to contact and
 * origin, and lose the rest; once they have ended, nothing proves them.
 */
export function proven(key: KeyObject, session: Session): Session | undefined {
  if (session.proof) {
    open(key, proofContext(session), session.proof);
    return session;
  }
  if (!session.participantToken) return undefined;
  open(key, sealContext(session, 'participant-token'), session.participantToken);
  const { continuedFrom: _, ...rest } = session;
  return rest;
}

/** Connect's own default for a chat that names no duration. */
export const defaultChatMinutes = 25 * 60;

export function chatMilliseconds(chatDurationInMinutes: number | undefined): number {
  return (chatDurationInMinutes ?? defaultChatMinutes) * 60_000;
}

/** An ended session's row stays this long, so that its bearer can prove a persistent chat. Milliseconds. */
export const sessionRetention = 30 * 24 * 3_600_000;

const minute = 60_000;

/** Connect's connection token is renewed this long before its own end. */
const renewalMargin = 5 * minute;

/** Until when a connection token is used, from the `Expiry` that came with it (a day where it cannot be read). */
export function tokenUsableUntil(expiry: string | undefined, now: number): number {
  const end = Date.parse(expiry ?? '');
  return (Number.isNaN(end) ? now + 24 * 60 * minute : end) - renewalMargin;
}

/** Milliseconds. A token that is refused so soon after its renewal was not the reason of the refusal. */
export const renewalPause = 10_000;

/** Whether a refused token may be the reason of the refusal, so that a new one is worth asking for. */
export function mayRenew({ connection }: Session, now: number): boolean {
  return connection?.renewed === undefined || connection.renewed + renewalPause <= now;
}

export function hasUsableToken(session: Session, now: number): boolean {
  return session.connection?.token !== undefined && session.connection.expires > now;
}

/**
 * The `Expiry` a client is told. amazon-connect-chatjs asks again at Expiry - 60 s and loops hot on one that is nearer
 * than that, or further than 24.8 days; so it lies between 5 minutes and a day ahead.
 */
export function announcedExpiry(sessionExpires: number, now: number): string {
  const earliest = now + 5 * minute + 1_000;
  const latest = now + 24 * 60 * minute - minute;
  return new Date(Math.min(Math.max(sessionExpires, earliest), latest)).toISOString();
}
