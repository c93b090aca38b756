import { errorNameOf } from '../core/error-name.ts';
import { isAboutTheRequest, RequestFailure } from '../core/failure.ts';
import { isFinal, type LedgerRecord } from '../core/ledger.ts';
import { open, seal, SealError } from '../core/seal.ts';
import { fingerprint, upstreamClientToken } from '../core/secret.ts';
import type { Members } from '../core/shape.ts';
import { newUpstreamToken, type LedgerKey, type UpstreamToken } from '../core/tokens.ts';
import { CallFailure, failureOf } from './call-upstream.ts';
import { ledgerUnavailable, release, type Claim, type ClaimPorts, type Owned } from './claim.ts';
import type { Answer, ScopedRequest } from './request.ts';
import { dispensable } from './store-failure.ts';

/** What a call to Connect is made with. */
export interface Attempt {
  /** Undefined where Connect has none. */
  readonly clientToken: UpstreamToken | undefined;
  /** Of the bearer, where one is made. */
  readonly salt: Uint8Array;
  /** Earlier attempts, of other requests, that Connect may have carried out. */
  readonly ambiguous: number;
  /** Of its record, where it has one. */
  readonly record?: LedgerKey;
}

/** A failure before Connect was asked: whatever it is, nothing is in doubt. */
export class NotAsked extends Error {
  override readonly name = 'NotAsked';
  constructor(cause: unknown) {
    super('Connect was not asked', { cause });
  }
}

/**
 * Answers from the ledger, or calls Connect: under the claim if there is one, storing what is final and releasing what
 * is not.
 */
export async function carryOut<Body extends Members>(
  claim: Claim | undefined,
  scoped: ScopedRequest<ClaimPorts>,
  call: (attempt: Attempt) => Promise<Body>,
): Promise<Answer<Body>> {
  switch (claim?.kind) {
    case 'done':
      return replay(claim.record, scoped);
    case 'refused':
      throw new RequestFailure(claim.failure);
    case 'owned':
      return await underClaim(claim, scoped, call);
    case 'unavailable': {
      const { idempotency } = scoped.request.operation;
      if (idempotency.kind === 'ledger' && idempotency.withoutStore === 'refuse')
        throw ledgerUnavailable(claim);
      try {
        // The derived ClientToken is the one that every repetition will derive again.
        return await withoutClaim(claim.record.clientToken, scoped, call);
      } catch (error) {
        // The chat is over, which proves nothing of an attempt before: only the ledger knows of it.
        const denied = error instanceof RequestFailure && error.failure.kind === 'denied';
        throw denied ? ledgerUnavailable(claim) : error;
      }
    }
    case undefined:
      return await withoutClaim(unrecordedToken(scoped), scoped, call);
  }
}

async function withoutClaim<Body>(
  clientToken: UpstreamToken | undefined,
  { request, ports }: ScopedRequest<'random'>,
  call: (attempt: Attempt) => Promise<Body>,
): Promise<Answer<Body>> {
  const withoutToken = request.operation.idempotency.kind === 'none';
  try {
    return { status: 200, body: await call({ clientToken, salt: ports.random(32), ambiguous: 0 }) };
  } catch (error) {
    throw failureOf(inDoubt(error, 0, withoutToken));
  }
}

/** The ClientToken of a call that has no record; undefined where Connect has none. */
function unrecordedToken({ request, scope, ports }: ScopedRequest<'random'>): UpstreamToken | undefined {
  const { operation, callerToken, input } = request;
  if (operation.idempotency.kind === 'none') return undefined;
  if (callerToken === undefined) return newUpstreamToken(ports.random);
  return upstreamClientToken(scope, operation.name, callerToken, fingerprint(scope, input));
}

async function underClaim<Body extends Members>(
  claim: Owned,
  scoped: ScopedRequest<ClaimPorts>,
  call: (attempt: Attempt) => Promise<Body>,
): Promise<Answer<Body>> {
  const { record } = claim;
  const { clientToken, ambiguous, salt = scoped.ports.random(32) } = record;
  let outcome: Outcome<Body>;
  try {
    outcome = { status: 200, body: await call({ clientToken, salt, ambiguous, record: record.key }) };
  } catch (error) {
    const refusal = error instanceof CallFailure ? finalRefusal(error, record) : undefined;
    if (!refusal) {
      await release(claim, doubtOf(error), scoped);
      throw failureOf(inDoubt(error, ambiguous));
    }
    outcome = refusal;
  }
  return await settle(record, outcome, scoped);
}

