// Written by `npm run client-types`, of the API's description.

/** What each route takes and answers. */
export interface Routes {
  '/chats': { readonly request: StartChatRequest; readonly answer: Chat };
  '/chats/availability': { readonly request: undefined; readonly answer: Availability };
  '/session/queue': { readonly request: undefined; readonly answer: QueuePosition };
  '/session': { readonly request: undefined; readonly answer: Session };
  '/participant/connection': {
    readonly request: CreateParticipantConnectionRequest;
    readonly answer: Connection;
  };
  '/participant/message': { readonly request: SendMessageRequest; readonly answer: SentMessage };
  '/participant/event': { readonly request: SendEventRequest; readonly answer: SentEvent };
  '/participant/transcript': { readonly request: GetTranscriptRequest; readonly answer: Transcript };
  '/participant/start-attachment-upload': {
    readonly request: StartAttachmentUploadRequest;
    readonly answer: AttachmentUpload;
  };
  '/participant/complete-attachment-upload': {
    readonly request: CompleteAttachmentUploadRequest;
    readonly answer: Nothing;
  };
  '/participant/attachment': { readonly request: GetAttachmentRequest; readonly answer: AttachmentDownload };
  '/participant/views/{ViewToken}': { readonly request: undefined; readonly answer: DescribedView };
  '/participant/authentication-url': {
    readonly request: GetAuthenticationUrlRequest;
    readonly answer: AuthenticationUrl;
  };
  '/participant/cancel-authentication': {
    readonly request: CancelParticipantAuthenticationRequest;
    readonly answer: Nothing;
  };
  '/participant/disconnect': { readonly request: DisconnectParticipantRequest; readonly answer: Nothing };
}

/** The names of the errors that these routes answer with. */
export type ErrorName =
  | 'AccessDeniedException'
  | 'ConflictException'
  | 'GoneException'
  | 'IdempotentParameterMismatchException'
  | 'InternalServerErrorException'
  | 'InternalServerException'
  | 'InternalServiceException'
  | 'InvalidParameterException'
  | 'InvalidRequestException'
  | 'LimitExceededException'
  | 'RequestTooLongException'
  | 'ResourceNotFoundException'
  | 'ServiceQuotaExceededException'
  | 'ThrottlingException'
  | 'TooManyRequestsException'
  | 'ValidationException';

/** A file in the chat. */
export interface Attachment {
  /** The file's type. At most 255 characters. */
  readonly ContentType?: string;
  /** The attachment. At most 256 characters. */
  readonly AttachmentId: string;
  /** The file's name. At most 256 characters. */
  readonly AttachmentName?: string;
  /** Whether the file may be downloaded: it is scanned first. */
  readonly Status?: 'APPROVED' | 'REJECTED' | 'IN_PROGRESS';
}

/** Where to get the file. */
export interface AttachmentDownload {
  /** A URL that is a secret while it is good. At most 2,000 characters. */
  readonly Url: string;
  /** Until when the URL is good, in ISO 8601. */
  readonly UrlExpiry: string;
  /** The file's size in bytes. */
  readonly AttachmentSizeInBytes: number;
}

/** An attachment that is to be uploaded. */
export interface AttachmentUpload {
  /** The attachment. At most 256 characters. */
  readonly AttachmentId: string;
  /** How to upload. */
  readonly UploadMetadata: UploadMetadata;
}

/** The attendee of the call. */
export interface Attendee {
  /** The id of the attendee. */
  readonly AttendeeId?: string;
  /** The token with which the attendee joins: a secret. */
  readonly JoinToken?: string;
}

/** Where the customer signs in. */
export interface AuthenticationUrl {
  /** The page on which the customer signs in. Good once. At most 2,083 characters. */
  readonly AuthenticationUrl: string;
}

