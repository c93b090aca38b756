import { events, messagingContentTypes } from '../core/content.ts';
import { requestSettings } from '../settings/request-settings.ts';
import type { Json } from './json.ts';

/** What a member means, and what its shape leaves to `check`, or to Connect. */
export interface MemberText {
  readonly text: string;
  readonly enum?: readonly string[];
  readonly format?: 'date-time' | 'uri';
  /** Of a list's elements. */
  readonly items?: Json;
}

const { messageMaximum, attachmentTypes, attachmentMaximum } = requestSettings;
const messageTypes = Object.keys(messageMaximum.otherwise ?? {});
const mostCharacters = Object.entries(messageMaximum.otherwise ?? {})
  .map(([type, most]) => `${most.toLocaleString('en-US')} for \`${type}\``)
  .join(', ');
const messageText: MemberText = { text: 'How the message is written.', enum: messageTypes };
const messageContent: MemberText = {
  text: `The message. Most characters, unless the deployment allows others: ${mostCharacters}.`,
};
const receiptContent =
  '`{"messageId":"…"}` as JSON text, for the receipts `message.delivered` and `message.read`; other events have none.';
const fileTypes = (attachmentTypes.otherwise ?? []).map((type) => `\`${type}\``).join(', ');
const secretToken: MemberText = {
  text: 'Makes the request safe to repeat. It leads to a bearer and so is a secret: a UUID of version 4, or at least 43 random base64url characters, new for every request. Empty is the same as none.',
};
const oneToken: MemberText = {
  text: 'Makes the request safe to repeat: the same with the same body is carried out once and answered the same. New for every request; a random UUID is good. Empty is the same as none.',
};

