import { RequestFailure } from '../core/failure.ts';
import { seal } from '../core/seal.ts';
import { derivedBearer, formatBearer, sessionScope } from '../core/secret.ts';
import { sealContext, type Session } from '../core/session.ts';
import { failureOf } from './call-upstream.ts';
import { perform, replay, type Claim } from './ledger.ts';
import type { Answer, Visit } from './ports.ts';
import { available } from './session-of.ts';
import { chatReference } from './trace.ts';

/** What a mint works with: the ClientToken for Connect, and the bearer its participant will get. */
export interface Mint {
  readonly clientToken: string;
  readonly bearer: Uint8Array;
}

/**
 * Carries out a request that makes a participant, and with it a bearer: under the claim if there is one, so that every
 * repetition answers the same participant and the same bearer.
 */
export async function mint(
  made: Claim | undefined,
  visit: Visit,
  make: (mint: Mint) => Promise<{ readonly body: Record<string, unknown> }>,
): Promise<Answer> {
  const { scope, ports } = visit;
  switch (made?.kind) {
    case 'done':
      return replay(made.record, visit);
    case 'refused':
      throw new RequestFailure(made.failure);
    case 'unavailable':
      throw new RequestFailure(
        { kind: 'unavailable', dependency: 'dynamodb', detail: made.error.message },
        made.error,
      );
    case 'owned':
      return await perform(made, visit, ({ clientToken, salt }) => {
        if (!salt) throw new RequestFailure({ kind: 'internal' });
        return make({ clientToken, bearer: derivedBearer(scope, salt) });
      });
    case undefined:
      try {
        const clientToken = formatBearer(ports.random(32));
        return { status: 200, ...(await make({ clientToken, bearer: ports.random(32) })) };
      } catch (error) {
        throw failureOf(error);
      }
  }
}

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
