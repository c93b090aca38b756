import { open, seal } from '../core/seal.ts';
import { fingerprint, formatBearer } from '../core/secret.ts';
import { announcedExpiry, sealContext, type Session } from '../core/session.ts';
import type { Bearer } from '../core/tokens.ts';
import { failureOf } from '../steps/call-upstream.ts';
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

/** Opens the connection, and keeps its answer for those who ask the same meanwhile. Undefined: the lease has been lost. */
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
    await keepConnection(lease, output, { answer: sealed, answerFor: asked }, scoped);
    return answer;
  } catch (error) {
    await endLease(lease, scoped);
    throw failureOf(error);
  }
}

function shared(session: Session, { request, scope }: InSession): Connection {
  request.trace.connection = 'shared';
  const context = sealContext(session, 'connection-answer');
  const answer = open(scope.sealKey, context, session.connection?.answer ?? new Uint8Array());
  return JSON.parse(answer) as Connection;
}
