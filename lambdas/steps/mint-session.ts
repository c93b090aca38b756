import { seal } from '../core/seal.ts';
import { sessionScope, type Scope } from '../core/secret.ts';
import { sealContext, sealProof, type Session } from '../core/session.ts';
import { backoff } from '../core/upstream-failure.ts';
import { storeCall } from '../operations/budgets.ts';
import { abandon } from './abandon.ts';
import { randomFraction } from './call-upstream.ts';
import type { Sending } from './ledger.ts';
import { StoreError, type Ports } from '../core/ports.ts';
import type { Visit } from './request.ts';
import { available } from './session-of.ts';
import { chatReference } from '../core/trace.ts';

/** A participant that Connect has made, for whom there is to be a bearer. */
export interface NewSession {
  readonly contactId: string;
  readonly participantId: string;
  readonly instanceId: string;
  readonly participantToken: string;
  readonly expires: number;
  readonly origin?: string | undefined;
  readonly continuedFrom?: string | undefined;
  /** Of a guest: the session that invites it. */
  readonly host?: string | undefined;
}

/**
 * The session of a new bearer: made by `make` and written; or, after an attempt in doubt, the one that a request which
 * crashed since has written, whose participant need not be asked for again.
 */
export async function mintSession(
  bearer: Uint8Array,
  { ambiguous }: Sending,
  visit: Visit,
  make: () => Promise<NewSession>,
): Promise<Session> {
  const { request, ports } = visit;
  const { trace } = request;
  const scope = sessionScope(bearer);
  const written = ambiguous > 0 ? await available(() => ports.sessions.read(scope.id, trace)) : undefined;
  const session = written ?? (await keep(await make(), scope, visit));
  trace.chat = chatReference(session.id);
  return session;
}

/**
 * The session of a participant, written. Where it cannot be, a caller with a ClientToken finds the participant again by
 * repeating the request; for the others it is taken back, as no bearer would ever reach it.
 */
async function keep(made: NewSession, scope: Scope, visit: Visit): Promise<Session> {
  const { request, ports } = visit;
  const session = sessionOfParticipant(made, scope, ports);
  try {
    await write(session, visit);
  } catch (error) {
    if (error instanceof StoreError && request.clientToken === undefined)
      request.trace.abandoned = await abandon(made.participantToken, visit);
    return await available(() => Promise.reject(error));
  }
  return session;
}

/** Attempts to write a session's row. A row that stands already, of an attempt in doubt, counts as written. */
const attempts = 3;

/** Writes the row, again after a pause where a fault may have passed, as long as there is time to take back what it is for. */
async function write(session: Session, { request, ports }: Visit): Promise<void> {
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

function sessionOfParticipant(made: NewSession, scope: Scope, ports: Ports): Session {
  const { contactId, participantId, instanceId, expires, origin, continuedFrom, host } = made;
  const session: Session = {
    id: scope.id,
    contactId,
    participantId,
    instanceId,
    ended: false,
    created: ports.now(),
    expires,
    ...(origin !== undefined && { origin }),
    ...(continuedFrom !== undefined && { continuedFrom }),
    ...(host !== undefined && { host }),
  };
  const context = sealContext(session, 'participant-token');
  const participantToken = seal(scope.sealKey, context, made.participantToken, ports.random(12));
  const proof = sealProof(scope.sealKey, session, ports.random(12));
  return { ...session, participantToken, proof };
}
