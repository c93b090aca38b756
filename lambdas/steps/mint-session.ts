import { seal } from '../core/seal.ts';
import { sessionScope, type Scope } from '../core/secret.ts';
import { sealContext, sealProof, type Session } from '../core/session.ts';
import type { Sending } from './ledger.ts';
import type { Ports } from '../core/ports.ts';
import type { Visit } from './request.ts';
import { available } from './session-of.ts';
import { chatReference } from '../core/trace.ts';

/** A participant that Connect has made, for whom there is to be a bearer. */
export interface NewSession {
  readonly contactId: string;
  readonly participantId: string;
  readonly instanceId: string;
  readonly participantToken: string;
  readonly expires: number;
  readonly origin?: string | undefined;
  readonly continuedFrom?: string | undefined;
  /** Of a guest: the session that invites it. */
  readonly host?: string | undefined;
}

/**
 * The session of a new bearer: made by `make` and written; or, after an attempt in doubt, the one that a request which
 * crashed since has written, whose participant need not be asked for again.
 */
export async function mintSession(
  bearer: Uint8Array,
  { ambiguous }: Sending,
  { request, ports }: Visit,
  make: () => Promise<NewSession>,
): Promise<Session> {
  const { trace } = request;
  const scope = sessionScope(bearer);
  const written = ambiguous > 0 ? await available(() => ports.sessions.read(scope.id, trace)) : undefined;
  const session = written ?? sessionOfParticipant(await make(), scope, ports);
  if (!written) await available(() => ports.sessions.create(session, trace));
  trace.chat = chatReference(session.id);
  return session;
}

function sessionOfParticipant(made: NewSession, scope: Scope, ports: Ports): Session {
  const { contactId, participantId, instanceId, expires, origin, continuedFrom, host } = made;
  const session: Session = {
    id: scope.id,
    contactId,
    participantId,
    instanceId,
    ended: false,
    created: ports.now(),
    expires,
    ...(origin !== undefined && { origin }),
    ...(continuedFrom !== undefined && { continuedFrom }),
    ...(host !== undefined && { host }),
  };
  const context = sealContext(session, 'participant-token');
  const participantToken = seal(scope.sealKey, context, made.participantToken, ports.random(12));
  const proof = sealProof(scope.sealKey, session, ports.random(12));
  return { ...session, participantToken, proof };
}