/** What is known of an entry point's queue. What nobody knows is left out. */
export interface Availability {
  /** `OPEN`, `BUSY` when no agent has room for another chat or too many chats are open, `CLOSED` outside of the opening hours, `UNKNOWN` when nobody could tell. */
  readonly State: 'OPEN' | 'BUSY' | 'CLOSED' | 'UNKNOWN';
  /** When the queue opens next, within a week, in ISO 8601. With `CLOSED` alone. */
  readonly OpensAt?: string;
  /** Agents who are free. One with a chat is not, though there may be room for another. */
  readonly AgentsAvailable?: number;
  /** Chats that wait for an agent. */
  readonly ContactsInQueue?: number;
  /** How long the chat that has waited longest has been waiting, in seconds. */
  readonly OldestContactAgeInSeconds?: number;
  /** Connect's estimate of the wait, in seconds. */
  readonly EstimatedWaitTimeInSeconds?: number;
  /** How long ago Connect said it, in seconds. */
  readonly AgeInSeconds?: number;
}

/** What CancelParticipantAuthentication takes. */
export interface CancelParticipantAuthenticationRequest {
  /** The `SessionId` in the content of the event `authentication.initiated`. Exactly 36 characters. */
  readonly SessionId: string;
}

/** A chat that has been started, and the bearer of its session. */
export interface Chat {
  /** The contact: the chat, as Connect calls it. At most 256 characters. */
  readonly ContactId: string;
  /** The participant. At most 256 characters. */
  readonly ParticipantId: string;
  /** The bearer of the session, a secret: send it as `X-Amz-Bearer`, or give it to amazon-connect-chatjs as the participant token. Connect’s own token stays in the back end. Where the bearer is in a cookie, it is `cookie`, and no bearer. At most 1,000 characters. */
  readonly ParticipantToken: string;
  /** The earlier contact, of a persistent chat. At most 256 characters. */
  readonly ContinuedFromContactId?: string;
}

/** What CompleteAttachmentUpload takes. */
export interface CompleteAttachmentUploadRequest {
  /** The attachment to complete. Exactly 1 element. */
  readonly AttachmentIds: readonly string[];
  /** Makes the request safe to repeat: the same with the same body is carried out once and answered the same. New for every request; a random UUID is good. Empty is the same as none. 1 to 500 characters. */
  readonly ClientToken?: string;
}

/** Exactly what `Type` asks for. */
export interface Connection {
  /** If `Type` has `WEBSOCKET`. */
  readonly Websocket?: Websocket;
  /** If `Type` has `CONNECTION_CREDENTIALS`, and the bearer did not come in a cookie. */
  readonly ConnectionCredentials?: ConnectionCredentials;
  /** If `Type` has `WEBRTC_CONNECTION`. */
  readonly WebRTCConnection?: WebRTCConnection;
}

/** For clients made for Connect, which use this token from now on. It is the session's bearer. */
export interface ConnectionCredentials {
  /** The session's own bearer once more. Connect's token stays in the back end. At most 1,000 characters. */
  readonly ConnectionToken: string;
  /** Until when the bearer is good, if the chat does not end before. In ISO 8601. */
  readonly Expiry: string;
}

/** What CreateParticipantConnection takes. */
export interface CreateParticipantConnectionRequest {
  /** What the answer shall have. A browser needs `WEBSOCKET` and `CONNECTION_CREDENTIALS`. At least 1 element. */
  readonly Type?: readonly ('WEBSOCKET' | 'CONNECTION_CREDENTIALS' | 'WEBRTC_CONNECTION')[];
  /** Whether the customer counts as connected without a websocket, where messages are streamed. */
  readonly ConnectParticipant?: boolean;
}

/** The view of a token. */
export interface DescribedView {
  /** The view. */
  readonly View: View;
}

/** What DisconnectParticipant takes. */
export interface DisconnectParticipantRequest {
  /** Makes the request safe to repeat: the same with the same body is carried out once and answered the same. New for every request; a random UUID is good. Empty is the same as none. At most 500 characters. */
  readonly ClientToken?: string;
}

