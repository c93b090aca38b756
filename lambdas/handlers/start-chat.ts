import { RequestFailure } from '../core/failure.ts';
import { derivedBearer, formatBearer, sessionScope } from '../core/secret.ts';
import { chatMilliseconds, proven, provesContact } from '../core/session.ts';
import { entryPointOf, startInput } from '../core/start.ts';
import { identify } from '../steps/identify.ts';
import { callUpstream } from '../steps/call-upstream.ts';
import { mintSession } from '../steps/mint-session.ts';
import { carryOut, claim } from '../steps/ledger.ts';
import type { Ports } from '../core/ports.ts';
import type { Answer, ApiRequest } from '../steps/request.ts';
import { available, startVisit } from '../steps/session-of.ts';

/**
 * POST /chats and POST /contacts: StartChatContact, and a session whose bearer is answered in place of Connect's
 * participant token.
 */
export async function startChat(request: ApiRequest, ports: Ports): Promise<Answer> {
  const { input, operation, origin } = request;
  const entry = entryPointOf(input, ports.settings);
  if (!entry) throw new RequestFailure({ kind: 'internal' });
  await proveContact(request, ports);
  const identity = await identify(request, ports);
  const visit = startVisit(request, ports);
  // Origin and identity count as part of the request: the bearer is bound to them.
  const made = await claim(visit, { salted: true, body: { input, origin, identity } });
  return await carryOut(made, visit, async (sending) => {
    const bearer = derivedBearer(visit.scope, sending.salt);
    const { contactId, participantId, continuedFrom } = await mintSession(
      bearer,
      sending,
      visit,
      async () => {
        const asked = startInput(input, operation.access, entry, ports.settings, identity);
        const { output } = await callUpstream(
          {
            command: 'StartChatContact',
            input: { ...asked, ClientToken: sending.clientToken },
            budget: operation.budget,
          },
          request,
          ports,
        );
        const made = output as unknown as StartOutput;
        const minutes = asked['ChatDurationInMinutes'] as number | undefined;
        return {
          contactId: made.ContactId,
          participantId: made.ParticipantId,
          instanceId: entry.instanceId,
          participantToken: made.ParticipantToken,
          expires: ports.now() + chatMilliseconds(minutes),
          origin,
          continuedFrom: made.ContinuedFromContactId,
        };
      },
    );
    return {
      body: {
        ContactId: contactId,
        ParticipantId: participantId,
        ParticipantToken: formatBearer(bearer),
        ...(continuedFrom !== undefined && { ContinuedFromContactId: continuedFrom }),
      },
    };
  });
}

interface StartOutput {
  readonly ContactId: string;
  readonly ParticipantId: string;
  readonly ParticipantToken: string;
  readonly ContinuedFromContactId?: string;
}

/** A browser continues an earlier contact only with the bearer of that contact's session. */
async function proveContact(request: ApiRequest, ports: Ports): Promise<void> {
  const { operation, input, bearer, origin, trace } = request;
  const source = (input['PersistentChat'] as { SourceContactId?: string } | undefined)?.SourceContactId;
  if (operation.access === 'iam' || source === undefined) return;
  if (!bearer) throw new RequestFailure({ kind: 'denied', reason: 'bearer-missing' });
  const scope = sessionScope(bearer);
  const earlier = await available(() => ports.sessions.read(scope.id, trace));
  const refusal = provesContact(earlier && proven(scope.sealKey, earlier), origin, source);
  if (refusal) throw new RequestFailure({ kind: 'denied', reason: refusal });
}
