import { RequestFailure, type Failure } from '../core/failure.ts';
import { decide, ledgerRetention, takenOver, type LedgerRecord } from '../core/ledger.ts';
import { StoreError } from '../core/ports.ts';
import { derivedBearer, fingerprint, ledgerKey, sessionScope, upstreamClientToken } from '../core/secret.ts';
import { newCallerToken, newOwnerNonce, type CallerToken } from '../core/tokens.ts';
import type { ScopedRequest } from './request.ts';
import { dispensable } from './store-failure.ts';

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
  | Unavailable;

interface Unavailable {
  readonly kind: 'unavailable';
  readonly record: LedgerRecord;
  readonly error: StoreError;
}

export interface ClaimOptions {
  /** Whether the record carries the salt of a bearer. */
  readonly salted?: boolean;
  /** What the fingerprint covers, if not just the input. */
  readonly body?: unknown;
}

export type ClaimPorts = 'ledger' | 'now' | 'random';

/** How often a takeover may be lost to others before the request counts as in flight. */
const takeOverAttempts = 3;

/**
 * Claims the caller's ClientToken. Returns undefined when the operation keeps no ledger, or the caller gave no
 * ClientToken to repeat the request with and the operation may go on without a record.
 */
export async function claimClientToken(
  scoped: ScopedRequest<ClaimPorts>,
  options: ClaimOptions = {},
): Promise<Claim | undefined> {
  const callerToken = tokenToClaim(scoped);
  if (callerToken === undefined) return undefined;
  const { request, ports } = scoped;
  const mine = newRecord(callerToken, scoped, options);
  try {
    let standing = await ports.ledger.claim(mine, mine.created, request.trace);
    for (let attempt = 0; standing && attempt < takeOverAttempts; attempt++) {
      const decision = decide(standing, mine, mine.created, ports.now() + request.operation.budget.lease);
      switch (decision.kind) {
        case 'owned':
          return owned(decision.record, scoped);
        case 'replay':
          return { kind: 'done', record: decision.record };
        case 'mismatch':
        case 'outcome-unknown':
        case 'in-flight':
          request.trace.ledger = decision.kind;
          return { kind: 'refused', failure: decision };
        case 'take-over': {
          const taken = takenOver(decision.record, mine.owner, mine.lease);
          standing = await ports.ledger.takeOver(decision.record, taken, request.trace);
          if (!standing) return owned(taken, scoped);
        }
      }
    }
    return standing
      ? { kind: 'refused', failure: { kind: 'in-flight', retryAfter: 1_000 } }
      : owned(mine, scoped);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    request.trace.ledger = 'unavailable';
    return { kind: 'unavailable', record: mine, error };
  }
}

function tokenToClaim({ request, ports }: ScopedRequest<'random'>): CallerToken | undefined {
  const { callerToken, operation } = request;
  const { idempotency } = operation;
  if (idempotency.kind !== 'ledger') return undefined;
  // What may not go on without its record is recorded also where nobody can repeat it: better refused than half made.
  return idempotency.withoutStore === 'refuse' ? (callerToken ?? newCallerToken(ports.random)) : callerToken;
}

function newRecord(
  callerToken: CallerToken,
  { request, scope, ports }: ScopedRequest<'now' | 'random'>,
  { body = request.input, salted = false }: ClaimOptions,
): LedgerRecord {
  const { name, budget } = request.operation;
  const now = ports.now();
  const salt = salted ? ports.random(32) : undefined;
  return {
    key: ledgerKey(scope, name, callerToken),
    state: 'PENDING',
    clientToken: upstreamClientToken(scope, name, callerToken),
    fingerprint: fingerprint(scope, body),
    owner: newOwnerNonce(ports.random),
    lease: now + budget.lease,
    attempts: 1,
    ambiguous: 0,
    created: now,
    expires: now + ledgerRetention,
    session: salt ? sessionScope(derivedBearer(scope, salt)).id : scope.id,
    ...(salt && { salt }),
  };
}

function owned(record: LedgerRecord, { request }: ScopedRequest<never>): Owned {
  const first = record.attempts === 1;
  request.trace.ledger = first ? 'claimed' : 'taken-over';
  return { kind: 'owned', record, first };
}

/** Gives up a claim for which nothing was sent. */
export async function withdraw(claim: Claim | undefined, scoped: ScopedRequest<'ledger'>): Promise<void> {
  if (claim?.kind !== 'owned') return;
  // What is noted on a record stays: a token that was verified is not verified again.
  if (!claim.first || claim.record.verified) return await release(claim, 0, scoped);
  const { request, ports } = scoped;
  await dispensable(() => ports.ledger.abandon(claim.record, request.trace), request.trace);
}

/**
 * Ends a claim without an answer: the ClientToken stays, and the next attempt takes over at once. Where the write
 * fails, it does when the lease has run out.
 */
export async function release(
  { record }: Owned,
  ambiguous: number,
  { request, ports }: ScopedRequest<'ledger'>,
): Promise<void> {
  await dispensable(() => ports.ledger.release(record, ambiguous, request.trace), request.trace);
}

/** The failure of what may not go on without its record. */
export function ledgerUnavailable({ error }: Unavailable): RequestFailure {
  return new RequestFailure({ kind: 'unavailable', dependency: 'dynamodb', detail: error.message }, error);
}