/** What GetAttachment takes. */
export interface GetAttachmentRequest {
  /** The attachment. 1 to 256 characters. */
  readonly AttachmentId: string;
  /** For how many seconds the URL is good. 5 to 300. */
  readonly UrlExpiryInSeconds?: number;
}

/** What GetAuthenticationUrl takes. */
export interface GetAuthenticationUrlRequest {
  /** The `SessionId` in the content of the event `authentication.initiated`. Exactly 36 characters. */
  readonly SessionId: string;
  /** The page to which the customer returns. It must be a configured one. 1 to 1,024 characters. */
  readonly RedirectUri: string;
}

/** What GetTranscript takes. */
export interface GetTranscriptRequest {
  /** Another contact of the same persistent chat. Without it, the session's own. 1 to 256 characters. */
  readonly ContactId?: string;
  /** At most how many items a page has. Without it, 10. 0 to 100. */
  readonly MaxResults?: number;
  /** `NextToken` of the page before. 1 to 1,000 characters. */
  readonly NextToken?: string;
  /** From the position to newer items, or to older ones. Without it, `BACKWARD`; with a `StartPosition`, `FORWARD`. */
  readonly ScanDirection?: 'FORWARD' | 'BACKWARD';
  /** Oldest or newest item first. Without it, `DESCENDING`. */
  readonly SortOrder?: 'DESCENDING' | 'ASCENDING';
  /** Where to begin. Without it, at the newest item. */
  readonly StartPosition?: StartPosition;
}

/** Where the media of the call go. */
export interface MediaPlacement {
  /** Where sound goes: host and port. At most 2,000 characters. */
  readonly AudioHostUrl?: string;
  /** Where sound goes if the first place does not work. At most 2,000 characters. */
  readonly AudioFallbackUrl?: string;
  /** Where signals go. At most 2,000 characters. */
  readonly SignalingUrl?: string;
  /** Where the client's events go. At most 2,000 characters. */
  readonly EventIngestionUrl?: string;
}

/** The meeting of the call. */
export interface Meeting {
  /** Where the media go. */
  readonly MediaPlacement?: MediaPlacement;
  /** What the meeting can do. */
  readonly MeetingFeatures?: MeetingFeatures;
  /** The id of the meeting. */
  readonly MeetingId?: string;
}

/** What the meeting can do with sound. */
export interface MeetingAudio {
  /** Whether echoes are reduced. */
  readonly EchoReduction?: 'AVAILABLE' | 'UNAVAILABLE';
}

/** What the meeting can do. */
export interface MeetingFeatures {
  /** Sound. */
  readonly Audio?: MeetingAudio;
}

/** A message. */
export interface Message {
  /** How the message is written. 1 to 100 characters. */
  readonly ContentType:
    | 'text/plain'
    | 'text/markdown'
    | 'application/json'
    | 'application/vnd.amazonaws.connect.message.interactive.response';
  /** The message. Most characters, unless the deployment allows others: 1,024 for `text/plain`, 1,024 for `text/markdown`, 12,000 for `application/json`, 12,288 for `application/vnd.amazonaws.connect.message.interactive.response`. 1 to 16,384 characters. */
  readonly Content: string;
}

/** Who has received and read the message. */
export interface MessageMetadata {
  /** The id of the message. At most 256 characters. */
  readonly MessageId?: string;
  /** One for each recipient. */
  readonly Receipts?: readonly Receipt[];
  /** How far the processing of the message has come. */
  readonly MessageProcessingStatus?: 'PROCESSING' | 'FAILED' | 'REJECTED';
}

/** Only where the flow has messages processed before they are delivered. */
export interface MessageProcessing {
  /** How far the processing of the message has come. */
  readonly MessageProcessingStatus?: 'PROCESSING' | 'FAILED' | 'REJECTED';
}

/** An empty object: the request was carried out. */
export interface Nothing {}

