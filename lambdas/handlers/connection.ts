import { open, seal } from '../core/seal.ts';
import { fingerprint, formatBearer } from '../core/secret.ts';
import { announcedExpiry, sealContext, type Session } from '../core/session.ts';
import { failureOf } from '../steps/call-upstream.ts';
import { createConnection, exclusively, keepConnection } from '../steps/open-connection.ts';
import type { Ports } from '../core/ports.ts';
import type { Answer, ApiRequest } from '../steps/request.ts';
import { sessionOf, sessionVisit } from '../steps/session-of.ts';

/**
 * POST /participant/connection. Every request gets a connection of its own, as a websocket URL is good for 100 seconds
 * only; but one that arrives while the same is being asked for this session (a repetition after a lost answer) shares
 * what comes of it.
 */
export async function connection(request: ApiRequest, ports: Ports): Promise<Answer> {
  const visit = sessionVisit(request, ports);
  const { scope, bearer } = visit;
  const asked = fingerprint(scope, request.input);
  const session = await sessionOf(visit);
  const before = session.connection?.version ?? 0;
  const shareable = ({ connection: made }: Session): boolean =>
    made !== undefined && made.version > before && made.answerFor === asked;
  try {
    const connected = await exclusively(session, visit, shareable, async (current, owner) => {
      const output = await createConnection(current, owner, request.input, visit);
      const { ConnectionCredentials: credentials, ...body } = output;
      const expiry = announcedExpiry(current.expires, ports.now());
      const answer = {
        ...body,
        ...(credentials && {
          ConnectionCredentials: { ConnectionToken: formatBearer(bearer), Expiry: expiry },
        }),
      };
      const context = sealContext(current, 'connection-answer');
      const sealed = seal(scope.sealKey, context, JSON.stringify(answer), ports.random(12));
      await keepConnection(current, output, { answer: sealed, answerFor: asked }, visit);
      return answer;
    });
    if ('made' in connected) return { status: 200, body: connected.made };
    const { found } = connected;
    request.trace.connection = 'shared';
    const context = sealContext(found, 'connection-answer');
    const answer = open(scope.sealKey, context, found.connection?.answer ?? new Uint8Array());
    return { status: 200, body: JSON.parse(answer) as unknown };
  } catch (error) {
    throw failureOf(error);
  }
}
