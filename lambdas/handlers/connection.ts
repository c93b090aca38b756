import { open, seal } from '../core/seal.ts';
import { fingerprint, formatBearer } from '../core/secret.ts';
import { announcedExpiry, sealContext, type Session } from '../core/session.ts';
import { failureOf } from '../steps/call-upstream.ts';
import {
  createConnection,
  exclusively,
  keepConnection,
  type ConnectionPorts,
} from '../steps/open-connection.ts';
import type { Ports } from '../core/ports.ts';
import type { Answer, ApiRequest, BodyOf, ServedBy } from '../steps/request.ts';
import { inSession, sessionOf } from '../steps/session-of.ts';

type Connection = BodyOf<ServedBy<'connection'>>;

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
  const { scope, bearer } = scoped;
  const asked = fingerprint(scope, request.input);
  const session = await sessionOf(scoped);
  const before = session.connection?.version ?? 0;
  const shareable = ({ connection: opened }: Session): boolean =>
    opened !== undefined && opened.version > before && opened.answerFor === asked;
  try {
    const connected = await exclusively(session, scoped, shareable, async (current, owner) => {
      const output = await createConnection(current, owner, request.input, scoped);
      const { ConnectionCredentials: credentials, ...body } = output;
      const expiry = announcedExpiry(current.expires, ports.now());
      const answer: Connection = {
        ...body,
        ...(credentials && {
          ConnectionCredentials: { ConnectionToken: formatBearer(bearer), Expiry: expiry },
        }),
      };
      const context = sealContext(current, 'connection-answer');
      const sealed = seal(scope.sealKey, context, JSON.stringify(answer), ports.random(12));
      await keepConnection(current, output, { answer: sealed, answerFor: asked }, scoped);
      return answer;
    });
    if ('made' in connected) return { status: 200, body: connected.made };
    const { found } = connected;
    request.trace.connection = 'shared';
    const context = sealContext(found, 'connection-answer');
    const answer = open(scope.sealKey, context, found.connection?.answer ?? new Uint8Array());
    return { status: 200, body: JSON.parse(answer) };
  } catch (error) {
    throw failureOf(error);
  }
}
