import { RequestFailure } from '../core/failure.ts';
import { open } from '../core/seal.ts';
import { hasUsableToken, sealContext, type Session } from '../core/session.ts';
import { createConnection, exclusively, keepConnection } from './open-connection.ts';
import type { Visit } from './request.ts';

/**
 * Connect's connection token for the session: the stored one while it lasts, else that of a new connection. `refused`
 * is a token that Connect would not take any more.
 */
export async function connectionToken(session: Session, visit: Visit, refused?: string): Promise<string> {
  const { scope, ports } = visit;
  const stored = (of: Session): string | undefined =>
    hasUsableToken(of, ports.now()) && of.connection?.token
      ? open(scope.sealKey, sealContext(of, 'connection-token'), of.connection.token)
      : undefined;
  const usable = (of: Session): boolean => {
    const token = stored(of);
    return token !== undefined && token !== refused;
  };
  const connected = await exclusively(session, visit, usable, async (current, owner) => {
    // ConnectParticipant marks as connected a participant that never opens a websocket: a client of REST alone.
    const input = { Type: ['CONNECTION_CREDENTIALS'], ConnectParticipant: true };
    const output = await createConnection(current, owner, input, visit);
    await keepConnection(current, output, refused === undefined ? {} : { renewed: ports.now() }, visit);
    return output.ConnectionCredentials?.ConnectionToken;
  });
  const token = 'made' in connected ? connected.made : stored(connected.found);
  if (token === undefined) throw new RequestFailure({ kind: 'internal' });
  return token;
}
