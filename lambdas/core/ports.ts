import type { Breaker } from './breaker.ts';
import type { Claims } from './identity.ts';
import type { LedgerRecord } from './ledger.ts';
import type { ReadBucket } from './read-rate.ts';
import type { Reading } from './reading.ts';
import type { Priority, QuotaClass } from './quota.ts';
import type { Limit, LimitTaken } from './limit.ts';
import type { Session } from './session.ts';
import type { Settings } from './settings.ts';
import type { CommandName, InputOf, OutputOf } from './commands.ts';
import type { OwnerNonce } from './tokens.ts';
import type { Trace } from './trace.ts';
import type { Verdict } from './verification.ts';

/** What the handlers need from outside. lambdas/adapters provides it, and so do tests. */
export interface Ports {
  readonly settings: Settings;
  readonly sessions: SessionStore;
  readonly openChats: OpenChats;
  /** Present in the function that starts chats. */
  readonly startLimits?: StartLimits;
  /** Present where a start needs a verification. */
  readonly verifyVisitor?: VisitorVerifier;
  readonly ledger: LedgerStore;
  readonly upstream: Upstream;
  /** Keeps calls within Connect's quotas: asked before every attempt, told of every answer. */
  readonly shaper: Shaper;
  /** Keeps calls from an operation of Connect that fails. */
  readonly breaker: Breaker;
  /** Sessions that this process has read before, by id. */
  readonly seen: SeenSessions;
  /** What Connect was asked of queues and places. Present in the function that serves them. */
  readonly readings?: Readings;
  /** Loaded when it is asked for. Present in the function that erases contacts. */
  readonly erasure?: () => Promise<Erasure>;
  /** What visitors' events have said lately, as far as this process has sent them. */
  readonly events: SentEvents;
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
export interface SessionStore extends SessionStarts {
  /** Reads consistently, so that a revocation holds at once. */
  read(id: string, trace: Trace): Promise<Session | undefined>;
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
  /** Stores a new connection and ends the lease, while the lease is still its owner's. */
  connect(id: string, connection: NewConnection, trace: Trace): Promise<Kept>;
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

/** How sessions come to be. */
export interface SessionStarts {
  /**
   * Writes, before Connect is asked for a chat, that it will be: whatever happens then, the row is looked at when it is
   * due. Returns false, and writes nothing, where its session stands already, or has ended.
   */
  begin(start: StartingChat, trace: Trace): Promise<boolean>;
  /** Deletes what `begin` has written, for a chat that Connect has not made. */
  forgo(id: string, trace: Trace): Promise<void>;
  /**
   * Writes a session, in place of what `begin` has written, unless there is one: a late second start must not bring a
   * revoked one back. Returns whether this session was written, by this call or by an earlier one whose answer was lost;
   * `erased`, and writes nothing, where its contact has been erased.
   */
  create(session: Session, trace: Trace): Promise<boolean | 'erased'>;
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

/** The rows that are kept of a contact. Every method fails with a StoreError when DynamoDB cannot be asked. */
export interface Erasure {
  /**
   * Lets no session into the contact any more, until `expires` (epoch milliseconds). Returns the ids of those that it
   * has, or had before they were erased.
   */
  begin(contactId: string, expires: number, trace: Trace): Promise<readonly string[]>;
  /** Deletes the rows of a session, its own last. Returns how many of each kind there were. */
  erase(session: Pick<Session, 'id' | 'record'>, trace: Trace): Promise<Erased>;
}

export interface Erased {
  readonly sessions: number;
  /** Of the request that the session began with. */
  readonly ledgerRecords: number;
  /** The visitor's place in line. */
  readonly queuePositions: number;
  /** The session's shares of quotas. */
  readonly quotaShares: number;
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
}

/** The same counts, for whoever counts the rows anew. */
export interface OpenChatCounts extends Pick<OpenChats, 'read'> {
  /**
   * Sets the count to `count`, which was found after `read` was read, unless it has changed since. Returns whether it
   * did: where it did not, read and count again.
   */
  correct(instanceId: string, count: number, read: OpenChatCount, trace: Trace): Promise<boolean>;
}

/** How often chats were started, by whatever a key stands for. All throw a StoreError when DynamoDB cannot be asked. */
export interface StartLimits {
  /** Takes one start at `now`, in epoch milliseconds, if the limit has one. */
  take(key: string, limit: Limit, now: number, trace: Trace): Promise<LimitTaken>;
  /** Gives back one that was taken, where no start came of it. */
  giveBack(key: string, limit: Limit, trace: Trace): Promise<void>;
}

/**
 * Asks the provider about a token of its script's. `once` is a UUID of this start, under which a provider that knows
 * repetitions answers the same token once more. Never fails.
 */
export type VisitorVerifier = (token: string, once: string) => Promise<Verdict>;

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
  /** The Connect instance of a session that was read: undefined for any other. */
  instanceOf(id: string): string | undefined;
  add(id: string, instanceId: string): void;
  /** Of one that does not admit requests any more. */
  forget(id: string): void;
}

/** What an event says: that somebody types, or what has become of a message. */
export type SaidByEvent =
  { readonly kind: 'typing' } | { readonly kind: 'delivered' | 'read'; readonly message: string };

/** What Connect answers to an event. */
export type EventAnswer = OutputOf<'SendEvent'>;

/**
 * The events that this process has sent for a session. Which of two messages is the later one, the order of their
 * receipts says: ids do not.
 */
export interface SentEvents {
  /**
   * The answer to the event that says as much already: a typing event of the last ten seconds, or a receipt of the same
   * or of a later message. Undefined where there is none.
   */
  covering(session: string, said: SaidByEvent, now: number): Promise<EventAnswer | undefined> | undefined;
  /**
   * Sends an event and remembers it. A receipt waits for one of its kind that is under way, and is not sent where a
   * later one has come meanwhile: then that one's answer is returned. Undefined, and not remembered, where `send` has
   * given it up.
   */
  send(
    session: string,
    said: SaidByEvent,
    now: number,
    send: () => Promise<EventAnswer | undefined>,
  ): Promise<EventAnswer | undefined>;
}

/**
 * What became of a new connection: `stored`, by this call or by an earlier one whose answer was lost; `late`, where
 * another request has taken the lease since, or connected; `ended`, where the session is over. Nothing was written for
 * the last two.
 */
export type Kept = 'stored' | 'late' | 'ended';

export interface NewConnection {
  /** Of the lease under which it was opened. */
  readonly owner: OwnerNonce;
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
  /** Notes on the owner's pending record that its start is verified: its token can be asked about only once. */
  verified(record: LedgerRecord, trace: Trace): Promise<void>;
  /** Deletes the owner's first claim, for a request whose bearer turned out to have no session: nothing was sent. */
  abandon(record: LedgerRecord, trace: Trace): Promise<void>;
}

/** What was last read of Connect for many, by key: in the table for all processes, and a copy in this one. */
export interface Readings {
  readonly store: ReadingStore;
  readonly copies: Copies<Reading>;
  /** The reads of places that this process may send, by instance. */
  readonly buckets: Copies<ReadBucket>;
}

/** What a process remembers, by key: the newest of it. */
export interface Copies<T> {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
}

/** Every method fails with a StoreError when DynamoDB cannot be asked. */
export interface ReadingStore {
  read(key: string, trace: Trace): Promise<Reading | undefined>;
  /**
   * Takes the turn to ask Connect, until `next`. Returns false, and takes nothing, if somebody else's turn is not over
   * (at `now`).
   */
  take(key: string, turn: ReadingTurn, trace: Trace): Promise<boolean>;
  /** Stores what Connect answered, unless something newer is there. */
  keep(key: string, answer: ReadingAnswer, trace: Trace): Promise<void>;
}

/** Times are epoch milliseconds. */
export interface ReadingTurn {
  readonly now: number;
  readonly next: number;
  /** When the row may be deleted. */
  readonly expires: number;
}

export interface ReadingAnswer {
  readonly value: string;
  readonly at: number;
  readonly expires: number;
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

/** Whose turn it is to call Connect: lambdas/shaping. Never fails, and takes at most 60 ms to answer. */
export interface Shaper {
  /**
   * Takes a place among the calls of a quota. The caller waits for its turn, and then calls once: each further attempt
   * takes a place of its own. A place that is not used is lost, which costs that call alone.
   */
  reserve(asked: Reservation, trace: Trace): Promise<Turn>;
  /** Tells what Connect said to a call that had its turn. Failures of other kinds say nothing of a quota. */
  observe(instanceId: string, quota: QuotaClass, outcome: 'accepted' | 'throttled'): void;
  /** Milliseconds until the quota has room again, as far as this process knows; 0 where it knows of none missing. */
  wait(instanceId: string, quota: QuotaClass): number;
}

export interface Reservation {
  readonly instanceId: string;
  readonly quota: QuotaClass;
  readonly priority: Priority;
  /** The session's id, where it may have no more than its share under pressure. */
  readonly session?: string;
  /** How long the caller can wait for its turn, in milliseconds; 0 for now or never. */
  readonly patience: number;
}

export type Turn =
  /** After so many milliseconds, at most the caller's patience. */
  | { readonly kind: 'go'; readonly wait: number }
  /** No turn within the caller's patience; `retryAfter` milliseconds from now there would be one, as it stands. */
  | { readonly kind: 'refused'; readonly by: 'quota' | 'session'; readonly retryAfter: number };

/**
 * The rows of the buckets. Every method fails with a StoreError when DynamoDB cannot be asked. Times on the rows are in
 * microseconds, so that they are whole numbers at any rate.
 */
export interface BucketStore {
  /** Adds `cost` to a time that lies between `now` and `latest - cost`, both included. */
  advance(key: string, take: Take, trace: Trace): Promise<Taken>;
  /** Sets the time to `now + cost` where it lies before `now` or after `beyond`, or where there is no row. */
  begin(key: string, take: Take, trace: Trace): Promise<Taken>;
  look(key: string, trace: Trace): Promise<BucketRow | undefined>;
}

export interface Take {
  /** Epoch microseconds. */
  readonly now: number;
  readonly cost: number;
  readonly latest: number;
  /** A time after it counts as none: it was written by a clock that is wrong, or this one is. */
  readonly beyond: number;
  /** A number from 0 to 63 that an execution environment draws for itself: the row remembers when it last took. */
  readonly environment: number;
}

export interface BucketRow {
  /** The theoretical arrival time of the generic cell rate algorithm: epoch microseconds. */
  readonly time: number;
  /** When environments have last taken from it, one time for each number: epoch seconds. */
  readonly environments: readonly number[];
}

/** With the row as it stands afterwards; undefined for none. */
export type Taken =
  | { readonly taken: true; readonly row: BucketRow }
  | { readonly taken: false; readonly row: BucketRow | undefined };
