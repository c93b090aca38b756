import { errorNameOf } from '../core/error-name.ts';
import { isAboutTheRequest, RequestFailure, type Failure } from '../core/failure.ts';
import { decide, isFinal, ledgerRetention, takenOver, type LedgerRecord } from '../core/ledger.ts';
import { open, seal } from '../core/seal.ts';
import { fingerprint, formatBearer, ledgerKey, upstreamClientToken, type Scope } from '../core/secret.ts';
import { CallFailure, failureOf } from './call-upstream.ts';
import { ownerNonce } from './owner.ts';
import { StoreError } from '../core/ports.ts';
import type { Answer, Visit } from './request.ts';

/** Carries out what core/ledger.ts decides. */

/** This request may call Connect; what it learns goes into the record. */
export interface Owned {
  readonly kind: 'owned';
  readonly record: LedgerRecord;
  readonly first: boolean;
}

/** How a request stands with the ledger before anything is sent. */
export type Claim =
  | Owned
  /** An earlier request has the answer. */
  | { readonly kind: 'done'; readonly record: LedgerRecord }
  | { readonly kind: 'refused'; readonly failure: Failure }
  /** DynamoDB did not take the claim. */
  | { readonly kind: 'unavailable'; readonly record: LedgerRecord; readonly error: StoreError };

export interface ClaimOptions {
  /** Whether the record carries the salt of a bearer. */
  readonly salted?: boolean;
  /** What the fingerprint covers, if not just the input. */
  readonly body?: unknown;
}

/** How often a takeover may be lost to others before the request counts as in flight. */
const takeOverAttempts = 3;

/**
 * Claims the caller's ClientToken. Undefined when the operation keeps no ledger, or the caller gave no ClientToken to
 * repeat the request with and the operation may go on without a record.
 */
export async function claim(visit: Visit, options: ClaimOptions = {}): Promise<Claim | undefined> {
  const { request, scope, ports } = visit;
  const { operation, trace } = request;
  const { idempotency } = operation;
  if (idempotency.kind !== 'ledger') return undefined;
  const clientToken =
    request.clientToken ??
    // What may not go on without its record is recorded also where nobody can repeat it: better refused than half made.
    (idempotency.withoutStore === 'refuse' ? formatBearer(ports.random(32)) : undefined);
  if (clientToken === undefined) return undefined;
  const now = ports.now();
  const owner = ownerNonce(ports);
  const lease = now + operation.budget.lease;
  const mine: LedgerRecord = {
    key: ledgerKey(scope, operation.name, clientToken),
    state: 'PENDING',
    clientToken: upstreamClientToken(scope, operation.name, clientToken),
    fingerprint: fingerprint(scope, options.body ?? request.input),
    owner,
    lease,
    attempts: 1,
    ambiguous: 0,
    created: now,
    expires: now + ledgerRetention,
    ...(options.salted ? { salt: ports.random(32) } : {}),
  };
  try {
    let standing = await ports.ledger.claim(mine, now, trace);
    for (let attempt = 0; standing && attempt < takeOverAttempts; attempt++) {
      const decision = decide(standing, mine, now);
      switch (decision.kind) {
        case 'owned':
          return owned(visit, decision.record);
        case 'replay':
          return { kind: 'done', record: decision.record };
        case 'mismatch':
        case 'outcome-unknown':
        case 'in-flight':
          trace.ledger = decision.kind;
          return { kind: 'refused', failure: decision };
        case 'take-over': {
          const taken = takenOver(decision.record, owner, lease);
          standing = await ports.ledger.takeOver(decision.record, taken, trace);
          if (!standing) return owned(visit, taken);
        }
      }
    }
    return standing
      ? { kind: 'refused', failure: { kind: 'in-flight', retryAfter: 1_000 } }
      : owned(visit, mine);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    trace.ledger = 'unavailable';
    return { kind: 'unavailable', record: mine, error };
  }
}

function owned({ request }: Visit, record: LedgerRecord): Claim {
  const first = record.attempts === 1;
  request.trace.ledger = first ? 'claimed' : 'taken-over';
  return { kind: 'owned', record, first };
}

/** Gives up a claim for which nothing was sent. */
export async function withdraw(made: Claim | undefined, visit: Visit): Promise<void> {
  if (made?.kind !== 'owned') return;
  const { ledger } = visit.ports;
  const { trace } = visit.request;
  await bestEffort(visit, () =>
    made.first ? ledger.abandon(made.record, trace) : ledger.release(made.record, 0, trace),
  );
}

/** Ends a claim without an answer: the ClientToken stays, the next attempt takes over at once. */
async function release(made: Owned, ambiguous: number, visit: Visit): Promise<void> {
  await bestEffort(visit, () => visit.ports.ledger.release(made.record, ambiguous, visit.request.trace));
}

/** What a call to Connect is made with: the ClientToken, where Connect has one, and the salt of a bearer. */
export interface Sending {
  readonly clientToken: string | undefined;
  readonly salt: Uint8Array;
  /** Earlier attempts, of other requests, that Connect may have carried out. */
  readonly ambiguous: number;
}

/**
 * Answers from the ledger, or calls Connect: under the claim if there is one, storing what is final and releasing what
 * is not.
 */
