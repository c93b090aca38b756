import type {
  CancelParticipantAuthenticationRequest,
  CancelParticipantAuthenticationResponse,
  CompleteAttachmentUploadRequest,
  CompleteAttachmentUploadResponse,
  CreateParticipantConnectionRequest,
  CreateParticipantConnectionResponse,
  DescribeViewRequest,
  DescribeViewResponse,
  DisconnectParticipantRequest,
  DisconnectParticipantResponse,
  GetAttachmentRequest,
  GetAttachmentResponse,
  GetAuthenticationUrlRequest,
  GetAuthenticationUrlResponse,
  GetTranscriptRequest,
  GetTranscriptResponse,
  SendEventRequest,
  SendEventResponse,
  SendMessageRequest,
  SendMessageResponse,
  StartAttachmentUploadRequest,
  StartAttachmentUploadResponse,
} from '@aws-sdk/client-connectparticipant';
import type {
  CreateParticipantRequest,
  CreateParticipantResponse,
  StartChatContactRequest,
  StartChatContactResponse,
  StopContactRequest,
  StopContactResponse,
} from '@aws-sdk/client-connect';
import type { Attachments } from './attachments.ts';
import type { Authentications } from './authentication.ts';
import type { Contact, Contacts, Participant } from './contacts.ts';
import type { Scanner } from './scanner.ts';
import type { Tokens } from './tokens.ts';

/** What each participant operation takes and gives; its input has been validated against the model. */
export interface ParticipantApi {
  CancelParticipantAuthentication: [
    CancelParticipantAuthenticationRequest,
    CancelParticipantAuthenticationResponse,
  ];
  CompleteAttachmentUpload: [CompleteAttachmentUploadRequest, CompleteAttachmentUploadResponse];
  CreateParticipantConnection: [CreateParticipantConnectionRequest, CreateParticipantConnectionResponse];
  DescribeView: [DescribeViewRequest, DescribeViewResponse];
  DisconnectParticipant: [DisconnectParticipantRequest, DisconnectParticipantResponse];
  GetAttachment: [GetAttachmentRequest, GetAttachmentResponse];
  GetAuthenticationUrl: [GetAuthenticationUrlRequest, GetAuthenticationUrlResponse];
  GetTranscript: [GetTranscriptRequest, GetTranscriptResponse];
  SendEvent: [SendEventRequest, SendEventResponse];
  SendMessage: [SendMessageRequest, SendMessageResponse];
  StartAttachmentUpload: [StartAttachmentUploadRequest, StartAttachmentUploadResponse];
}

/** What each Connect operation takes and gives; its input has been validated against the model. */
export interface ConnectApi {
  CreateParticipant: [CreateParticipantRequest, CreateParticipantResponse];
  StartChatContact: [StartChatContactRequest, StartChatContactResponse];
  StopContact: [StopContactRequest, StopContactResponse];
}

/** The input of every operation, by name. */
export type Inputs = { readonly [Name in keyof Api]: Api[Name][0] };

type Api = ParticipantApi & ConnectApi;

/** Who a participant operation is called for. */
export interface Caller {
  readonly contact: Contact;
  readonly participant: Participant;
}

/** What the operations work on. */
export interface World {
  readonly now: () => number;
  readonly contacts: Contacts;
  readonly tokens: Tokens;
  readonly attachments: Attachments;
  readonly scanner: Scanner;
  readonly authentications: Authentications;
  /** Where the simulator listens: http://127.0.0.1:PORT. */
  readonly baseUrl: () => string;
  readonly quotas: boolean;
  /** Whether new contacts are served by the automatic agent. */
  readonly automatic: boolean;
  /** The instances and contact flows that exist; undefined: all do. */
  readonly flows?: readonly { readonly instanceId: string; readonly contactFlowId: string }[];
}

export type ParticipantHandlers = {
  readonly [Name in keyof ParticipantApi]: (
    world: World,
    input: Inputs[Name],
    caller: Caller,
  ) => ParticipantApi[Name][1];
};

export type ConnectHandlers = {
  readonly [Name in keyof ConnectApi]: (world: World, input: Inputs[Name]) => ConnectApi[Name][1];
};
