import { RequestFailure } from '../core/failure.ts';
import { open } from '../core/seal.ts';
import { hasUsableToken, sealContext, type Session } from '../core/session.ts';
import { createConnection, exclusively, keepConnection, type ConnectionPorts } from './open-connection.ts';
import type { ScopedRequest } from './request.ts';

/**
 * Connect's connection token for the session: the stored one while it lasts, else that of a new connection. `refused`
 * is a token that Connect would not take any more.
 */
export async function connectionToken(
  session: Session,
  scoped: ScopedRequest<ConnectionPorts>,
  refused?: string,
): Promise<string> {
  const { scope, ports } = scoped;
  const stored = (of: Session): string | undefined =>
    hasUsableToken(of, ports.now()) && of.connection?.token
      ? open(scope.sealKey, sealContext(of, 'connection-token'), of.connection.token)
      : undefined;
  const usable = (of: Session): boolean => {
    const token = stored(of);
    return token !== undefined && token !== refused;
  };
  const connected = await exclusively(session, scoped, usable, async (current, owner) => {
    // ConnectParticipant marks as connected a participant that never opens a websocket: a client of REST alone.
    const input = { Type: ['CONNECTION_CREDENTIALS' as const], ConnectParticipant: true };
    const output = await createConnection(current, owner, input, scoped);
    await keepConnection(current, output, refused === undefined ? {} : { renewed: ports.now() }, scoped);
    return output.ConnectionCredentials?.ConnectionToken;
  });
  const token = 'made' in connected ? connected.made : stored(connected.found);
  if (token === undefined) throw new RequestFailure({ kind: 'internal' });
  return token;
}