/** Who starts the chat. */
export interface ParticipantDetails {
  /** The name that the others see: without line breaks, control characters and bidi overrides. 1 to 256 characters. */
  readonly DisplayName: string;
}

/** Which earlier chat to continue. Both members must be given. */
export interface PersistentChat {
  /** Whether the whole earlier chat is brought back, or its part from the given contact on. */
  readonly RehydrationType?: 'ENTIRE_PAST_SESSION' | 'FROM_SEGMENT';
  /** The earlier contact. 1 to 256 characters. */
  readonly SourceContactId?: string;
}

/** What is known of the visitor’s place in line. What nobody knows is left out. */
export interface QueuePosition {
  /** `QUEUED` with a place in line, `NOT_QUEUED` without: not yet, or an agent has joined. `UNKNOWN` when nobody could tell. */
  readonly State: 'QUEUED' | 'NOT_QUEUED' | 'UNKNOWN';
  /** The place in line: 1 is next. */
  readonly Position?: number;
  /** Connect's estimate of the wait, in seconds. */
  readonly EstimatedWaitTimeInSeconds?: number;
  /** How long ago Connect said it, in seconds. */
  readonly AgeInSeconds?: number;
}

/** What one recipient has done with the message. */
export interface Receipt {
  /** When it was delivered. At most 100 characters. */
  readonly DeliveredTimestamp?: string;
  /** When it was read. At most 100 characters. */
  readonly ReadTimestamp?: string;
  /** The recipient. At most 256 characters. */
  readonly RecipientParticipantId?: string;
}

/** What SendEvent takes. */
export interface SendEventRequest {
  /** Which event it is. 1 to 100 characters. */
  readonly ContentType:
    | 'application/vnd.amazonaws.connect.event.typing'
    | 'application/vnd.amazonaws.connect.event.connection.acknowledged'
    | 'application/vnd.amazonaws.connect.event.message.delivered'
    | 'application/vnd.amazonaws.connect.event.message.read';
  /** `{"messageId":"…"}` as JSON text, for the receipts `message.delivered` and `message.read`; other events have none. 1 to 16,384 characters. */
  readonly Content?: string;
  /** Makes the request safe to repeat: the same with the same body is carried out once and answered the same. New for every request; a random UUID is good. Empty is the same as none. At most 500 characters. */
  readonly ClientToken?: string;
}

/** What SendMessage takes. */
export interface SendMessageRequest {
  /** How the message is written. 1 to 100 characters. */
  readonly ContentType:
    | 'text/plain'
    | 'text/markdown'
    | 'application/json'
    | 'application/vnd.amazonaws.connect.message.interactive.response';
  /** The message. Most characters, unless the deployment allows others: 1,024 for `text/plain`, 1,024 for `text/markdown`, 12,000 for `application/json`, 12,288 for `application/vnd.amazonaws.connect.message.interactive.response`. 1 to 16,384 characters. */
  readonly Content: string;
  /** Makes the request safe to repeat: the same with the same body is carried out once and answered the same. New for every request; a random UUID is good. Empty is the same as none. At most 500 characters. */
  readonly ClientToken?: string;
}

/** The event as it was sent. */
export interface SentEvent {
  /** The id of the item in the transcript. At most 256 characters. */
  readonly Id: string;
  /** Connect's time of it, in ISO 8601. At most 100 characters. */
  readonly AbsoluteTime: string;
}

/** The message as it stands in the transcript. */
export interface SentMessage {
  /** The id of the item in the transcript. At most 256 characters. */
  readonly Id: string;
  /** Connect's time of it, in ISO 8601. At most 100 characters. */
  readonly AbsoluteTime: string;
  /** How far the message has come. */
  readonly MessageMetadata?: MessageProcessing;
}

