import type { SegmentAttributeValue, StartChatContactRequest } from '@aws-sdk/client-connect';
import { messageTypes } from './content-types.ts';

/**
 * Returns why StartChatContact is refused, beyond what the model's shapes say; undefined when it is fine.
 *
 * Source: https://docs.aws.amazon.com/connect/latest/APIReference/API_StartChatContact.html
 */
export function startParameterProblem(request: StartChatContactRequest): string | undefined {
  const { Attributes = {}, SegmentAttributes = {}, SupportedMessagingContentTypes: supported } = request;
  return (
    attributesProblem(Attributes) ??
    (supported && supportedTypesProblem(supported)) ??
    segmentAttributesProblem(SegmentAttributes, supported ?? [])
  );
}

/** The same, for members that do not go together; Connect calls such a request invalid, not its parameters. */
export function startRequestProblem({
  PersistentChat,
  RelatedContactId,
}: StartChatContactRequest): string | undefined {
  if (PersistentChat === undefined) return undefined;
  if (RelatedContactId !== undefined) return 'RelatedContactId and PersistentChat exclude each other';
  if (PersistentChat.RehydrationType === undefined) return 'RehydrationType is required for persistent chat';
  return PersistentChat.SourceContactId === undefined
    ? 'SourceContactId is required for persistent chat'
    : undefined;
}

const attributeBytes = 32_768;

/** AWS allows 32,768 UTF-8 bytes in all. */
function attributesProblem(attributes: Readonly<Record<string, string>>): string | undefined {
  const entries = Object.entries(attributes);
  const bytes = entries.reduce((sum, pair) => sum + Buffer.byteLength(pair.join('')), 0);
  if (bytes > attributeBytes) return `Attributes are larger than ${attributeBytes} bytes`;
  return entries.every(([key]) => /^[\w-]+$/.test(key))
    ? undefined
    : 'Attribute keys can include only alphanumeric, dash, and underscore characters';
}

function supportedTypesProblem(types: readonly string[]): string | undefined {
  const known: readonly string[] = Object.values(messageTypes);
  if (!types.every((type) => known.includes(type))) return 'A supported messaging content type is unknown';
  return types.includes(messageTypes.text)
    ? undefined
    : 'SupportedMessagingContentTypes must contain text/plain';
}

const ownPrefix = 'connect:';
const guideNeeds = [messageTypes.interactive, messageTypes.interactiveResponse];

function segmentAttributesProblem(
  attributes: Readonly<Record<string, SegmentAttributeValue>>,
  supported: readonly string[],
): string | undefined {
  for (const [key, value] of Object.entries(attributes)) {
    const isOwn = key.startsWith(ownPrefix);
    if (!/^[\w-]+$/.test(isOwn ? key.slice(ownPrefix.length) : key))
      return 'SegmentAttributes keys can include only alphanumeric, dash, and underscore characters';
    if (!isOwn && isSystemValue(value))
      return 'ValueList and ValueArn are supported for system-defined segment attributes only';
  }
  const isGuide = attributes['connect:Subtype']?.ValueString === 'connect:Guide';
  return isGuide && !guideNeeds.every((type) => supported.includes(type))
    ? `SupportedMessagingContentTypes of a connect:Guide must contain ${guideNeeds.join(' and ')}`
    : undefined;
}

function isSystemValue({ ValueList, ValueArn, ValueMap = {} }: SegmentAttributeValue): boolean {
  return ValueList !== undefined || ValueArn !== undefined || Object.values(ValueMap).some(isSystemValue);
}
