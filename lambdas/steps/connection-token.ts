import { RequestFailure } from '../core/failure.ts';
import { open } from '../core/seal.ts';
import { hasUsableToken, sealContext, type Session } from '../core/session.ts';
import { endLease, lookAgain, takeLease, type ConnectionPorts, type Lease } from './connection-lease.ts';
import { createConnection, keepConnection } from './open-connection.ts';
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
  let current = session;
  for (let looks = 0; ; looks++) {
    const stored = storedToken(current, scoped);
    if (stored !== undefined && stored !== refused) return stored;
    const lease = await takeLease(current, scoped);
    const made = lease && (await newToken(lease, refused !== undefined, scoped));
    if (made !== undefined) return made;
    current = await lookAgain(looks, scoped);
  }
}

function storedToken(session: Session, { scope, ports }: ScopedRequest<'now'>): string | undefined {
  return hasUsableToken(session, ports.now()) && session.connection?.token
    ? open(scope.sealKey, sealContext(session, 'connection-token'), session.connection.token)
    : undefined;
}

/** Returns undefined where the lease has been lost. */
async function newToken(
  lease: Lease,
  renewed: boolean,
  scoped: ScopedRequest<ConnectionPorts>,
): Promise<string | undefined> {
  try {
    // ConnectParticipant marks as connected a participant that never opens a websocket: a client of REST alone.
    const input = { Type: ['CONNECTION_CREDENTIALS' as const], ConnectParticipant: true };
    const output = await createConnection(lease, input, scoped);
    if (!output) return undefined;
    const more = renewed ? { renewed: scoped.ports.now() } : {};
    if (!(await keepConnection(lease, output, more, scoped))) return undefined;
    const token = output.ConnectionCredentials?.ConnectionToken;
    if (token === undefined) throw new RequestFailure({ kind: 'internal' });
    return token;
  } catch (error) {
    await endLease(lease, scoped);
    throw error;
  }
}
