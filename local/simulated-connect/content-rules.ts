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

/** Returns why SendMessage or an InitialMessage is refused, beyond what the model's shapes say; undefined when it is fine. */
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

/** The most code points an interactive response's action may have. */
const maxAction = 200;

/**
 * Why a message is refused as an InvalidRequestException, in Connect's own words; undefined when it is fine. Of an
 * interactive response Connect looks at version and action, and at nothing else in it.
 *
 * Source: the comments of @nlxai/connect-chat-adapter, a public adapter for chatjs; no page of AWS says it.
 */
export function interactiveResponseProblem(contentType: string, content: string): string | undefined {
  if (contentType !== messageTypes.interactiveResponse) return undefined;
  const response = parsed(content);
  const { version, action } = isRecord(response) ? response : {};
  const length = typeof action === 'string' ? lengthInCodePoints(action) : 0;
  return version === '1.0' && length >= 1 && length <= maxAction
    ? undefined
    : 'Message content is not a valid InteractiveMessageResponse';
}

/** Returns why SendEvent is refused, beyond what the model's shapes say; undefined when it is fine. */
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

/** Returns the value of a JSON text; undefined when it is not JSON. */
export function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
