import { claimAndAdmit, type AdmissionPorts } from '../admission/admit.ts';
import { inPlace } from '../admission/places.ts';
import { RequestFailure } from '../core/failure.ts';
import type { Identity } from '../core/identity.ts';
import { connectWithin } from '../core/lifecycle.ts';
import { derivedBearer, formatBearer, sessionScope } from '../core/secret.ts';
import { chatMilliseconds, proven, provesContact, type Session } from '../core/session.ts';
import type { EntryPoint } from '../core/settings.ts';
import { browserChatMinutes, entryPointOf, startInput, withReference } from '../core/start.ts';
import type { Bearer } from '../core/tokens.ts';
import { callUpstream, type CallPorts } from '../steps/call-upstream.ts';
import { carryOut, type Attempt } from '../steps/carry-out.ts';
import { identify, type IdentityPorts } from '../steps/identify.ts';
import { begin, unlessRefused } from '../steps/begin-chat.ts';
import { setIdleTimers } from '../steps/set-idle-timers.ts';
import { keepSession, sessionOfEarlierAttempt } from '../steps/keep-session.ts';
import type { Ports } from '../core/ports.ts';
import type { Answer, ApiRequest, BodyOf, ScopedRequest, ServedBy } from '../steps/request.ts';
import { inStart } from '../steps/session-of.ts';
import { required } from '../steps/store-failure.ts';

type Start = ServedBy<'start-chat'>;
type StartPorts = 'settings' | 'sessions' | 'openChats' | CallPorts;

/** Where a chat begins, and who begins it. */
interface Beginning {
  readonly entry: EntryPoint;
  readonly identity: Identity | undefined;
}

/**
 * POST /chats and POST /contacts: StartChatContact, and a session whose bearer is answered in place of Connect's
 * participant token.
 */
export async function startChat(
  request: ApiRequest<Start>,
  ports: Pick<Ports, StartPorts | AdmissionPorts | IdentityPorts>,
): Promise<Answer<BodyOf<Start>>> {
  const { input, origin } = request;
  const entry = entryPointOf(input, ports.settings);
  if (!entry) throw new RequestFailure({ kind: 'internal' });
  await proveContact(request, ports);
  const identity = await identify(request, ports);
  const scoped = inStart(request, ports);
  const { claim, place } = await claimAndAdmit(
    scoped,
    { salted: true, body: askedFor(input, origin, identity) },
    { instanceId: entry.instanceId, identity },
  );
  const answer = await carryOut(claim, scoped, (attempt) =>
    inPlace(place, scoped, () => start(attempt, { entry, identity }, scoped)),
  );
  return 'session' in input ? await inCookie(answer, entry) : answer;
}

/** Puts the bearer into a cookie, for as long as a new chat may last. */
async function inCookie(
  { status, body }: Answer<BodyOf<Start>>,
  entry: EntryPoint,
): Promise<Answer<BodyOf<Start>>> {
  const { setCookie } = await import('../core/session-cookie.ts');
  const minutes = entry.chatDurationInMinutes ?? browserChatMinutes;
  return {
    status,
    // Who knows nothing of cookies finds the member, and no bearer.
    body: { ...body, ParticipantToken: 'cookie' },
    setCookie: setCookie(body.ParticipantToken, minutes * 60),
  };
}

/**
 * What a repetition must have the same. Origin and identity count, as the bearer is bound to them; a verification token
 * does not: a page may need a new one for its next attempt.
 */
function askedFor(input: object, origin: string | undefined, identity: Identity | undefined): object {
  const { VerificationToken: _, ...rest } = input as { readonly VerificationToken?: string };
  if (!identity) return { input: rest, origin, identity };
  const { subject: __, ...told } = identity;
  return { input: rest, origin, identity: told };
}

async function start(
  attempt: Attempt,
  beginning: Beginning,
  scoped: ScopedRequest<StartPorts, Start>,
): Promise<BodyOf<Start>> {
  const bearer = derivedBearer(scoped.scope, attempt.salt);
  const earlier = await sessionOfEarlierAttempt(bearer, attempt, scoped);
  // That attempt may have ended before it came to the timers.
  if (earlier) await setIdleTimers(earlier.contactId, beginning.entry, scoped.request, scoped.ports);
  const { contactId, participantId, continuedFrom } =
    earlier ?? (await newContact(bearer, attempt, beginning, scoped));
  return {
    ContactId: contactId,
    ParticipantId: participantId,
    ParticipantToken: formatBearer(bearer),
    ...(continuedFrom !== undefined && { ContinuedFromContactId: continuedFrom }),
  };
}

/** Writes that the contact will be, starts it, and writes its session. */
async function newContact(
  bearer: Bearer,
  attempt: Attempt,
  { entry, identity }: Beginning,
  scoped: ScopedRequest<StartPorts, Start>,
): Promise<Session> {
  const { request, ports } = scoped;
  const { operation, origin } = request;
  const asked = startInput(request.input, operation.access, entry, ports.settings, identity);
  const duration = chatMilliseconds(asked.ChatDurationInMinutes);
  const created = ports.now();
  const { instanceId } = entry;
  const beginning = { instanceId, created, expires: created + duration, due: created + connectWithin };
  const earlier = await begin(bearer, attempt, beginning, scoped);
  if (earlier) return earlier;
  const contact = await unlessRefused(bearer, attempt, scoped, () =>
    callUpstream(
      {
        command: 'StartChatContact',
        input: {
          ...withReference(asked, sessionScope(bearer).id),
          ClientToken: attempt.clientToken,
        },
        budget: operation.budget,
      },
      request,
      ports,
    ),
  );
  const timers = setIdleTimers(contact.ContactId ?? '', entry, request, ports);
  const session = keepSession(
    bearer,
    {
      contactId: contact.ContactId,
      participantId: contact.ParticipantId,
      participantToken: contact.ParticipantToken,
      ...beginning,
      expires: ports.now() + duration,
      origin,
      continuedFrom: contact.ContinuedFromContactId,
      place: true,
      record: attempt.record,
    },
    scoped,
  );
  await Promise.allSettled([timers, session]);
  await timers;
  return await session;
}

/** A browser continues an earlier contact only with the bearer of that contact's session. */
async function proveContact(request: ApiRequest<Start>, ports: Pick<Ports, 'sessions'>): Promise<void> {
  const { operation, input, bearer, origin, trace } = request;
  const source = input.PersistentChat?.SourceContactId;
  if (operation.access === 'iam' || source === undefined) return;
  if (!bearer) throw new RequestFailure({ kind: 'denied', reason: 'bearer-missing' });
  const scope = sessionScope(bearer);
  const earlier = await required(() => ports.sessions.read(scope.id, trace));
  const refusal = provesContact(earlier && proven(scope.sealKey, earlier), origin, source);
  if (refusal) throw new RequestFailure({ kind: 'denied', reason: refusal });
}
