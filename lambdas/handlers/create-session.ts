import { seal } from '../core/seal.ts';
import { sessionScope } from '../core/secret.ts';
import { sealContext, type Session } from '../core/session.ts';
import type { Visit } from './ports.ts';
import { available } from './session-of.ts';
import { chatReference } from './trace.ts';

/** A participant that Connect has made, for whom there is to be a bearer. */
export interface NewSession {
  readonly contactId: string;
  readonly participantId: string;
  readonly instanceId: string;
  readonly participantToken: string;
  readonly expires: number;
  readonly origin?: string | undefined;
  readonly continuedFrom?: string | undefined;
}

/** Writes the session of a new bearer. */
export async function createSession(
  bearer: Uint8Array,
  of: NewSession,
  { request, ports }: Visit,
): Promise<void> {
  const scope = sessionScope(bearer);
  const { contactId, participantId, instanceId, expires, origin, continuedFrom } = of;
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
  };
  const participantToken = seal(
    scope.sealKey,
    sealContext(session, 'participant-token'),
    of.participantToken,
    ports.random(12),
  );
  await available(() => ports.sessions.create({ ...session, participantToken }, request.trace));
  request.trace.chat = chatReference(session.id);
}