/** What a reloaded page needs to continue its chat. */
export interface Session {
  /** The contact: the chat, as Connect calls it. At most 256 characters. */
  readonly ContactId: string;
  /** The participant. At most 256 characters. */
  readonly ParticipantId: string;
  /** `STARTED` until the first connection, then `CONNECTED`. */
  readonly State: 'STARTED' | 'CONNECTED';
  /** Until when the bearer is good, if the chat does not end before. In ISO 8601. */
  readonly Expiry: string;
}

/** What StartAttachmentUpload takes. */
export interface StartAttachmentUploadRequest {
  /** The file's type. Unless the deployment allows fewer, one of `application/msword`, `application/pdf`, `application/rtf`, `application/vnd.ms-excel`, `application/vnd.ms-powerpoint`, `application/vnd.openxmlformats-officedocument.presentationml.presentation`, `application/vnd.openxmlformats-officedocument.spreadsheetml.sheet`, `application/vnd.openxmlformats-officedocument.wordprocessingml.document`, `audio/wav`, `image/heic`, `image/jpeg`, `image/png`, `text/csv`, `text/plain`, `video/mp4`, `video/quicktime`, under these or the other names that browsers and phones give them. 1 to 255 characters. */
  readonly ContentType: string;
  /** The file's exact size in bytes. At most 20,971,520, unless the deployment allows others. At least 1. */
  readonly AttachmentSizeInBytes: number;
  /** The file's name. 1 to 256 characters. */
  readonly AttachmentName: string;
  /** Makes the request safe to repeat: the same with the same body is carried out once and answered the same. New for every request; a random UUID is good. Empty is the same as none. 1 to 500 characters. */
  readonly ClientToken?: string;
}

/** What StartChat takes. */
export interface StartChatRequest {
  /** Which configured instance and flow: its name. Without it, `default`. 1 to 64 characters. */
  readonly EntryPoint?: string;
  /** The instance. It must be a configured one; without it, the one of the entry point. 1 to 100 characters. */
  readonly InstanceId?: string;
  /** The flow. It must be a configured one; without it, the one of the entry point. At most 500 characters. */
  readonly ContactFlowId?: string;
  /** Who it is. */
  readonly ParticipantDetails: ParticipantDetails;
  /** Contact attributes, which the flow can read. A browser may set those whose names the deployment allows. Names are of letters, digits, `-` and `_`. At most 32,768 UTF-8 bytes in all its keys and values. */
  readonly Attributes?: Readonly<Record<string, string>>;
  /** What the customer says first. */
  readonly InitialMessage?: Message;
  /** What the client can show. It must contain `text/plain`; without it, that alone. */
  readonly SupportedMessagingContentTypes?: readonly (
    | 'text/plain'
    | 'text/markdown'
    | 'application/json'
    | 'application/vnd.amazonaws.connect.message.interactive'
    | 'application/vnd.amazonaws.connect.message.interactive.response'
  )[];
  /** Continues an earlier chat. A browser proves that the chat is its own with the bearer of that chat. */
  readonly PersistentChat?: PersistentChat;
  /** Makes the request safe to repeat. It leads to a bearer and so is a secret: a UUID of version 4, or at least 43 random base64url characters, new for every request. Empty is the same as none. At most 500 characters. */
  readonly ClientToken?: string;
  /** What the script of the CAPTCHA (Turnstile, reCAPTCHA) gave the page for this start. Required where the deployment verifies visitors; of no effect elsewhere. A start that is repeated with its ClientToken is not verified again. 1 to 8,192 characters. */
  readonly VerificationToken?: string;
  /** Puts the bearer into a cookie; `ParticipantToken` is `cookie` then. */
  readonly session?: 'cookie';
}

/** Where to begin: one of the three. */
export interface StartPosition {
  /** The id of the item to begin with. 1 to 256 characters. */
  readonly Id?: string;
  /** The time of the item to begin with, in ISO 8601. 1 to 100 characters. */
  readonly AbsoluteTime?: string;
  /** How many of the newest items to begin with. 0 to 100. */
  readonly MostRecent?: number;
}

