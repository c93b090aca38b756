import { RequestFailure } from '../core/failure.ts';
import { formatBearer, sessionScope, startScope } from '../core/secret.ts';
import { SealError } from '../core/seal.ts';
import { admit, proven, type Refusal, type Session } from '../core/session.ts';
import { StoreError, type Ports } from '../core/ports.ts';
import type { ApiRequest, Visit } from './request.ts';
import { chatReference } from '../core/trace.ts';

/** A request in the scope of its bearer. The pipeline lets none without one through to a session's operation. */
export function sessionVisit(request: ApiRequest, ports: Ports): Visit & { readonly bearer: Uint8Array } {
  const { bearer } = request;
  if (!bearer) throw new RequestFailure({ kind: 'denied', reason: 'bearer-missing' });
  return { request, ports, bearer, scope: sessionScope(bearer) };
}

/** A request in the scope of its ClientToken; in one of its own where it has none. */
export function startVisit(request: ApiRequest, ports: Ports): Visit {
  return { request, ports, scope: startScope(request.clientToken ?? formatBearer(ports.random(32))) };
}

/** Reads the bearer's session and admits the request, or fails with a RequestFailure. */
export async function sessionOf(visit: Visit): Promise<Session> {
  const { request, scope, ports } = visit;
  const session = await available(() => ports.sessions.read(scope.id, request.trace));
  const refusal = admit(session, request.origin, ports.now()) ?? (await hostRefusal(session, visit));
  if (refusal || !session) throw new RequestFailure({ kind: 'denied', reason: refusal ?? 'session-unknown' });
  request.trace.chat = chatReference(session.id);
  ports.seen.add(session.id);
  return session;
}

/** Guests that invite guests, at most: Connect has room for six participants. */
const mostHosts = 5;

/** A guest stays as long as the session that invited it, which may be a guest's as well. */
async function hostRefusal(
  session: Session | undefined,
  { request, ports }: Visit,
): Promise<Refusal | undefined> {
  let host = session?.host;
  for (let count = 0; host !== undefined; count++) {
    if (count === mostHosts) return 'session-unknown';
    const id = host;
    const inviting = await available(() => ports.sessions.read(id, request.trace));
    const refusal = admit(inviting, undefined, ports.now());
    if (refusal) return refusal;
    host = inviting?.host;
  }
  return undefined;
}

/** The session, once something sealed under its bearer has said that it is as it stands. */
export function provenSession(session: Session, { scope }: Visit): Session {
  const sure = proven(scope.sealKey, session);
  if (!sure) throw new SealError('Nothing sealed proves the session');
  return sure;
}

/** Runs a call to DynamoDB without which the request cannot be answered. */
export async function available<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    throw new RequestFailure({ kind: 'unavailable', dependency: 'dynamodb', detail: error.message }, error);
  }
}
