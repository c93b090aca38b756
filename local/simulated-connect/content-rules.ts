import type { Contact } from './contacts.ts';
import { eventTypes, messageTypes } from './content-types.ts';
import { isRecord, lengthInCodePoints } from './validation.ts';

/**
 * The most code points a participant may send, by content type.
 * Source: https://docs.aws.amazon.com/connect/latest/APIReference/API_connect-participant_SendMessage.html
 */
const maxCodePoints: Readonly<Record<string, number>> = {
  [messageTypes.text]: 1_024,
  [messageTypes.markdown]: 1_024,
  [messageTypes.json]: 12_000,
  [messageTypes.interactiveResponse]: 12_288,
};

const sendableEvents: ReadonlySet<string> = new Set([
  eventTypes.typing,
  eventTypes.delivered,
  eventTypes.read,
  eventTypes.acknowledged,
]);

const attributeBytes = 32_768;

/** Why SendMessage or an InitialMessage is refused, beyond what the model's shapes say; undefined when it is fine. */
export function messageProblem(
  contentType: string,
  content: string,
  supported: Contact['supportedContentTypes'],
): string | undefined {
  const max = maxCodePoints[contentType];
  if (max === undefined || supported?.includes(contentType) === false) {
    return `ContentType ${contentType} is not supported in this chat`;
  }
  if (lengthInCodePoints(content) > max) return `Content of type ${contentType} is longer than ${max}`;
  if (contentType.endsWith('json') && parsed(content) === undefined) return 'Content is not JSON';
  return undefined;
}

/** Why SendEvent is refused, beyond what the model's shapes say; undefined when it is fine. */
export function eventProblem(contentType: string, content: string | undefined): string | undefined {
  if (!sendableEvents.has(contentType)) return `ContentType ${contentType} is not supported`;
  return isReceipt(contentType) && receiptMessageId(contentType, content) === undefined
    ? 'Content must be JSON with a messageId'
    : undefined;
}

/** The message a receipt is about: its Content is a JSON string {"messageId": "…"}. Undefined for other events. */
export function receiptMessageId(
  contentType: string | undefined,
  content: string | undefined,
): string | undefined {
  const receipt = isReceipt(contentType) ? parsed(content ?? '') : undefined;
  const messageId = isRecord(receipt) ? receipt['messageId'] : undefined;
  return typeof messageId === 'string' && messageId !== '' ? messageId : undefined;
}

function isReceipt(contentType: string | undefined): boolean {
  return contentType === eventTypes.delivered || contentType === eventTypes.read;
}

/** Why contact attributes are refused; undefined when they are fine. AWS allows 32,768 UTF-8 bytes in all. */
export function attributesProblem(attributes: Readonly<Record<string, string>>): string | undefined {
  const entries = Object.entries(attributes);
  const bytes = entries.reduce((sum, pair) => sum + Buffer.byteLength(pair.join('')), 0);
  if (bytes > attributeBytes) return `Attributes are larger than ${attributeBytes} bytes`;
  return entries.every(([key]) => /^[\w-]+$/.test(key))
    ? undefined
    : 'Attribute keys can include only alphanumeric, dash, and underscore characters';
}

/** Why SupportedMessagingContentTypes is refused; undefined when it is fine. */
export function supportedTypesProblem(types: readonly string[]): string | undefined {
  const known: readonly string[] = Object.values(messageTypes);
  if (!types.every((type) => known.includes(type))) return 'A supported messaging content type is unknown';
  return types.includes(messageTypes.text)
    ? undefined
    : 'SupportedMessagingContentTypes must contain text/plain';
}

/** The value of a JSON text; undefined when it is not JSON. */
export function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