/** By member alone, or by `Component.Member` where the same name means something else there. */
export const memberTexts: Readonly<Record<string, MemberText>> = {
  AbsoluteTime: { text: "Connect's time of it, in ISO 8601.", format: 'date-time' },
  'StartPosition.AbsoluteTime': { text: 'The time of the item to begin with, in ISO 8601.' },
  Actions: { text: 'What the customer can do in the view.' },
  AgeInSeconds: { text: 'How long ago Connect said it, in seconds.' },
  AgentsAvailable: {
    text: 'Agents who are free. One with a chat is not, though there may be room for another.',
  },
  Arn: { text: 'The ARN of the view.' },
  AttachmentId: { text: 'The attachment.' },
  AttachmentIds: { text: 'The attachment to complete.' },
  AttachmentName: { text: "The file's name." },
  Attachments: { text: 'The file, in an item of type `ATTACHMENT`.' },
  AttachmentSizeInBytes: { text: "The file's size in bytes." },
  'StartAttachmentUploadRequest.AttachmentSizeInBytes': {
    text: `The file's exact size in bytes. At most ${(attachmentMaximum.otherwise ?? 0).toLocaleString('en-US')}, unless the deployment allows others.`,
  },
  Attendee: { text: 'The attendee.' },
  AttendeeId: { text: 'The id of the attendee.' },
  Attributes: {
    text: 'Contact attributes, which the flow can read. A browser may set those whose names the deployment allows. Names are of letters, digits, `-` and `_`.',
  },
  Audio: { text: 'Sound.' },
  AudioFallbackUrl: { text: 'Where sound goes if the first place does not work.' },
  AudioHostUrl: { text: 'Where sound goes: host and port.' },
  AuthenticationUrl: { text: 'The page on which the customer signs in. Good once.', format: 'uri' },
  ChatDurationInMinutes: {
    text: "After how many minutes the chat ends. Without it, the entry point's setting decides, or else 1,500 minutes: 25 hours.",
  },
  ClientToken: oneToken,
  'StartChatRequest.ClientToken': secretToken,
  'StartChatContactRequest.ClientToken': secretToken,
  'CreateParticipantRequest.ClientToken': secretToken,
  ConnectionCredentials: {
    text: 'If `Type` has `CONNECTION_CREDENTIALS`, and the bearer did not come in a cookie.',
  },
  ConnectionExpiry: { text: 'Until when the URL can be connected to: 100 seconds.', format: 'date-time' },
  ConnectionToken: { text: "The session's own bearer once more. Connect's token stays in the back end." },
  ConnectParticipant: {
    text: 'Whether the customer counts as connected without a websocket, where messages are streamed.',
  },
  ContactFlowId: { text: 'The flow. It must be a configured one; without it, the one of the entry point.' },
  ContactId: { text: 'The contact: the chat, as Connect calls it.' },
  'GetTranscriptRequest.ContactId': {
    text: "Another contact of the same persistent chat. Without it, the session's own.",
  },
  'TranscriptItem.ContactId': { text: 'The contact, for an item of the current chat.' },
  ContactsInQueue: { text: 'Chats that wait for an agent.' },
  Content: { text: 'The message, or what belongs to the event.' },
  'Message.Content': messageContent,
  'SendMessageRequest.Content': messageContent,
  'SendEventRequest.Content': { text: receiptContent },
  'View.Content': { text: 'What the view is made of.' },
  ContentType: {
    text: 'How the content is written, or which event it is. Connect adds events: ignore one that you do not know.',
  },
  'Message.ContentType': messageText,
  'SendMessageRequest.ContentType': messageText,
  'SendEventRequest.ContentType': { text: 'Which event it is.', enum: events },
  'StartAttachmentUploadRequest.ContentType': {
    text: `The file's type. Unless the deployment allows fewer, one of ${fileTypes}, under these or the other names that browsers and phones give them.`,
  },
  'Attachment.ContentType': { text: "The file's type." },
  ContinuedFromContactId: { text: 'The earlier contact, of a persistent chat.' },
  CustomerId: { text: "The customer's number in a system of yours, such as a CRM." },
  DeliveredTimestamp: { text: 'When it was delivered.', format: 'date-time' },
  DisconnectOnCustomerExit: {
    text: 'Who is disconnected when the customer ends the chat: the flow goes on, with a survey for example.',
  },
  DisplayName: {
    text: 'The name that the others see: without line breaks, control characters and bidi overrides.',
  },
  EchoReduction: { text: 'Whether echoes are reduced.' },
  VerificationToken: {
    text: 'What the script of the CAPTCHA (Turnstile, reCAPTCHA) gave the page for this start. Required where the deployment verifies visitors; of no effect elsewhere. A start that is repeated with its ClientToken is not verified again.',
  },
  EntryPoint: { text: 'Which configured instance and flow: its name. Without it, `default`.' },
  EstimatedWaitTimeInSeconds: { text: "Connect's estimate of the wait, in seconds." },
  EventIngestionUrl: { text: "Where the client's events go." },
  Expiry: {
    text: 'Until when the bearer is good, if the chat does not end before. In ISO 8601.',
    format: 'date-time',
  },
  HeadersToInclude: { text: 'The headers that the upload must have, with these values.' },
  Id: { text: 'The id of the item in the transcript.' },
  'View.Id': { text: 'The id of the view.' },
  'StartPosition.Id': { text: 'The id of the item to begin with.' },
  InitialContactId: { text: 'The first contact of a persistent chat; otherwise the contact itself.' },
  InitialMessage: { text: 'What the customer says first.' },
  InputSchema: { text: "The JSON schema of the view's data, as text." },
  InstanceId: { text: 'The instance. It must be a configured one; without it, the one of the entry point.' },
  JoinToken: { text: 'The token with which the attendee joins: a secret.' },
  MaxResults: { text: 'At most how many items a page has. Without it, 10.' },
  MediaPlacement: { text: 'Where the media go.' },
  Meeting: { text: 'The meeting.' },
  MeetingFeatures: { text: 'What the meeting can do.' },
  MeetingId: { text: 'The id of the meeting.' },
  MessageId: { text: 'The id of the message.' },
  MessageMetadata: { text: 'Receipts of the message.' },
  'SentMessage.MessageMetadata': { text: 'How far the message has come.' },
  MessageProcessingStatus: { text: 'How far the processing of the message has come.' },
  MostRecent: { text: 'How many of the newest items to begin with.' },
  Name: { text: 'The name of the view.' },
  NextToken: { text: 'Send it to get the next page. Absent or empty on the last page.' },
  'GetTranscriptRequest.NextToken': { text: '`NextToken` of the page before.' },
  OldestContactAgeInSeconds: {
    text: 'How long the chat that has waited longest has been waiting, in seconds.',
  },
  OpensAt: {
    text: 'When the queue opens next, within a week, in ISO 8601. With `CLOSED` alone.',
    format: 'date-time',
  },
  ParticipantCapabilities: { text: 'What the participant may do in a call.' },
  ParticipantConfiguration: { text: 'How an automated agent (a program) answers.' },
  ParticipantCredentials: { text: 'The bearer of the participant.' },
  ParticipantDetails: { text: 'Who it is.' },
  ParticipantId: { text: 'The participant.' },
  ParticipantRole: { text: 'What kind of participant it is.' },
  'GuestDetails.ParticipantRole': { text: 'Without it, `CUSTOMER`.' },
  ParticipantToken: {
    text: 'The bearer of the session, a secret: send it as `X-Amz-Bearer`, or give it to amazon-connect-chatjs as the participant token. Connect’s own token stays in the back end. Where the bearer is in a cookie, it is `cookie`, and no bearer.',
  },
  session: {
    text: 'Puts the bearer into a cookie; `ParticipantToken` is `cookie` then.',
  },
  PersistentChat: {
    text: 'Continues an earlier chat. A browser proves that the chat is its own with the bearer of that chat.',
  },
  Position: { text: 'The place in line: 1 is next.' },
  ReadTimestamp: { text: 'When it was read.', format: 'date-time' },
  Receipts: { text: 'One for each recipient.' },
  RecipientParticipantId: { text: 'The recipient.' },
  RedirectUri: {
    text: 'The page to which the customer returns. It must be a configured one.',
    format: 'uri',
  },
  RehydrationType: {
    text: 'Whether the whole earlier chat is brought back, or its part from the given contact on.',
  },
  RelatedContactId: { text: 'A contact that this one belongs to. Not with `PersistentChat`.' },
  'TranscriptItem.RelatedContactId': { text: 'The contact, for an item of an earlier chat.' },
  ResponseMode: { text: 'Whether answers arrive in parts or as a whole.' },
  ScanDirection: {
    text: 'From the position to newer items, or to older ones. Without it, `BACKWARD`; with a `StartPosition`, `FORWARD`.',
  },
  ScreenShare: { text: 'May share the screen.' },
  SegmentAttributes: { text: 'Attributes of the segment, by name.' },
  SessionId: { text: 'The `SessionId` in the content of the event `authentication.initiated`.' },
  SignalingUrl: { text: 'Where signals go.' },
  SortOrder: { text: 'Oldest or newest item first. Without it, `DESCENDING`.' },
  SourceContactId: { text: 'The earlier contact.' },
  StartPosition: { text: 'Where to begin. Without it, at the newest item.' },
  'Availability.State': {
    text: '`OPEN`, `BUSY` when no agent has room for another chat or too many chats are open, `CLOSED` outside of the opening hours, `UNKNOWN` when nobody could tell.',
  },
  'QueuePosition.State': {
    text: '`QUEUED` with a place in line, `NOT_QUEUED` without: not yet, or an agent has joined. `UNKNOWN` when nobody could tell.',
  },
  State: { text: '`STARTED` until the first connection, then `CONNECTED`.' },
  Status: { text: 'Whether the file may be downloaded: it is scanned first.' },
  'Erasure.Sessions': { text: 'Sessions: one for each participant that the contact had through this API.' },
  'Erasure.LedgerRecords': { text: 'Records of the requests that the sessions began with.' },
  'Erasure.QueuePositions': { text: 'Places in line, as Connect last told them.' },
  'Erasure.QuotaShares': { text: 'Counts of how many calls a session had made while a quota was short.' },
  'Erasure.LedgerRecordsUntil': {
    text: 'When the last record of another `ClientToken` of the chat is gone, in ISO 8601.',
    format: 'date-time',
  },
  'Erasure.ContactData': {
    text: '`REQUESTED` when Connect has taken DeleteContactData of each contact of the chat, `NOT_FOUND` when it knows none.',
  },
  'Health.Status': { text: 'Always this.' },
  SupportedMessagingContentTypes: {
    text: 'What the client can show. It must contain `text/plain`; without it, that alone.',
    items: { type: 'string', enum: messagingContentTypes },
  },
  Template: { text: 'The template of the view, as JSON text.' },
  Transcript: { text: 'The items, in the order asked for.' },
  Type: { text: 'What kind of item it is.' },
  'CreateParticipantConnectionRequest.Type': {
    text: 'What the answer shall have. A browser needs `WEBSOCKET` and `CONNECTION_CREDENTIALS`.',
  },
  UploadMetadata: { text: 'How to upload.' },
  Url: { text: 'A URL that is a secret while it is good.', format: 'uri' },
  UrlExpiry: { text: 'Until when the URL is good, in ISO 8601.', format: 'date-time' },
  UrlExpiryInSeconds: { text: 'For how many seconds the URL is good.' },
  ValueArn: { text: 'An ARN.' },
  ValueInteger: { text: 'An integer.' },
  ValueList: { text: 'A list of values.' },
  ValueMap: { text: 'A map of values.' },
  ValueString: { text: 'A text.' },
  Version: { text: 'The version of the view.' },
  Video: { text: 'May send video.' },
  View: { text: 'The view.' },
  ViewToken: { text: 'The token of a message of type interactive. Encode its slashes as `%2F`.' },
  WebRTCConnection: { text: 'If `Type` has `WEBRTC_CONNECTION`.' },
  Websocket: { text: 'If `Type` has `WEBSOCKET`.' },
  openapi: { text: "The version of OpenAPI's specification." },
  info: { text: 'Title, version and guide.' },
  externalDocs: { text: 'Where to read more.' },
  servers: { text: 'Where this API is.' },
  tags: { text: 'Groups of operations.' },
  paths: { text: 'The operations by path and method.' },
  components: { text: 'What several operations share.' },
};
