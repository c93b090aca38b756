import { RequestFailure } from '../core/failure.ts';
import { derivedBearer, formatBearer } from '../core/secret.ts';
import { chatMilliseconds } from '../core/session.ts';
import { SealError } from '../core/seal.ts';
import { entryPointOf } from '../core/start.ts';
import { callUpstream } from '../steps/call-upstream.ts';
import { mintSession } from '../steps/mint-session.ts';
import { answerRefused, enter } from '../steps/enter.ts';
import { carryOut, claim, type Sending } from '../steps/ledger.ts';
import type { Ports } from '../core/ports.ts';
import type { Answer, ApiRequest, Visit } from '../steps/request.ts';
import { provenSession, sessionVisit, startVisit } from '../steps/session-of.ts';

/** POST /participants: a guest on the session's own contact, for as long as the session. */
export async function createGuest(request: ApiRequest, ports: Ports): Promise<Answer> {
  const visit = sessionVisit(request, ports);
  const admission = await enter(visit, { salted: true });
  if ('refused' in admission) return answerRefused(admission, visit);
  const session = provenSession(admission.session, visit);
  // Nothing else is bound to the instance that is about to be asked.
  if (!session.proof) throw new SealError('Nothing sealed proves the instance');
  const { id: host, contactId, instanceId, expires, origin } = session;
  return await carryOut(admission.made, visit, (sending) =>
    createParticipant(sending, visit, { contactId, instanceId, expires, origin, host }),
  );
}

/** POST /contacts/{ContactId}/participants, for trusted back ends. */
export async function createContactParticipant(request: ApiRequest, ports: Ports): Promise<Answer> {
  const { InstanceId, ContactId } = request.input as { InstanceId?: string; ContactId: string };
  const entry = entryPointOf(InstanceId === undefined ? {} : { InstanceId }, ports.settings);
  if (!entry) throw new RequestFailure({ kind: 'internal' });
  const visit = startVisit(request, ports);
  const claimed = await claim(visit, { salted: true });
  return await carryOut(claimed, visit, (sending) =>
    createParticipant(sending, visit, {
      contactId: ContactId,
      instanceId: entry.instanceId,
      expires: ports.now() + chatMilliseconds(entry.chatDurationInMinutes),
    }),
  );
}

async function createParticipant(
  sending: Sending,
  visit: Visit,
  contact: {
    readonly contactId: string;
    readonly instanceId: string;
    readonly expires: number;
    readonly origin?: string | undefined;
    readonly host?: string | undefined;
  },
): Promise<{ readonly body: Record<string, unknown> }> {
  const { request, scope, ports } = visit;
  const bearer = derivedBearer(scope, sending.salt);
  const { participantId, expires } = await mintSession(bearer, sending, visit, async () => {
    const details = request.input['ParticipantDetails'] as Record<string, unknown>;
    const { output } = await callUpstream(
      {
        command: 'CreateParticipant',
        input: {
          InstanceId: contact.instanceId,
          ContactId: contact.contactId,
          ParticipantDetails: { ParticipantRole: 'CUSTOMER', ...details },
          ClientToken: sending.clientToken,
        },
        budget: request.operation.budget,
      },
      request,
      ports,
    );
    const { ParticipantId, ParticipantCredentials } = output as unknown as CreateParticipantOutput;
    return {
      ...contact,
      participantId: ParticipantId,
      participantToken: ParticipantCredentials.ParticipantToken,
    };
  });
  return {
    body: {
      ParticipantId: participantId,
      ParticipantCredentials: {
        ParticipantToken: formatBearer(bearer),
        Expiry: new Date(expires).toISOString(),
      },
    },
  };
}

interface CreateParticipantOutput {
  readonly ParticipantId: string;
  readonly ParticipantCredentials: { readonly ParticipantToken: string };
}
