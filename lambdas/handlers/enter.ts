import { RequestFailure } from '../core/failure.ts';
import type { Session } from '../core/session.ts';
import { claim, withdraw, type Claim, type ClaimOptions } from './ledger.ts';
import type { Visit } from './ports.ts';
import { sessionOf } from './session-of.ts';

/** The session, or the error that refuses it; and in either case how the request stands with the ledger. */
export type Admission = { readonly made: Claim | undefined } & (
  { readonly session: Session } | { readonly refused: unknown }
);

/**
 * Reads the session and claims the ClientToken side by side: one round trip before the call to Connect. A claim made
 * for a bearer that has no session is taken back. Where this process has not seen the bearer before, the session is
 * read first, so that one that somebody has made up costs a read and no write.
 */
export async function enter(visit: Visit, options: ClaimOptions = {}): Promise<Admission> {
  if (!visit.ports.seen.has(visit.scope.id)) {
    try {
      const session = await sessionOf(visit);
      return { session, made: await claim(visit, options) };
    } catch (error) {
      if (!isEnded(error)) throw error;
      // Its holder may be repeating the disconnect that ended it.
    }
  }
  const [session, made] = await Promise.allSettled([sessionOf(visit), claim(visit, options)]);
  if (made.status === 'rejected') throw made.reason;
  if (session.status === 'fulfilled') return { session: session.value, made: made.value };
  await withdraw(made.value, visit);
  return { refused: session.reason, made: made.value };
}

function isEnded(error: unknown): boolean {
  return (
    error instanceof RequestFailure &&
    error.failure.kind === 'denied' &&
    error.failure.reason === 'session-ended'
  );
}
