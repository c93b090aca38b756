import { RequestFailure } from '../core/failure.ts';
import { formatBearer, sessionScope, startScope } from '../core/secret.ts';
import { admit, type Session } from '../core/session.ts';
import { StoreError, type ApiRequest, type Ports, type Visit } from './ports.ts';
import { chatReference } from './trace.ts';

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
export async function sessionOf({ request, scope, ports }: Visit): Promise<Session> {
  const session = await available(() => ports.sessions.read(scope.id, request.trace));
  const refusal = admit(session, request.origin, ports.now());
  if (refusal || !session) throw new RequestFailure({ kind: 'denied', reason: refusal ?? 'session-unknown' });
  request.trace.chat = chatReference(session.id);
  return session;
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
