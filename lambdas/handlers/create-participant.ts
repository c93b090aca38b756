import { RequestFailure } from '../core/failure.ts';
import { derivedBearer, formatBearer } from '../core/secret.ts';
import { SealError } from '../core/seal.ts';
import { chatMilliseconds, type Session } from '../core/session.ts';
import { entryPointOf } from '../core/start.ts';
import type { Bearer } from '../core/tokens.ts';
import { admitAndClaim, answerRefused } from '../steps/admit-and-claim.ts';
import { callUpstream, type CallPorts } from '../steps/call-upstream.ts';
import { carryOut, type Attempt } from '../steps/carry-out.ts';
import { claimClientToken, type ClaimPorts } from '../steps/claim.ts';
import { keepSession, sessionOfEarlierAttempt } from '../steps/keep-session.ts';
import type { Ports } from '../core/ports.ts';
import type { Answer, ApiRequest, BodyOf, ScopedRequest, ServedBy } from '../steps/request.ts';
import { inSession, inStart, provenSession, type SessionPorts } from '../steps/session-of.ts';

type Guest = ServedBy<'create-guest'>;
type ContactParticipant = ServedBy<'create-participant'>;
type Participant = Guest | ContactParticipant;
type ParticipantPorts = 'sessions' | CallPorts;

/** POST /participants: a guest on the session's own contact, for as long as the session. */
export async function createGuest(
  request: ApiRequest<Guest>,
  ports: Pick<Ports, SessionPorts | ParticipantPorts | ClaimPorts>,
): Promise<Answer<BodyOf<Guest>>> {
  const scoped = inSession(request, ports);
  const admission = await admitAndClaim(scoped, { salted: true });
  if ('refused' in admission) return answerRefused(admission, scoped);
  const session = provenSession(admission.session, scoped);
  // Nothing else is bound to the instance that is about to be asked.
  if (!session.proof) throw new SealError('Nothing sealed proves the instance');
  const { id: host, contactId, instanceId, expires, origin } = session;
  const contact = { contactId, instanceId, expires, origin, host };
  return await carryOut(admission.claim, scoped, (attempt) => createParticipant(attempt, contact, scoped));
}

/** POST /contacts/{ContactId}/participants, for trusted back ends. */
export async function createContactParticipant(
  request: ApiRequest<ContactParticipant>,
  ports: Pick<Ports, 'settings' | ParticipantPorts | ClaimPorts>,
): Promise<Answer<BodyOf<ContactParticipant>>> {
  const { InstanceId, ContactId } = request.input;
  const entry = entryPointOf(InstanceId === undefined ? {} : { InstanceId }, ports.settings);
  if (!entry) throw new RequestFailure({ kind: 'internal' });
  const scoped = inStart(request, ports);
  const claim = await claimClientToken(scoped, { salted: true });
  return await carryOut(claim, scoped, (attempt) => {
    const expires = ports.now() + chatMilliseconds(entry.chatDurationInMinutes);
    return createParticipant(
      attempt,
      { contactId: ContactId, instanceId: entry.instanceId, expires },
      scoped,
    );
  });
}

/** What a participant joins, and until when. */
interface Contact {
  readonly contactId: string;
  readonly instanceId: string;
  readonly expires: number;
  readonly origin?: string | undefined;
  readonly host?: string | undefined;
}

async function createParticipant(
  attempt: Attempt,
  contact: Contact,
  scoped: ScopedRequest<ParticipantPorts, Participant>,
): Promise<BodyOf<Participant>> {
  const bearer = derivedBearer(scoped.scope, attempt.salt);
  const { participantId, expires } =
    (await sessionOfEarlierAttempt(bearer, attempt, scoped)) ??
    (await newParticipant(bearer, attempt, contact, scoped));
  return {
    ParticipantId: participantId,
    ParticipantCredentials: {
      ParticipantToken: formatBearer(bearer),
      Expiry: new Date(expires).toISOString(),
    },
  };
}

/** Adds the participant to the contact, and writes its session. */
async function newParticipant(
  bearer: Bearer,
  { clientToken, record }: Attempt,
  contact: Contact,
  scoped: ScopedRequest<ParticipantPorts, Participant>,
): Promise<Session> {
  const { request, ports } = scoped;
  const { ParticipantDetails } = request.input;
  const role = ParticipantDetails.ParticipantRole ?? 'CUSTOMER';
  const { ParticipantId, ParticipantCredentials } = await callUpstream(
    {
      command: 'CreateParticipant',
      input: {
        InstanceId: contact.instanceId,
        ContactId: contact.contactId,
        ParticipantDetails: { ...ParticipantDetails, ParticipantRole: role },
        ClientToken: clientToken,
      },
      budget: request.operation.budget,
    },
    request,
    ports,
  );
  return await keepSession(
    bearer,
    {
      ...contact,
      participantId: ParticipantId,
      participantToken: ParticipantCredentials?.ParticipantToken,
      record,
    },
    scoped,
  );
}
