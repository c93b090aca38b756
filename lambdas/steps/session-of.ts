import { RequestFailure } from '../core/failure.ts';
import { sessionScope, startScope } from '../core/secret.ts';
import { SealError } from '../core/seal.ts';
import { admit, proven, type Refusal, type Session } from '../core/session.ts';
import type { Ports } from '../core/ports.ts';
import { newCallerToken, type Bearer } from '../core/tokens.ts';
import { chatReference } from '../core/trace.ts';
import type { Operation } from '../operations/operation.ts';
import type { ApiRequest, ScopedRequest } from './request.ts';
import { required } from './store-failure.ts';

export type SessionPorts = 'sessions' | 'seen' | 'now';

/** A request in the scope of its bearer. The pipeline lets none without one through to a session's operation. */
export function inSession<P extends keyof Ports, O extends Operation>(
  request: ApiRequest<O>,
  ports: Pick<Ports, P>,
): ScopedRequest<P, O> & { readonly bearer: Bearer } {
  const { bearer } = request;
  if (!bearer) throw new RequestFailure({ kind: 'denied', reason: 'bearer-missing' });
  return { request, ports, bearer, scope: sessionScope(bearer) };
}

/** A request in the scope of its ClientToken; in one of its own where it has none. */
export function inStart<P extends keyof Ports, O extends Operation>(
  request: ApiRequest<O>,
  ports: Pick<Ports, P | 'random'>,
): ScopedRequest<P | 'random', O> {
  return { request, ports, scope: startScope(request.callerToken ?? newCallerToken(ports.random)) };
}

/** Reads the bearer's session and admits the request, or fails with a RequestFailure. */
export async function sessionOf(scoped: ScopedRequest<SessionPorts>): Promise<Session> {
  const { request, scope, ports } = scoped;
  const session = await required(() => ports.sessions.read(scope.id, request.trace));
  const refusal = admit(session, request.origin, ports.now()) ?? (await hostRefusal(session, scoped));
  if (refusal || !session) {
    ports.seen.forget(scope.id);
    throw new RequestFailure({ kind: 'denied', reason: refusal ?? 'session-unknown' });
  }
  request.trace.chat = chatReference(session.id);
  ports.seen.add(session.id, session.instanceId);
  return session;
}

/** Guests that invite guests, at most: Connect has room for six participants. */
const mostHosts = 5;

/** A guest stays as long as the session that invited it, which may be a guest's as well. */
async function hostRefusal(
  session: Session | undefined,
  { request, ports }: ScopedRequest<SessionPorts>,
): Promise<Refusal | undefined> {
  let host = session?.host;
  for (let count = 0; host !== undefined; count++) {
    if (count === mostHosts) return 'session-unknown';
    const id = host;
    const inviting = await required(() => ports.sessions.read(id, request.trace));
    const refusal = admit(inviting, undefined, ports.now());
    if (refusal) return refusal;
    host = inviting?.host;
  }
  return undefined;
}

/** The session, once something sealed under its bearer has said that it is as it stands. */
export function provenSession(session: Session, { scope }: ScopedRequest<never>): Session {
  const sure = proven(scope.sealKey, session);
  if (!sure) throw new SealError('Nothing sealed proves the session');
  return sure;
}
