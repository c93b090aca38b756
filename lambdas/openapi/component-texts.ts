/** The schemas that are not an operation's request. */
export const componentTexts = {
  Chat: 'A chat that has been started, and the bearer of its session.',
  StartedChat:
    'A chat that has been started. `ParticipantToken` is there exactly if the request has no `session`.',
  Session: 'What a reloaded page needs to continue its chat.',
  Connection: 'Exactly what `Type` asks for.',
  Websocket: 'Where the events of the chat arrive. Subscribe to the topic `aws/chat` when it is open.',
  ConnectionCredentials:
    "For clients made for Connect, which use this token from now on. It is the session's bearer.",
  WebRTCConnection: 'What an in-app call needs, in the form of the Amazon Chime SDK.',
  Attendee: 'The attendee of the call.',
  Meeting: 'The meeting of the call.',
  MediaPlacement: 'Where the media of the call go.',
  MeetingFeatures: 'What the meeting can do.',
  MeetingAudio: 'What the meeting can do with sound.',
  Message: 'A message.',
  SentMessage: 'The message as it stands in the transcript.',
  SentEvent: 'The event as it was sent.',
  MessageProcessing: 'Only where the flow has messages processed before they are delivered.',
  Transcript: 'A page of the transcript.',
  TranscriptItem: 'A message, an event or an attachment. Which members it has depends on its `Type`.',
  MessageMetadata: 'Who has received and read the message.',
  Receipt: 'What one recipient has done with the message.',
  StartPosition: 'Where to begin: one of the three.',
  Attachment: 'A file in the chat.',
  AttachmentUpload: 'An attachment that is to be uploaded.',
  UploadMetadata: 'How to upload: `PUT` the bytes to the URL, with the headers.',
  AttachmentDownload: 'Where to get the file.',
  DescribedView: 'The view of a token.',
  View: 'An interactive view. The message that has its token shows it.',
  ViewContent: 'Everything needed to draw the view, except the data of the message.',
  AuthenticationUrl: 'Where the customer signs in.',
  Participant: 'A participant, and the bearer of its own session.',
  ParticipantCredentials: 'The bearer of the participant.',
  ParticipantDetails: 'Who starts the chat.',
  ParticipantDetailsToAdd: 'Who is added.',
  GuestDetails: 'Who is invited.',
  ParticipantCapabilities: 'What the participant may do in a call.',
  ParticipantConfiguration: 'How an automated agent (a program) answers.',
  PersistentChat: 'Which earlier chat to continue. Both members must be given.',
  SegmentAttributeValue: 'A value, a map of values or a list of values: one of its members.',
  Availability: "What is known of an entry point's queue. What nobody knows is left out.",
  QueuePosition: 'What is known of the visitor’s place in line. What nobody knows is left out.',
  Erasure: 'How many rows of each kind were deleted.',
  Health: 'The API is up.',
  Description: 'An OpenAPI document.',
  DescriptionPart: "An object of OpenAPI's.",
  Nothing: 'An empty object: the request was carried out.',
} as const satisfies Readonly<Record<string, string>>;

/** Declared here so that the compiler leads from a name that is missing to the table that it is missing in. */
export interface NamedAnswer {
  /** The schema of the answer. */
  readonly answer: keyof typeof componentTexts;
}

/** Structures that are not called after the member that holds them. */
export const structureNames: Readonly<Record<string, string>> = {
  'CreateGuestRequest.ParticipantDetails': 'GuestDetails',
  'CreateParticipantRequest.ParticipantDetails': 'ParticipantDetailsToAdd',
  'StartChatRequest.InitialMessage': 'Message',
  'StartChatContactRequest.InitialMessage': 'Message',
  'StartChatContactRequest.SegmentAttributes': 'SegmentAttributeValue',
  'Transcript.Transcript': 'TranscriptItem',
  'TranscriptItem.Attachments': 'Attachment',
  'MessageMetadata.Receipts': 'Receipt',
  'SentMessage.MessageMetadata': 'MessageProcessing',
  'MeetingFeatures.Audio': 'MeetingAudio',
  'View.Content': 'ViewContent',
  'Description.info': 'DescriptionPart',
  'Description.externalDocs': 'DescriptionPart',
  'Description.servers': 'DescriptionPart',
  'Description.tags': 'DescriptionPart',
  'Description.paths': 'DescriptionPart',
  'Description.components': 'DescriptionPart',
};
