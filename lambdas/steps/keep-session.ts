import { RequestFailure } from '../core/failure.ts';
import { seal } from '../core/seal.ts';
import { sessionScope, type Scope } from '../core/secret.ts';
import { proven, sealContext, sealProof, type Session } from '../core/session.ts';
import type { Bearer, LedgerKey } from '../core/tokens.ts';
import { chatReference } from '../core/trace.ts';
import { backoff } from '../core/upstream-failure.ts';
import { storeCall } from '../operations/budgets.ts';
import { abandon } from './abandon.ts';
import { randomFraction, type CallPorts } from './call-upstream.ts';
import type { Attempt } from './carry-out.ts';
import { StoreError } from '../core/ports.ts';
import type { ScopedRequest } from './request.ts';
import { dispensable, required } from './store-failure.ts';

/** A participant that Connect has made, for whom there is to be a bearer. */
export interface NewParticipant {
  readonly contactId: string | undefined;
  readonly participantId: string | undefined;
  readonly participantToken: string | undefined;
  readonly instanceId: string;
  readonly expires: number;
  /** Of a chat: when Connect was asked for it, and when it is due. */
  readonly created?: number;
  readonly due?: number;
  readonly origin?: string | undefined;
  readonly continuedFrom?: string | undefined;
  /** Of a guest: the session that invites it. */
  readonly host?: string | undefined;
  /** The ledger's record of the request. */
  readonly record?: LedgerKey | undefined;
  /** Whether the contact began with it, and so holds a place. */
  readonly place?: true;
}

/**
 * Returns the bearer's session where an earlier attempt has written it, and nobody else: its participant need not be
 * asked for again.
 * Reads nothing where no attempt is in doubt.
 */
export async function sessionOfEarlierAttempt(
  bearer: Bearer,
  { ambiguous }: Attempt,
  { request, ports }: ScopedRequest<'sessions'>,
): Promise<Session | undefined> {
  if (ambiguous === 0) return undefined;
  const { id, sealKey } = sessionScope(bearer);
  const session = await required(() => ports.sessions.read(id, request.trace));
  if (!session) return undefined;
  request.trace.chat = chatReference(id);
  return proven(sealKey, session);
}

/**
 * Writes the session of a new participant. Where it cannot be written, a caller with a ClientToken finds the participant
 * again by repeating the request; for the others it is taken back, as no bearer would ever reach it.
 */
export async function keepSession(
  bearer: Bearer,
  participant: NewParticipant,
  scoped: ScopedRequest<'sessions' | CallPorts>,
): Promise<Session> {
  const { request } = scoped;
  const { participantToken } = participant;
  // To the AWS SDK any member may be missing. Connect always answers this one; without it nothing can be taken back.
  if (participantToken === undefined) throw new TypeError('A participant without a token');
  const session = newSession(participant, participantToken, sessionScope(bearer), scoped);
  let written: boolean | 'erased';
  try {
    written = await write(session, scoped);
  } catch (error) {
    if (error instanceof StoreError && request.callerToken === undefined)
      await takeBack(session, participantToken, scoped);
    return await required(() => Promise.reject(error));
  }
  if (written === 'erased') {
    await takeBack(session, participantToken, scoped);
    throw new RequestFailure({ kind: 'denied', reason: 'contact-erased' });
  }
  request.trace.chat = chatReference(session.id);
  return session;
}

async function takeBack(
  { id, place }: Session,
  participantToken: string,
  scoped: ScopedRequest<'sessions' | CallPorts>,
): Promise<void> {
  const { request, ports } = scoped;
  request.trace.abandoned = await abandon(participantToken, scoped);
  // Nothing is left to look for.
  if (place && request.trace.abandoned === 'ended')
    await dispensable(() => ports.sessions.forgo(id, request.trace));
}

/** Attempts to write a session's row. A row that stands already, of an attempt in doubt, counts as written. */
const attempts = 3;

/** Writes the row, again after a pause where a fault may have passed, as long as there is time to take back what it is for. */
async function write(
  session: Session,
  { request, ports }: ScopedRequest<'sessions' | CallPorts>,
): Promise<boolean | 'erased'> {
  const end = request.began + request.operation.budget.upstream - storeCall;
  for (let attempt = 1; ; attempt++) {
    try {
      return await ports.sessions.create(session, request.trace);
    } catch (error) {
      const pause = backoff(attempt, randomFraction(ports));
      if (!(error instanceof StoreError) || attempt === attempts || ports.now() + pause > end) throw error;
      await ports.sleep(pause);
    }
  }
}

function newSession(
  participant: NewParticipant,
  token: string,
  scope: Scope,
  { ports }: ScopedRequest<'now' | 'random'>,
): Session {
  const { contactId, participantId, instanceId, expires, due, origin, continuedFrom, host, place, record } =
    participant;
  if (contactId === undefined || participantId === undefined)
    throw new TypeError('A participant without its ids');
  const session: Session = {
    id: scope.id,
    contactId,
    participantId,
    instanceId,
    ended: false,
    created: participant.created ?? ports.now(),
    expires,
    ...(due !== undefined && { due }),
    ...(origin !== undefined && { origin }),
    ...(continuedFrom !== undefined && { continuedFrom }),
    ...(host !== undefined && { host }),
    ...(place && { place }),
    ...(record !== undefined && { record }),
  };
  const context = sealContext(session, 'participant-token');
  const participantToken = seal(scope.sealKey, context, token, ports.random(12));
  const proof = sealProof(scope.sealKey, session, ports.random(12));
  return { ...session, participantToken, proof };
}
