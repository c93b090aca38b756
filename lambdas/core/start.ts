import type { Access } from './access.ts';
import type { InputOf } from './commands.ts';
import { displayNameProblems, messageProblems, messagingContentTypeProblems } from './content.ts';
import type { Identity } from './identity.ts';
import { defaultChatMinutes } from './session.ts';
import { defaultEntryPoint, type EntryPoint, type Settings } from './settings.ts';

/** Decides what a request for a new chat may ask for, and what Connect is asked on its behalf. Pure. */

interface Target {
  readonly EntryPoint?: string;
  readonly InstanceId?: string | undefined;
  readonly ContactFlowId?: string;
}

/**
 * The entry point a request means: the one it names, else the one whose instance and flow it gives, else the default.
 * Undefined when it means none that is configured.
 */
export function entryPointOf(target: Target, settings: Settings): EntryPoint | undefined {
  const fits = (entry: EntryPoint): boolean =>
    (target.InstanceId === undefined || target.InstanceId === entry.instanceId) &&
    (target.ContactFlowId === undefined || target.ContactFlowId === entry.contactFlowId);
  if (target.EntryPoint !== undefined) {
    const named = Object.hasOwn(settings.entryPoints, target.EntryPoint)
      ? settings.entryPoints[target.EntryPoint]
      : undefined;
    return named && fits(named) ? named : undefined;
  }
  const first = settings.entryPoints[defaultEntryPoint];
  if (first && fits(first)) return first;
  return Object.values(settings.entryPoints).find(fits);
}

/** There is an entry point at least, so that a request that gives nothing means one. */
export function entryPointProblems(target: Target, settings: Settings): string[] {
  if (entryPointOf(target, settings)) return [];
  return target.EntryPoint !== undefined && !Object.hasOwn(settings.entryPoints, target.EntryPoint)
    ? [`EntryPoint must be one of: ${Object.keys(settings.entryPoints).join(', ')}`]
    : ['InstanceId and ContactFlowId must be the configured ones, or be left out'];
}

export function instanceProblems(input: { readonly InstanceId?: string }, settings: Settings): string[] {
  const { InstanceId } = input;
  return entryPointOf({ InstanceId }, settings)
    ? []
    : ['InstanceId must be the configured one, or be left out'];
}

/** The attributes a browser sets: only allowed names, and together with the entry point's own within Connect's bound. */
export function attributeProblems(
  given: Readonly<Record<string, string>>,
  target: Target,
  settings: Settings,
): string[] {
  const allowed = settings.attributeNames;
  if (!allowed.includes('*') && Object.keys(given).some((name) => !allowed.includes(name)))
    return [
      allowed.length === 0
        ? 'Attributes must be left out: no attribute name is allowed by configuration'
        : `Attributes may have the names: ${allowed.join(', ')}`,
    ];
  return contactAttributeProblems(prefixed(given, settings.attributePrefix), target, settings);
}

/** Bounds on contact attributes, from StartChatContact's page: 32,768 UTF-8 bytes in all; letters, digits, - and _. */
export function contactAttributeProblems(
  given: Readonly<Record<string, string>>,
  target: Target,
  settings: Settings,
): string[] {
  const attributes = { ...given, ...entryPointOf(target, settings)?.attributes };
  const problems: string[] = [];
  if (Object.keys(given).some((name) => !/^[A-Za-z0-9_-]+$/.test(name)))
    problems.push(
      'A key of Attributes must be of the letters a to z and A to Z, digits, dash and underscore',
    );
  if (attributeBytes(attributes) > mostAttributeBytes)
    problems.push('Attributes must have at most 32768 UTF-8 bytes in all its keys and values');
  return problems;
}

/** UTF-8 bytes of all keys and values together, at most, from StartChatContact's page. */
const mostAttributeBytes = 32_768;

function attributeBytes(attributes: Readonly<Record<string, string>>): number {
  return Object.entries(attributes).reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value),
    0,
  );
}

interface Start extends Target {
  readonly ParticipantDetails?: { readonly DisplayName: string };
  readonly ClientToken?: string;
  readonly InitialMessage?: { readonly ContentType: string; readonly Content: string };
  readonly SupportedMessagingContentTypes?: readonly string[];
  readonly PersistentChat?: { readonly RehydrationType?: string; readonly SourceContactId?: string };
  readonly RelatedContactId?: string;
}

export function startProblems(start: Start, settings: Settings): string[] {
  const problems = [
    ...secretProblems(start.ClientToken),
    ...displayNameProblems('ParticipantDetails.', start.ParticipantDetails?.DisplayName),
  ];
  if (start.InitialMessage)
    problems.push(...messageProblems('InitialMessage.', start.InitialMessage, settings));
  if (start.SupportedMessagingContentTypes) {
    problems.push(...messagingContentTypeProblems(start.SupportedMessagingContentTypes));
    const first = start.InitialMessage?.ContentType;
    if (first !== undefined && !start.SupportedMessagingContentTypes.includes(first))
      problems.push('InitialMessage.ContentType must be one of SupportedMessagingContentTypes');
  }
  if (start.PersistentChat) {
    if (start.PersistentChat.SourceContactId === undefined)
      problems.push('PersistentChat.SourceContactId must be given');
    if (start.PersistentChat.RehydrationType === undefined)
      problems.push('PersistentChat.RehydrationType must be given');
    if (start.RelatedContactId !== undefined)
      problems.push('RelatedContactId must be left out when PersistentChat is given');
  }
  return problems;
}

