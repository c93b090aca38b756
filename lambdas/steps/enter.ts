import { RequestFailure } from '../core/failure.ts';
import type { Session } from '../core/session.ts';
import { claim, replay, withdraw, type Claim, type ClaimOptions } from './ledger.ts';
import type { Answer, Visit } from './request.ts';
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
  const reading = sessionOf(visit);
  if (!visit.ports.seen.has(visit.scope.id))
    await reading.catch((error: unknown) => {
      if (!afterwards.has(reasonOf(error))) throw error;
    });
  const [session, made] = await Promise.allSettled([reading, claim(visit, options)]);
  if (made.status === 'rejected') throw made.reason;
  if (session.status === 'fulfilled') return { session: session.value, made: made.value };
  await withdraw(made.value, visit);
  return { refused: session.reason, made: made.value };
}

/**
 * The answer to a request whose session does not admit it. Where it is the chat that is over, an earlier attempt with
 * this ClientToken decides: what it has done is answered again, and what it may have done is not told as refused.
 */
export function answerRefused(
  { refused, made }: { readonly refused: unknown; readonly made: Claim | undefined },
  visit: Visit,
): Answer {
  if (reasonOf(refused) !== 'session-over') throw refused;
  if (made?.kind === 'done') return replay(made.record, visit);
  if (mayBeDone({ refused, made })) throw new RequestFailure({ kind: 'outcome-unknown' }, refused);
  throw refused;
}

/** Whether the chat is over, and an earlier attempt with this ClientToken may have been carried out. */
export function mayBeDone({
  refused,
  made,
}: {
  readonly refused: unknown;
  readonly made: Claim | undefined;
}): boolean {
  return reasonOf(refused) === 'session-over' && made?.kind === 'owned' && made.record.ambiguous > 0;
}

/** Refusals of what was a session once, whose holder may be repeating what was sent before. */
const afterwards: ReadonlySet<string | undefined> = new Set([
  'session-ended',
  'session-over',
  'session-expired',
]);

function reasonOf(error: unknown): string | undefined {
  return error instanceof RequestFailure && error.failure.kind === 'denied'
    ? error.failure.reason
    : undefined;
}