export async function carryOut(
  made: Claim | undefined,
  visit: Visit,
  call: (sending: Sending) => Promise<{ readonly body: Record<string, unknown> }>,
): Promise<Answer> {
  const sending = { salt: visit.ports.random(32), ambiguous: 0 };
  switch (made?.kind) {
    case 'done':
      return replay(made.record, visit);
    case 'refused':
      throw new RequestFailure(made.failure);
    case 'unavailable': {
      const { idempotency } = visit.request.operation;
      if (idempotency.kind === 'ledger' && idempotency.withoutStore === 'refuse')
        throw new RequestFailure(
          { kind: 'unavailable', dependency: 'dynamodb', detail: made.error.message },
          made.error,
        );
      // The derived ClientToken is the one that every repetition will derive again.
      return await outright(() => call({ ...sending, clientToken: made.record.clientToken }));
    }
    case 'owned': {
      const { clientToken, salt = sending.salt, ambiguous } = made.record;
      return await underClaim(made, visit, () => call({ clientToken, salt, ambiguous }));
    }
    case undefined:
      return await outright(() => call({ ...sending, clientToken: unkeptClientToken(visit) }));
  }
}

type Call = () => Promise<{ readonly body: Record<string, unknown> }>;

async function outright(call: Call): Promise<Answer> {
  try {
    return { status: 200, body: (await call()).body };
  } catch (error) {
    throw failureOf(inDoubt(error, 0));
  }
}

/**
 * After an attempt that Connect may have carried out, a refusal proves nothing: the message may stand in the transcript
 * of a chat that has ended since. `before` counts the attempts in doubt of earlier requests.
 */
function inDoubt(error: unknown, before: number): unknown {
  if (!(error instanceof CallFailure) || before + error.ambiguous === 0) return error;
  const { kind } = error.failure;
  return kind === 'denied' || kind === 'rejected' || kind === 'full'
    ? new RequestFailure({ kind: 'outcome-unknown' }, error)
    : error;
}

/** The ClientToken of a call that has no record; undefined where Connect has none. */
function unkeptClientToken({ request, scope, ports }: Visit): string | undefined {
  const { operation, clientToken, input } = request;
  if (operation.idempotency.kind === 'none') return undefined;
  // The SDK would make one up; ours is as random, and known before the call.
  if (clientToken === undefined) return formatBearer(ports.random(32));
  return upstreamClientToken(scope, operation.name, clientToken, fingerprint(scope, input));
}

async function underClaim(made: Owned, visit: Visit, call: Call): Promise<Answer> {
  let status = 200;
  let body: Record<string, unknown>;
  try {
    ({ body } = await call());
  } catch (error) {
    const refusal = error instanceof CallFailure ? finalRefusal(error, made.record) : undefined;
    if (!refusal) {
      // A failure of our own after the call, such as of the session's row: Connect may have carried it out.
      const ambiguous = error instanceof CallFailure ? error.ambiguous : 1;
      await release(made, ambiguous, visit);
      throw failureOf(inDoubt(error, made.record.ambiguous));
    }
    ({ status, body } = refusal);
  }
  return await settle(made.record, status, body, visit);
}

/** A refusal that depends on the body alone and may be answered for ever. */
function finalRefusal(
  { failure, ambiguous }: CallFailure,
  record: LedgerRecord,
): { status: number; body: Record<string, unknown> } | undefined {
  return failure.kind === 'rejected' &&
    isAboutTheRequest(failure.name) &&
    isFinal(failure.status, record.ambiguous + ambiguous)
    ? { status: failure.status, body: { name: failure.name, message: failure.message } }
    : undefined;
}

/** Stores a final answer. The first one stored wins; a write that fails is counted, and the answer given all the same. */
async function settle(
  record: LedgerRecord,
  status: number,
  body: Record<string, unknown>,
  { request, scope, ports }: Visit,
): Promise<Answer> {
  const { idempotency } = request.operation;
  const json = JSON.stringify(body);
  // A refusal's text may quote what was refused.
  const sealed = status >= 400 || (idempotency.kind === 'ledger' && idempotency.answer === 'sealed');
  const answer = sealed
    ? seal(scope.sealKey, { id: record.key, purpose: 'ledger-answer' }, json, ports.random(12))
    : json;
  try {
    const standing = await ports.ledger.complete(record, { status, answer }, request.trace);
    if (standing) return answerWith(standing.status ?? 200, answerOf(standing, scope.sealKey));
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    request.trace.ledgerFailures++;
  }
  return answerWith(status, body);
}

/** Answers a done record again. */
export function replay(record: LedgerRecord, { request, scope, ports }: Visit): Answer {
  const body = answerOf(record, scope.sealKey);
  const { idempotency } = request.operation;
  const until = idempotency.kind === 'ledger' ? idempotency.usableUntil?.(body) : undefined;
  if (until !== undefined && Date.parse(until) - 30_000 <= ports.now())
    throw new RequestFailure({ kind: 'answer-expired' });
  request.trace.ledger = 'replayed';
  return answerWith(record.status ?? 200, body);
}

/** A stored refusal is thrown like a fresh one. */
function answerWith(status: number, body: Record<string, unknown>): Answer {
  if (status < 400) return { status, body };
  const { name, message } = body;
  throw new RequestFailure({
    kind: 'rejected',
    status,
    name: errorNameOf(name, status),
    message: typeof message === 'string' ? message : '',
  });
}

function answerOf(record: LedgerRecord, sealKey: Scope['sealKey']): Record<string, unknown> {
  const answer = record.answer ?? '{}';
  const json =
    typeof answer === 'string' ? answer : open(sealKey, { id: record.key, purpose: 'ledger-answer' }, answer);
  return JSON.parse(json) as Record<string, unknown>;
}

/** A write whose failure changes nothing for the caller: the lease runs out by itself. */
async function bestEffort({ request }: Visit, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    request.trace.ledgerFailures++;
  }
}