export function verificationProblems(
  start: { readonly VerificationToken?: string },
  { verification }: Settings,
): string[] {
  return verification && start.VerificationToken === undefined ? ['VerificationToken must be given'] : [];
}

export function cookieProblems(start: { readonly session?: string }, { cookieOrigins }: Settings): string[] {
  return start.session !== undefined && cookieOrigins.length === 0
    ? ['session must be left out: no page may have a cookie by configuration']
    : [];
}

/** A UUID of random bits: version 4, and the variant of RFC 9562. */
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** Random bits have many different characters: fewer than these in one of a thousand million, also as 64 hex digits. */
function secretEnough(clientToken: string): boolean {
  const different = new Set(clientToken.toLowerCase()).size;
  return uuid.test(clientToken) ? different >= 7 : /^[\w-]{43,}$/.test(clientToken) && different >= 11;
}

/**
 * The secret a ClientToken must be where its scope leads to a bearer: whoever knows the token, knows the rest.
 */
export function secretProblems(clientToken: string | undefined): string[] {
  return clientToken === undefined || clientToken === '' || secretEnough(clientToken)
    ? []
    : [
        'ClientToken must be a UUID (version 4) or at least 43 base64url characters of randomness: whoever knows it can have the chat',
      ];
}

/**
 * A browser's attributes as Connect gets them: under the prefix, and never in place of the entry point's own or of what
 * sign-in says. That holds for visitors of whom it says nothing, too: a flow could not tell theirs from a verified one.
 */
function contactAttributes(
  given: Readonly<Record<string, string>>,
  access: Access,
  entry: EntryPoint,
  settings: Settings,
  identity: Identity | undefined,
): Record<string, string> {
  const own = access === 'iam' ? given : unreserved(prefixed(given, settings.attributePrefix), settings);
  return { ...own, ...identity?.attributes, ...entry.attributes };
}

/**
 * Minutes that a chat from a browser lasts at most, unless its entry point says otherwise. One that nobody connects to
 * has its place in the instance until then.
 */
export const browserChatMinutes = 480;

/** The duration to ask for; undefined for Connect's own, as not every account may choose one. */
function chatMinutes(access: Access, entry: EntryPoint): number | undefined {
  const otherwise = access === 'iam' ? undefined : browserChatMinutes;
  const minutes = entry.chatDurationInMinutes ?? otherwise;
  return minutes === defaultChatMinutes ? undefined : minutes;
}

/** What StartChatContact is asked, without the ClientToken. */
type Asked = Omit<InputOf<'StartChatContact'>, 'ClientToken'>;

/** The valid input of an operation that starts a chat. */
type StartRequest = Omit<Asked, keyof Target> &
  Target & { readonly VerificationToken?: string; readonly session?: string };

export function startInput(
  input: StartRequest,
  access: Access,
  entry: EntryPoint,
  settings: Settings,
  identity?: Identity,
): Asked {
  const { EntryPoint: _, VerificationToken: __, session: ___, Attributes = {}, ...members } = input;
  const attributes = contactAttributes(Attributes, access, entry, settings, identity);
  const minutes = chatMinutes(access, entry);
  return {
    ...(minutes !== undefined && { ChatDurationInMinutes: minutes }),
    ...members,
    InstanceId: entry.instanceId,
    ContactFlowId: entry.contactFlowId,
    ...(Object.keys(attributes).length > 0 && { Attributes: attributes }),
    ...(identity?.displayName !== undefined && {
      ParticipantDetails: { DisplayName: identity.displayName },
    }),
    ...(identity?.customerId !== undefined && { CustomerId: identity.customerId }),
  };
}

/**
 * The attribute of a contact that names the row of its session, which opens nothing: by it the contact of a start is
 * found that was cut off before Connect's answer was written.
 */
export const chatReferenceAttribute = 'ConnectChatBffSession';

/** What Connect is asked, with the reference among the attributes, unless there is no room for it. */
export function withReference<A extends Pick<Asked, 'Attributes'>>(asked: A, id: string): A {
  const attributes = { ...asked.Attributes, [chatReferenceAttribute]: id };
  return attributeBytes(attributes) > mostAttributeBytes ? asked : { ...asked, Attributes: attributes };
}

function unreserved(given: Readonly<Record<string, string>>, { signIn }: Settings): Record<string, string> {
  const reserved = Object.values(signIn?.claims.attributes ?? {});
  return Object.fromEntries(Object.entries(given).filter(([name]) => !reserved.includes(name)));
}

function prefixed(given: Readonly<Record<string, string>>, prefix: string): Record<string, string> {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [prefix + name, value]));
}