/** How many attempts Connect may have carried out. */
function doubtOf(error: unknown): number {
  if (error instanceof NotAsked) return 0;
  // A failure of our own after the call, such as of the session's row: Connect may have carried it out.
  return error instanceof CallFailure ? error.ambiguous : 1;
}

/**
 * After an attempt that Connect may have carried out, a refusal proves nothing: the message may stand in the transcript
 * of a chat that has ended since. `before` counts the attempts in doubt of earlier requests.
 */
function inDoubt(error: unknown, before: number, withoutToken = false): unknown {
  if (error instanceof NotAsked) return error.cause;
  if (!(error instanceof CallFailure) || before + error.ambiguous === 0) return error;
  const { kind } = error.failure;
  return kind === 'denied' || kind === 'rejected' || kind === 'full'
    ? new RequestFailure({ kind: 'outcome-unknown', withoutToken }, error)
    : error;
}

/** What a record is done with: an answer, or a refusal that depends on the body alone and may be answered for ever. */
type Outcome<Body> =
  Answer<Body> | { readonly status: number; readonly refusal: { name?: unknown; message?: unknown } };

function finalRefusal({ failure, ambiguous }: CallFailure, record: LedgerRecord): Outcome<never> | undefined {
  return failure.kind === 'rejected' &&
    isAboutTheRequest(failure.name) &&
    isFinal(failure.status, record.ambiguous + ambiguous)
    ? { status: failure.status, refusal: { name: failure.name, message: failure.message } }
    : undefined;
}

/** Stores a final outcome. The first one stored wins; a write that fails is counted, and the answer given all the same. */
async function settle<Body>(
  record: LedgerRecord,
  outcome: Outcome<Body>,
  scoped: ScopedRequest<ClaimPorts>,
): Promise<Answer<Body>> {
  const { request, scope, ports } = scoped;
  const { trace } = request;
  const { status } = outcome;
  const json = JSON.stringify('refusal' in outcome ? outcome.refusal : outcome.body);
  const answer = isSealed(status, scoped)
    ? seal(scope.sealKey, { id: record.key, purpose: 'ledger-answer' }, json, ports.random(12))
    : json;
  const standing = await dispensable(() => ports.ledger.complete(record, { status, answer }, trace), trace);
  return answerOf(standing ? storedOutcome(standing, scoped) : outcome);
}

/** Whether the answer is stored sealed. A refusal is, as its text may quote what was refused. */
function isSealed(status: number, { request }: ScopedRequest<never>): boolean {
  const { idempotency } = request.operation;
  return status >= 400 || (idempotency.kind === 'ledger' && idempotency.answer === 'sealed');
}

/** Returns what a done record has, for a repetition. */
export function replay<Body extends Members>(
  record: LedgerRecord,
  scoped: ScopedRequest<'now'>,
): Answer<Body> {
  const { request, ports } = scoped;
  const outcome = storedOutcome<Body>(record, scoped);
  const { idempotency } = request.operation;
  const until =
    'body' in outcome && idempotency.kind === 'ledger' ? idempotency.usableUntil?.(outcome.body) : undefined;
  if (until !== undefined && Date.parse(until) - 30_000 <= ports.now())
    throw new RequestFailure({ kind: 'answer-expired' });
  request.trace.ledger = 'replayed';
  return answerOf(outcome);
}

/** What is stored is an outcome of the same operation, whose name is in the record's key. */
function storedOutcome<Body>(
  { key, status = 200, answer = '{}' }: LedgerRecord,
  scoped: ScopedRequest<never>,
): Outcome<Body> {
  // Whoever can write the table could give somebody a bearer or an upload URL of theirs.
  if (typeof answer === 'string' && isSealed(status, scoped))
    throw new SealError('An answer in clear, where it is sealed');
  const json =
    typeof answer === 'string'
      ? answer
      : open(scoped.scope.sealKey, { id: key, purpose: 'ledger-answer' }, answer);
  return status < 400 ? { status, body: JSON.parse(json) } : { status, refusal: JSON.parse(json) };
}

/** A stored refusal is thrown like a fresh one. */
function answerOf<Body>(outcome: Outcome<Body>): Answer<Body> {
  if (!('refusal' in outcome)) return outcome;
  const { status, refusal } = outcome;
  throw new RequestFailure({
    kind: 'rejected',
    status,
    name: errorNameOf(refusal.name, status),
    message: typeof refusal.message === 'string' ? refusal.message : '',
  });
}
