import type { Claims } from './identity.ts';
import type { LedgerRecord } from './ledger.ts';
import type { Session } from './session.ts';
import type { Settings } from './settings.ts';
import type { CommandName, InputOf, OutputOf } from './commands.ts';
import type { OwnerNonce } from './tokens.ts';
import type { Trace } from './trace.ts';

/** What the handlers need from outside. lambdas/adapters provides it, and so do tests. */
export interface Ports {
  readonly settings: Settings;
  readonly sessions: SessionStore;
  readonly openChats: OpenChats;
  readonly ledger: LedgerStore;
  readonly upstream: Upstream;
  /** Sessions that this process has read before, by id. */
  readonly seen: SeenSessions;
  /** Present where visitors sign in. */
  readonly verifyIdentity?: IdentityVerifier;
  /** The OpenAPI document, read when it is asked for. Present in the function that serves it. */
  readonly apiDocument?: () => Promise<ApiDocument>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly random: (bytes: number) => Uint8Array;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** An OpenAPI document, of which `servers` says where it was asked for. */
export interface ApiDocument {
  readonly openapi: string;
  readonly info: object;
  readonly externalDocs?: object;
  readonly servers: object[];
  readonly tags: object[];
  readonly paths: Record<string, object>;
  readonly components: object;
}

/** Every method fails with a StoreError when DynamoDB cannot be asked. */
export interface SessionStore {
  /** Reads consistently, so that a revocation holds at once. */
  read(id: string, trace: Trace): Promise<Session | undefined>;
  /**
   * Writes, before Connect is asked for a chat, that it will be: whatever happens then, the row is looked at when it is
   * due. Returns false, and writes nothing, where its session stands already, or has ended.
   */
  begin(start: StartingChat, trace: Trace): Promise<boolean>;
  /** Deletes what `begin` has written, for a chat that Connect has not made. */
  forgo(id: string, trace: Trace): Promise<void>;
  /**
   * Writes a session, in place of what `begin` has written, unless there is one: a late second start must not bring a revoked one back. Returns whether this
   * session was written, by this call or by an earlier one whose answer was lost.
   */
  create(session: Session, trace: Trace): Promise<boolean>;
  /**
   * Takes the lease to open the session's connection, or extends it. Returns false, and takes nothing, if another owner
   * holds the lease (at `now`), has connected since `version`, or the session is over.
   */
  lease(
    id: string,
    claim: {
      readonly owner: OwnerNonce;
      readonly lease: number;
      readonly version: number;
      readonly now: number;
    },
    trace: Trace,
  ): Promise<boolean>;
  /** Stores a new connection and ends the lease. Returns false if the session has ended. */
  connect(id: string, connection: NewConnection, trace: Trace): Promise<boolean>;
  /**
   * Notes that the page goes away at `left`, and is due at `due`. Returns false, and notes nothing, where it has gone
   * before, where the session has ended, and where it is none that a chat was started with.
   */
  leave(id: string, left: number, due: number, trace: Trace): Promise<boolean>;
  /** Takes that back, if it is what was read: somebody uses the session, which is now due at `due`. */
  stay(id: string, left: number, due: number, trace: Trace): Promise<void>;
  /** Ends the lease, if it is still the owner's. */
  unlease(id: string, owner: OwnerNonce, trace: Trace): Promise<void>;
  /**
   * Ends the session and forgets its tokens; the row stays until `expires` to prove a persistent chat. Returns whether
   * the session ended by this: false where it had ended before, or is not there.
   */
  revoke(id: string, expires: number, trace: Trace): Promise<boolean>;
  /** Does the same for a chat that Connect says is over, unless its holder has revoked the session before. */
  end(id: string, expires: number, trace: Trace): Promise<boolean>;
}

/** A chat that Connect is about to be asked for. */
export interface StartingChat {
  /** Of its session to be. */
  readonly id: string;
  readonly instanceId: string;
  /** Epoch milliseconds. */
  readonly created: number;
  readonly expires: number;
  readonly due: number;
}

/**
 * How many chats of an instance are open: one count an instance, which follows the session rows' transitions. A place is
 * taken before Connect is asked for the chat, so that no two starts take the last one; it is given back when no chat
 * came of it, and when the chat's session ends. A crash between a transition and its count, or a count whose answer was
 * lost, leaves it wrong by one, until `correct` is told how many rows there are. All throw a StoreError when DynamoDB
 * cannot be asked.
 */
export interface OpenChats {
  /** Counts one more chat if there are fewer than `most`. Returns whether it did. */
  opened(instanceId: string, most: number, trace: Trace): Promise<boolean>;
  /** Counts one less; never below zero. */
  closed(instanceId: string, trace: Trace): Promise<void>;
  read(instanceId: string, trace: Trace): Promise<OpenChatCount>;
  /**
   * Sets the count to `count`, which was found after `read` was read, unless it has changed since. Returns whether it
   * did: where it did not, read and count again.
   */
  correct(instanceId: string, count: number, read: OpenChatCount, trace: Trace): Promise<boolean>;
}

export interface OpenChatCount {
  readonly count: number;
  /** The nonce of the last change; undefined where nothing was ever counted. */
  readonly change: string | undefined;
}

/**
 * Ids of sessions that this process has read. For any other id it reads the session before it writes anything, so that
 * a forged bearer costs one read.
 */
export interface SeenSessions {
  has(id: string): boolean;
  add(id: string): void;
}

export interface NewConnection {
  readonly version: number;
  /** If absent, the stored token stays. */
  readonly token?: Uint8Array;
  readonly expires?: number;
  /** Epoch milliseconds of the renewal, if this connection replaces one whose token was refused. */
  readonly renewed?: number;
  readonly answer?: Uint8Array;
  readonly answerFor?: string;
  /** When a chat is due that somebody has connected to: epoch milliseconds. Absent for a guest's session. */
  readonly due?: number;
}

/**
 * One method for each transition of a record; each has its own condition. All throw a StoreError when DynamoDB cannot
 * be asked.
 */
export interface LedgerStore {
  /** Writes the record, unless there is one that has not expired: it then returns that one. */
  claim(record: LedgerRecord, now: number, trace: Trace): Promise<LedgerRecord | undefined>;
  /**
   * Writes the new owner, if the record is still pending with the owner and attempts that were read. Returns undefined,
   * or the record that is there instead.
   */
  takeOver(read: LedgerRecord, taken: LedgerRecord, trace: Trace): Promise<LedgerRecord | undefined>;
  /**
   * Makes a pending record with this ClientToken done. A success counts whoever owns the record by now: Connect has
   * carried out the same ClientToken. A refusal counts only from the owner: a former one does not know what the next
   * attempt has done. Returns undefined, or the record that was done before.
   */
  complete(
    record: LedgerRecord,
    done: { readonly status: number; readonly answer: string | Uint8Array },
    trace: Trace,
  ): Promise<LedgerRecord | undefined>;
  /** Ends the owner's lease, keeping the ClientToken, and counts an ambiguous attempt. Never deletes. */
  release(record: LedgerRecord, ambiguous: number, trace: Trace): Promise<void>;
  /** Deletes the owner's first claim, for a request whose bearer turned out to have no session: nothing was sent. */
  abandon(record: LedgerRecord, trace: Trace): Promise<void>;
}

/** DynamoDB could not be asked. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

/**
 * Returns the claims of a token; undefined for one that is not valid. Throws an IssuerError if the keys cannot be
 * fetched.
 */
export type IdentityVerifier = (token: string) => Promise<Claims | undefined>;

/** The identity provider could not be asked for its keys. */
export class IssuerError extends Error {
  override readonly name = 'IssuerError';
}

export interface Upstream {
  /** Sends one attempt, without retries. Throws an UpstreamError. */
  send<C extends CommandName>(command: C, input: InputOf<C>, timeout: number): Promise<Sent<OutputOf<C>>>;
}

/** What Connect answered. */
export interface Sent<Output> {
  readonly output: Output;
  readonly requestId: string | undefined;
}
