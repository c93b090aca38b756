import type { InputOf } from '../core/commands.ts';
import { integer, list, map, oneOf, string, structure, text, type RecursiveShape } from '../core/shape.ts';

/** Members that several operations share, with the bounds of AWS's API models. */

/** At most 500 characters. If it is absent or empty, a repetition of the request cannot be recognized. */
export const clientToken = text(0, 500);

/** Where the model asks for one (attachments): 1 to 500 characters; an empty one is taken as none. */
export const nonEmptyClientToken = text(1, 500);

export const contactId = text(1, 256);
export const participantId = text(1, 256);
export const attachmentId = text(1, 256);
export const chatItemId = text(1, 256);
export const instant = text(1, 100);
export const contentType = text(1, 100);
export const content = text(1, 16_384);
export const displayName = text(1, 256);
export const token = text(1, 1_000);
/** Of a CAPTCHA: Turnstile's have at most 2,048 characters, and no document bounds those of reCAPTCHA. */
export const verificationToken = text(1, 8_192);
/** ISO 8601; the model has no bound. */
export const timestamp = string({});

/** The `sessionId` of the `authenticationInitiated` event. */
export const authenticationSessionId = text(36, 36);

export const chatMessage = structure({ ContentType: contentType, Content: content }, [
  'ContentType',
  'Content',
]);

/** At most 32,768 UTF-8 bytes in all. */
export const attributes = map(text(1, 32_767), text(0, 32_767), { maxBytes: 32_768 });

export const persistentChat = structure({
  RehydrationType: oneOf('ENTIRE_PAST_SESSION', 'FROM_SEGMENT'),
  SourceContactId: contactId,
});

export const supportedMessagingContentTypes = list(text(1, 100));

export const participantCapabilities = structure({ Video: oneOf('SEND'), ScreenShare: oneOf('SEND') });

type SegmentAttributes = NonNullable<InputOf<'StartChatContact'>['SegmentAttributes']>;

/** An attribute value may be a map or a list of attribute values. */
const nestedValue: RecursiveShape<SegmentAttributes[string]> = {
  kind: 'recursive',
  name: 'SegmentAttributeValue',
  of: () => segmentAttributeValue,
};
const segmentAttributeValue = structure({
  ValueString: text(0, 1_024),
  ValueMap: map(text(1, 128), nestedValue),
  ValueInteger: integer(),
  ValueList: list(nestedValue),
  ValueArn: text(0, 1_024),
});

export const segmentAttributes = map(text(1, 128), segmentAttributeValue);

export const sent = structure({ Id: chatItemId, AbsoluteTime: instant }, ['Id', 'AbsoluteTime']);

export const participantCredentials = structure({ ParticipantToken: token, Expiry: timestamp }, [
  'ParticipantToken',
  'Expiry',
]);

/** The answer of a start. ParticipantToken is the session's bearer. */
export const startedChat = structure(
  {
    ContactId: contactId,
    ParticipantId: participantId,
    ParticipantToken: token,
    ContinuedFromContactId: contactId,
  },
  ['ContactId', 'ParticipantId', 'ParticipantToken'],
);

export const createdParticipant = structure(
  { ParticipantId: participantId, ParticipantCredentials: participantCredentials },
  ['ParticipantId', 'ParticipantCredentials'],
);
