import { RequestFailure } from '../core/failure.ts';
import { open, seal } from '../core/seal.ts';
import { sealContext, sessionRetention, tokenUsableUntil, type Session } from '../core/session.ts';
import { connectionLease } from '../operations/budgets.ts';
import type { InputOf, OutputOf } from '../core/commands.ts';
import type { NewConnection } from '../core/ports.ts';
import { newOwnerNonce, type OwnerNonce } from '../core/tokens.ts';
import { CallFailure, callUpstream, type CallPorts } from './call-upstream.ts';
import type { ScopedRequest } from './request.ts';
import { sessionOf, type SessionPorts } from './session-of.ts';
import { dispensable, required } from './store-failure.ts';

/**
 * Opening a session's connection: by one request at a time, however many race. Connect has no ClientToken for
 * CreateParticipantConnection and a low quota, so there is a lease on the session's row instead.
 */

export type ConnectionPorts = SessionPorts | CallPorts;

/** Milliseconds before the next look at a connection that another request is opening: longer each time. */
function untilLook(looks: number): number {
  return Math.min(2_000, Math.round(120 * 1.5 ** looks));
}

/**
 * Runs `connect` as the only one for this session, unless `satisfied` holds of the session first: then returns that
 * session. Those who come second look until the first is done, or its lease has run out.
 */
export async function exclusively<T>(
  session: Session,
  scoped: ScopedRequest<ConnectionPorts>,
  satisfied: (session: Session) => boolean,
  connect: (session: Session, owner: OwnerNonce) => Promise<T>,
): Promise<{ readonly made: T } | { readonly found: Session }> {
  const { request, ports } = scoped;
  const owner = newOwnerNonce(ports.random);
  for (let current = session, looks = 0; ; current = await sessionOf(scoped), looks++) {
    if (satisfied(current)) return { found: current };
    const busy = current.connecting !== undefined && current.connecting.lease > ports.now();
    if (!busy && (await required(() => lease(current, owner, scoped)))) {
      try {
        return { made: await connect(current, owner) };
      } catch (error) {
        await dispensable(() => ports.sessions.unlease(current.id, owner, request.trace));
        throw error;
      }
    }
    const pause = untilLook(looks);
    if (ports.now() + pause > request.began + request.operation.budget.upstream)
      throw new RequestFailure({ kind: 'throttled' });
    await ports.sleep(pause);
  }
}

async function lease(
  session: Session,
  owner: OwnerNonce,
  { request, ports }: ScopedRequest<'sessions' | 'now'>,
): Promise<boolean> {
  const now = ports.now();
  const version = session.connection?.version ?? 0;
  return await ports.sessions.lease(
    session.id,
    { owner, lease: now + connectionLease, version, now },
    request.trace,
  );
}

/** Asks Connect for a connection, renewing the lease before every further attempt. */
export async function createConnection(
  session: Session,
  owner: OwnerNonce,
  input: Omit<InputOf<'CreateParticipantConnection'>, 'ParticipantToken'>,
  scoped: ScopedRequest<ConnectionPorts>,
): Promise<OutputOf<'CreateParticipantConnection'>> {
  const { request, scope, ports } = scoped;
  if (!session.participantToken) throw new RequestFailure({ kind: 'denied', reason: 'session-ended' });
  request.trace.connection = session.connection ? 'renewed' : 'opened';
  const context = sealContext(session, 'participant-token');
  const ParticipantToken = open(scope.sealKey, context, session.participantToken);
  try {
    return await callUpstream(
      {
        command: 'CreateParticipantConnection',
        input: { ...input, ParticipantToken },
        budget: request.operation.budget,
        beforeRetry: async () => {
          await dispensable(() => lease(session, owner, scoped));
        },
      },
      request,
      ports,
    );
  } catch (error) {
    // A participant's token is good as long as the participant is: the chat is over, and nobody need ask again.
    if (error instanceof CallFailure && error.failure.kind === 'denied' && error.failure.certain)
      await dispensable(() => ports.sessions.end(session.id, ports.now() + sessionRetention, request.trace));
    throw error;
  }
}

/** Stores what a new connection gave, and ends the lease. */
export async function keepConnection(
  session: Session,
  output: OutputOf<'CreateParticipantConnection'>,
  more: Pick<NewConnection, 'answer' | 'answerFor' | 'renewed'>,
  { request, scope, ports }: ScopedRequest<'sessions' | 'now' | 'random'>,
): Promise<void> {
  const { ConnectionToken: token, Expiry: expiry } = output.ConnectionCredentials ?? {};
  const connection: NewConnection = {
    version: (session.connection?.version ?? 0) + 1,
    ...(token !== undefined && {
      token: seal(scope.sealKey, sealContext(session, 'connection-token'), token, ports.random(12)),
      expires: tokenUsableUntil(expiry, ports.now()),
    }),
    // It lasts as long as the chat now.
    ...(session.due !== undefined && { due: session.expires }),
    ...more,
  };
  const keep = (): Promise<boolean> => ports.sessions.connect(session.id, connection, request.trace);
  // A chat is ended that, by its row, nobody has connected to or come back to: this one has to be kept.
  const decides = session.due !== undefined && (!session.connection || session.left !== undefined);
  // Any other that could not be stored is good for this request all the same; the next one opens its own.
  const kept = await (decides ? required(keep) : dispensable(keep));
  if (kept === false) throw new RequestFailure({ kind: 'denied', reason: 'session-ended' });
}
