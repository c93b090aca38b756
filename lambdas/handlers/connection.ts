import { open, seal } from '../core/seal.ts';
import { fingerprint, formatBearer } from '../core/secret.ts';
import { announcedExpiry, sealContext, type Session } from '../core/session.ts';
import type { Bearer } from '../core/tokens.ts';
import { CallFailure, failureOf } from '../steps/call-upstream.ts';
import {
  endLease,
  lookAgain,
  takeLease,
  type ConnectionPorts,
  type Lease,
} from '../steps/connection-lease.ts';
import { createConnection, keepConnection } from '../steps/open-connection.ts';
import type { Ports } from '../core/ports.ts';
import type { Answer, ApiRequest, BodyOf, ScopedRequest, ServedBy } from '../steps/request.ts';
import { inSession, sessionOf } from '../steps/session-of.ts';

type Connection = BodyOf<ServedBy<'connection'>>;
type InSession = ScopedRequest<ConnectionPorts, ServedBy<'connection'>> & { readonly bearer: Bearer };

/**
 * POST /participant/connection. Every request gets a connection of its own, as a websocket URL is good for 100 seconds
 * only; but one that arrives while the same is being asked for this session (a repetition after a lost answer) shares
 * what comes of it.
 */
export async function connection(
  request: ApiRequest<ServedBy<'connection'>>,
  ports: Pick<Ports, ConnectionPorts>,
): Promise<Answer<Connection>> {
  const scoped = inSession(request, ports);
  const asked = fingerprint(scoped.scope, request.input);
  let session = await sessionOf(scoped);
  const before = session.connection?.version ?? 0;
  for (let looks = 0; ; looks++) {
    const opened = session.connection;
    if (opened && opened.version > before && opened.answerFor === asked)
      return { status: 200, body: shared(session, scoped) };
    const lease = await takeLease(session, scoped);
    const body = lease && (await connect(lease, asked, scoped));
    if (body) return { status: 200, body };
    session = await lookAgain(looks, scoped);
  }
}

/**
 * Opens the connection, and keeps its answer for those who ask the same meanwhile. Undefined: the lease has been lost.
 * Where Connect's rate has no place for it within the request's time, that time is waited out all the same: the official
 * client asks three times at once and then gives the chat up, and there is a place for a later one of them.
 */
async function connect(lease: Lease, asked: string, scoped: InSession): Promise<Connection | undefined> {
  const { session } = lease;
  const { request, scope, ports, bearer } = scoped;
  try {
    const output = await createConnection(lease, request.input, scoped);
    if (!output) return undefined;
    const { ConnectionCredentials: credentials, ...body } = output;
    const expiry = announcedExpiry(session.expires, ports.now());
    const answer: Connection = {
      ...body,
      ...(credentials && {
        ConnectionCredentials: { ConnectionToken: formatBearer(bearer), Expiry: expiry },
      }),
    };
    const context = sealContext(session, 'connection-answer');
    const sealed = seal(scope.sealKey, context, JSON.stringify(answer), ports.random(12));
    const kept = await keepConnection(lease, output, { answer: sealed, answerFor: asked }, scoped);
    return kept ? answer : undefined;
  } catch (error) {
    await endLease(lease, scoped);
    throw failureOf(await waitedOut(error, scoped));
  }
}

/** Returns the failure as it is when the request's time is over, if it is of Connect's rate; any other at once. */
async function waitedOut(error: unknown, { request, ports }: InSession): Promise<unknown> {
  if (!(error instanceof CallFailure) || error.failure.kind !== 'throttled') return error;
  const left = request.began + request.operation.budget.upstream - ports.now();
  if (left <= 0) return error;
  await ports.sleep(left);
  request.trace.absorbedMilliseconds += left;
  const { retryAfter = 0 } = error.failure;
  return new CallFailure({ kind: 'throttled', retryAfter: Math.max(0, retryAfter - left) }, error.ambiguous);
}

function shared(session: Session, { request, scope }: InSession): Connection {
  request.trace.connection = 'shared';
  const context = sealContext(session, 'connection-answer');
  const answer = open(scope.sealKey, context, session.connection?.answer ?? new Uint8Array());
  return JSON.parse(answer) as Connection;
}
