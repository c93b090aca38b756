import { RequestFailure } from '../core/failure.ts';
import { open, seal } from '../core/seal.ts';
import { sealContext, sessionRetention, tokenUsableUntil } from '../core/session.ts';
import type { InputOf, OutputOf } from '../core/commands.ts';
import type { Kept, NewConnection } from '../core/ports.ts';
import { CallFailure, callUpstream } from './call-upstream.ts';
import { LeaseLost, sleepUnderLease, type ConnectionPorts, type Lease } from './connection-lease.ts';
import { givePlaceBack } from './give-place-back.ts';
import type { ScopedRequest } from './request.ts';
import { dispensable, required } from './store-failure.ts';

/** Asks Connect for a connection. Returns undefined where the lease has been lost while waiting for an attempt. */
export async function createConnection(
  lease: Lease,
  input: Omit<InputOf<'CreateParticipantConnection'>, 'ParticipantToken'>,
  scoped: ScopedRequest<ConnectionPorts>,
): Promise<OutputOf<'CreateParticipantConnection'> | undefined> {
  const { session } = lease;
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
        // The lease lets a session ask once at a time, so that no share of its own need be kept.
        place: { instanceId: session.instanceId, quota: 'connection', priority: 'connection' },
        sleep: async (pause) => await sleepUnderLease(lease, pause, scoped),
      },
      request,
      ports,
    );
  } catch (error) {
    if (error instanceof LeaseLost) return undefined;
    // A participant's token is good as long as the participant is: the chat is over, and nobody need ask again.
    if (error instanceof CallFailure && error.failure.kind === 'denied' && error.failure.certain) {
      const expires = ports.now() + sessionRetention;
      const ended = await dispensable(() => ports.sessions.end(session.id, expires, request.trace));
      await givePlaceBack(session, ended, scoped);
    }
    throw error;
  }
}

/**
 * Stores what a new connection gave, and ends the lease. Returns false where the lease has been lost meanwhile: the
 * connection is older than the one that the session has, or is about to have.
 */
export async function keepConnection(
  { session, owner }: Lease,
  output: OutputOf<'CreateParticipantConnection'>,
  more: Pick<NewConnection, 'answer' | 'answerFor' | 'renewed'>,
  { request, scope, ports }: ScopedRequest<'sessions' | 'now' | 'random'>,
): Promise<boolean> {
  const { ConnectionToken: token, Expiry: expiry } = output.ConnectionCredentials ?? {};
  const connection: NewConnection = {
    owner,
    version: (session.connection?.version ?? 0) + 1,
    ...(token !== undefined && {
      token: seal(scope.sealKey, sealContext(session, 'connection-token'), token, ports.random(12)),
      expires: tokenUsableUntil(expiry, ports.now()),
    }),
    // It lasts as long as the chat now.
    ...(session.due !== undefined && { due: session.expires }),
    ...more,
  };
  const keep = (): Promise<Kept> => ports.sessions.connect(session.id, connection, request.trace);
  // A chat is ended that, by its row, nobody has connected to or come back to: this one has to be kept.
  const decides = session.due !== undefined && (!session.connection || session.left !== undefined);
  // Any other that could not be stored is good for this request all the same; the next one opens its own.
  const kept = await (decides ? required(keep) : dispensable(keep));
  if (kept === 'ended') throw new RequestFailure({ kind: 'denied', reason: 'session-ended' });
  return kept !== 'late';
}
