import { isObject, parsed } from './json.ts';
import type { SaidByEvent } from './ports.ts';
import type { Settings } from './settings.ts';
import { redirectAllowed } from './settings.ts';
import { codePoints } from './validate.ts';

/**
 * Checks what the API model says only in prose: which content types there are, how long each may be, what each must
 * contain. Every function returns sentences that name the member and the bound; none quotes a value.
 */

interface Message {
  readonly ContentType: string;
  readonly Content: string;
}

/** `prefix` is the path of the member that holds the message, such as `InitialMessage.`. */
export function messageProblems(prefix: string, message: Message, settings: Settings): string[] {
  const maximum = Object.hasOwn(settings.messageMaximum, message.ContentType)
    ? settings.messageMaximum[message.ContentType]
    : undefined;
  if (maximum === undefined)
    return [`${prefix}ContentType must be one of: ${Object.keys(settings.messageMaximum).join(', ')}`];
  if (codePoints(message.Content) > maximum)
    return [
      `${prefix}Content must have length less than or equal to ${maximum} for ContentType ${message.ContentType}`,
    ];
  if (jsonTypes.has(message.ContentType) && parsed(message.Content) === undefined)
    return [`${prefix}Content must be valid JSON for ContentType ${message.ContentType}`];
  return [];
}

const jsonTypes: ReadonlySet<string> = new Set([
  'application/json',
  'application/vnd.amazonaws.connect.message.interactive.response',
]);

/**
 * A name that agents and visitors read. `prefix` is the path of the member that holds it. Control characters and line
 * breaks would write into other lines, bidi overrides would turn the text around.
 */
export function displayNameProblems(prefix: string, name: string | undefined): string[] {
  if (name === undefined) return [];
  if (/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u.test(name))
    return [`${prefix}DisplayName must not have line breaks, control characters or bidi overrides`];
  // Braille has an empty cell; fillers and selectors, which are letters and marks, are ignorable by default.
  return /^[\p{Z}\p{Cf}\p{M}\p{Default_Ignorable_Code_Point}\s\u2800]*$/u.test(name)
    ? [`${prefix}DisplayName must have a visible character`]
    : [];
}

const eventType = 'application/vnd.amazonaws.connect.event.';
const receipts: ReadonlySet<string> = new Set([`${eventType}message.delivered`, `${eventType}message.read`]);
/** The events that a visitor sends. */
export const events: readonly string[] = [
  `${eventType}typing`,
  `${eventType}connection.acknowledged`,
  ...receipts,
];

export function isTyping({ ContentType }: { readonly ContentType: string }): boolean {
  return ContentType === `${eventType}typing`;
}

/** What a valid event says; undefined for one that says something else. */
export function saidBy({
  ContentType,
  Content = '',
}: {
  readonly ContentType: string;
  readonly Content?: string;
}): SaidByEvent | undefined {
  if (isTyping({ ContentType })) return { kind: 'typing' };
  if (!receipts.has(ContentType)) return undefined;
  const { messageId } = parsed(Content) as { readonly messageId: string };
  return { kind: ContentType.endsWith('read') ? 'read' : 'delivered', message: messageId };
}

export function eventProblems(event: { readonly ContentType: string; readonly Content?: string }): string[] {
  if (!events.includes(event.ContentType)) return [`ContentType must be one of: ${events.join(', ')}`];
  if (!receipts.has(event.ContentType)) return [];
  const receipt = event.Content === undefined ? undefined : parsed(event.Content);
  const messageId = isObject(receipt) ? receipt['messageId'] : undefined;
  if (typeof messageId !== 'string' || messageId === '' || messageId.length > 256)
    return ['Content must be a JSON string {"messageId":"…"} with a messageId of 1 to 256 characters'];
  return [];
}

/** `ContentType` in its normal form. */
export function attachmentProblems(
  attachment: { readonly ContentType: string; readonly AttachmentSizeInBytes: number },
  settings: Settings,
): string[] {
  const problems: string[] = [];
  if (!settings.attachmentTypes.includes(attachment.ContentType))
    problems.push(`ContentType must be one of: ${settings.attachmentTypes.join(', ')}`);
  if (attachment.AttachmentSizeInBytes > settings.attachmentMaximum)
    problems.push(`AttachmentSizeInBytes must be less than or equal to ${settings.attachmentMaximum}`);
  return problems;
}

export function redirectProblems(input: { readonly RedirectUri: string }, settings: Settings): string[] {
  return redirectAllowed(settings.redirectUris, input.RedirectUri)
    ? []
    : ['RedirectUri must be one of the configured redirect URIs'];
}

export const messagingContentTypes: readonly string[] = [
  'text/plain',
  'text/markdown',
  'application/json',
  'application/vnd.amazonaws.connect.message.interactive',
  'application/vnd.amazonaws.connect.message.interactive.response',
];

export function messagingContentTypeProblems(types: readonly string[]): string[] {
  if (!types.includes('text/plain')) return ['SupportedMessagingContentTypes must contain text/plain'];
  if (types.some((type) => !messagingContentTypes.includes(type)))
    return [`SupportedMessagingContentTypes must be of: ${messagingContentTypes.join(', ')}`];
  return [];
}