/** A page of the transcript. */
export interface Transcript {
  /** The first contact of a persistent chat; otherwise the contact itself. At most 256 characters. */
  readonly InitialContactId: string;
  /** The items, in the order asked for. */
  readonly Transcript: readonly TranscriptItem[];
  /** Send it to get the next page. Absent or empty on the last page. At most 1,000 characters. */
  readonly NextToken?: string;
}

/** A message, an event or an attachment. Which members it has depends on its `Type`. */
export interface TranscriptItem {
  /** Connect's time of it, in ISO 8601. At most 100 characters. */
  readonly AbsoluteTime: string;
  /** The message, or what belongs to the event. At most 16,384 characters. */
  readonly Content?: string;
  /** How the content is written, or which event it is. Connect adds events: ignore one that you do not know. At most 100 characters. */
  readonly ContentType?: string;
  /** The id of the item in the transcript. At most 256 characters. */
  readonly Id: string;
  /** What kind of item it is. */
  readonly Type:
    | 'TYPING'
    | 'PARTICIPANT_JOINED'
    | 'PARTICIPANT_LEFT'
    | 'CHAT_ENDED'
    | 'TRANSFER_SUCCEEDED'
    | 'TRANSFER_FAILED'
    | 'MESSAGE'
    | 'EVENT'
    | 'ATTACHMENT'
    | 'CONNECTION_ACK'
    | 'MESSAGE_DELIVERED'
    | 'MESSAGE_READ';
  /** The participant. At most 256 characters. */
  readonly ParticipantId?: string;
  /** The name that the others see: without line breaks, control characters and bidi overrides. At most 256 characters. */
  readonly DisplayName?: string;
  /** What kind of participant it is. */
  readonly ParticipantRole?: 'AGENT' | 'CUSTOMER' | 'SYSTEM' | 'CUSTOM_BOT' | 'SUPERVISOR';
  /** The file, in an item of type `ATTACHMENT`. */
  readonly Attachments?: readonly Attachment[];
  /** Receipts of the message. */
  readonly MessageMetadata?: MessageMetadata;
  /** The contact, for an item of an earlier chat. At most 256 characters. */
  readonly RelatedContactId?: string;
  /** The contact, for an item of the current chat. At most 256 characters. */
  readonly ContactId?: string;
}

/** How to upload: `PUT` the bytes to the URL, with the headers. */
export interface UploadMetadata {
  /** A URL that is a secret while it is good. At most 2,000 characters. */
  readonly Url: string;
  /** Until when the URL is good, in ISO 8601. */
  readonly UrlExpiry: string;
  /** The headers that the upload must have, with these values. */
  readonly HeadersToInclude: Readonly<Record<string, string>>;
}

/** An interactive view. The message that has its token shows it. */
export interface View {
  /** The id of the view. At most 500 characters. */
  readonly Id: string;
  /** The ARN of the view. */
  readonly Arn?: string;
  /** The name of the view. At most 255 characters. */
  readonly Name?: string;
  /** The version of the view. */
  readonly Version?: number;
  /** What the view is made of. */
  readonly Content: ViewContent;
}

/** Everything needed to draw the view, except the data of the message. */
export interface ViewContent {
  /** The JSON schema of the view's data, as text. */
  readonly InputSchema?: string;
  /** The template of the view, as JSON text. */
  readonly Template?: string;
  /** What the customer can do in the view. */
  readonly Actions?: readonly string[];
}

/** What an in-app call needs, in the form of the Amazon Chime SDK. */
export interface WebRTCConnection {
  /** The attendee. */
  readonly Attendee?: Attendee;
  /** The meeting. */
  readonly Meeting?: Meeting;
}

/** Where the events of the chat arrive. Subscribe to the topic `aws/chat` when it is open. */
export interface Websocket {
  /** A URL that is a secret while it is good. At most 2,000 characters. */
  readonly Url: string;
  /** Until when the URL can be connected to: 100 seconds. */
  readonly ConnectionExpiry: string;
}
