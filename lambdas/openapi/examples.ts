import { stageName } from '../core/stage-name.ts';
import type { OperationName } from '../operations/operations.ts';
import type { Json } from './json.ts';

/** What is sent, path members with the body's, and what is answered to it. */
export interface Example {
  readonly request?: Json;
  readonly answer: Json;
}

const contact = '0f3c1b7e-5a52-4d0b-9a58-2f6f6ad0c9b1';
const customer = '7c1d8a44-3b0e-4f55-8d7c-6a1f0e2b9d38';
const attachment = 'b0a1f6d2-97b5-4d5c-8a5e-3c2d1e0f9a8b';
const signIn = '3d0c9b8a-7f6e-4d5c-8b2a-1f0e9d8c7b6a';
export const bearer = 'bXkgYmVhcmVyIGlzIGFzIHNlY3JldCBhcyBhIHBhc3M';
const guestBearer = 'YSBndWVzdCBoYXMgYSBiZWFyZXIgb2YgaXRzIG93biE';
const instance = '8f14e45f-ceea-467f-a8f3-3c5f1b2d9e07';

/** What both items of the transcript have. */
const item = {
  ContentType: 'text/plain',
  Type: 'MESSAGE',
  DisplayName: 'Ada',
  ParticipantRole: 'CUSTOMER',
  ParticipantId: customer,
  ContactId: contact,
} as const;
const firstMessage: Json = {
  ...item,
  Id: '8b7a6c5d-4e3f-4a2b-9c1d-0e9f8a7b6c5d',
  AbsoluteTime: '2026-11-26T09:15:00.214Z',
  Content: 'Where is my order?',
};
const secondMessage: Json = {
  ...item,
  Id: '2c9d1e5a-4f3b-4a6c-8e7d-9b0a1c2d3e4f',
  AbsoluteTime: '2026-11-26T09:15:21.480Z',
  Content: 'It should have been here on Monday.',
};

/**
 * One for each operation: complete, or it does not compile. Tests send every request to the local API and hold every
 * answer to what comes back. Those that lead to a bearer have no ClientToken: it is a secret, and not one to copy.
 */
export const examples: Readonly<Record<OperationName, Example>> = {
  GetAvailability: {
    request: { EntryPoint: 'default' },
    answer: {
      State: 'OPEN',
      AgentsAvailable: 1,
      ContactsInQueue: 3,
      OldestContactAgeInSeconds: 95,
      EstimatedWaitTimeInSeconds: 180,
      AgeInSeconds: 4,
    },
  },
  StartChat: {
    request: {
      ParticipantDetails: { DisplayName: 'Ada' },
      InitialMessage: { ContentType: 'text/plain', Content: 'Where is my order?' },
      SupportedMessagingContentTypes: ['text/plain', 'text/markdown'],
    },
    answer: { ContactId: contact, ParticipantId: customer, ParticipantToken: bearer },
  },
  GetSession: {
    answer: {
      ContactId: contact,
      ParticipantId: customer,
      State: 'CONNECTED',
      Expiry: '2026-11-27T10:15:00.000Z',
    },
  },
  GetQueuePosition: {
    answer: { State: 'QUEUED', Position: 3, EstimatedWaitTimeInSeconds: 180, AgeInSeconds: 0 },
  },
  LeaveSession: { answer: {} },
  CreateParticipantConnection: {
    request: { Type: ['WEBSOCKET', 'CONNECTION_CREDENTIALS'] },
    answer: {
      Websocket: {
        Url: 'wss://participant.connect.eu-central-1.amazonaws.com/socket?token=EXAMPLE',
        ConnectionExpiry: '2026-11-26T09:16:40.000Z',
      },
      ConnectionCredentials: { ConnectionToken: bearer, Expiry: '2026-11-27T09:15:00.000Z' },
    },
  },
  SendMessage: {
    request: {
      ContentType: 'text/plain',
      Content: 'It should have been here on Monday.',
      ClientToken: '5f0b6c1e-8d2a-4b39-9c7e-1a2b3c4d5e6f',
    },
    answer: { Id: '2c9d1e5a-4f3b-4a6c-8e7d-9b0a1c2d3e4f', AbsoluteTime: '2026-11-26T09:15:21.480Z' },
  },
  SendEvent: {
    request: { ContentType: 'application/vnd.amazonaws.connect.event.typing' },
    answer: { Id: '9e8d7c6b-5a4f-4e3d-8c2b-1a0f9e8d7c6b', AbsoluteTime: '2026-11-26T09:15:18.112Z' },
  },
  GetTranscript: {
    request: { MaxResults: 2, ScanDirection: 'BACKWARD', SortOrder: 'ASCENDING' },
    answer: { InitialContactId: contact, Transcript: [firstMessage, secondMessage] },
  },
  StartAttachmentUpload: {
    request: {
      ContentType: 'text/plain',
      AttachmentSizeInBytes: 18,
      AttachmentName: 'order.txt',
      ClientToken: 'a7c5e3d1-2b4f-4968-8a0c-7e6d5c4b3a29',
    },
    answer: {
      AttachmentId: attachment,
      UploadMetadata: {
        Url: 'https://amazon-connect-chat.s3.eu-central-1.amazonaws.com/attachments/order.txt?X-Amz-Signature=EXAMPLE',
        UrlExpiry: '2026-11-26T09:25:00Z',
        HeadersToInclude: {
          'Content-Type': 'text/plain',
          'Content-Length': '18',
          'Content-Disposition': 'attachment; filename="order.txt"',
          'x-amz-acl': 'bucket-owner-full-control',
          'x-amz-meta-contact_id': contact,
          'x-amz-meta-initial_contact_id': contact,
          'x-amz-meta-account_id': '111122223333',
          'x-amz-meta-organization_id': instance,
        },
      },
    },
  },
  CompleteAttachmentUpload: {
    request: { AttachmentIds: [attachment], ClientToken: 'd4e3f2a1-6b5c-4d7e-9f80-1c2b3a495867' },
    answer: {},
  },
  GetAttachment: {
    request: { AttachmentId: attachment, UrlExpiryInSeconds: 60 },
    answer: {
      Url: 'https://amazon-connect-chat.s3.eu-central-1.amazonaws.com/attachments/order.txt?X-Amz-Signature=EXAMPLE',
      UrlExpiry: '2026-11-26T09:16:00Z',
      AttachmentSizeInBytes: 18,
    },
  },
  DescribeView: {
    request: { ViewToken: 'view-token/of-the-message' },
    answer: {
      View: {
        Id: 'simulated-callback-form',
        Arn: `arn:aws:connect:eu-central-1:111122223333:instance/${instance}/view/simulated-callback-form:1`,
        Name: 'Simulated form',
        Version: 1,
        Content: {
          InputSchema: '{"type":"object","properties":{"Heading":{"type":"string"}},"required":["Heading"]}',
          Template:
            '{"Head":{"Title":"Simulated form"},"Body":[{"_id":"Form","Type":"Form","Props":{"Heading":"$.Heading"},"Content":[]}]}',
          Actions: ['Call me back', 'Keep chatting'],
        },
      },
    },
  },
  GetAuthenticationUrl: {
    request: { SessionId: signIn, RedirectUri: 'http://localhost:3000/signed-in' },
    answer: {
      AuthenticationUrl: `https://example.auth.eu-central-1.amazoncognito.com/login?session_id=${signIn}`,
    },
  },
  CancelParticipantAuthentication: { request: { SessionId: signIn }, answer: {} },
  DisconnectParticipant: {
    request: { ClientToken: '0a9b8c7d-6e5f-4a3b-8c1d-2e3f4a5b6c7d' },
    answer: {},
  },
  CreateGuest: {
    request: { ParticipantDetails: { DisplayName: 'Grace', ParticipantCapabilities: { Video: 'SEND' } } },
    answer: {
      ParticipantId: '1f2e3d4c-5b6a-4798-8a7b-6c5d4e3f2a1b',
      ParticipantCredentials: { ParticipantToken: guestBearer, Expiry: '2026-11-27T10:15:00.000Z' },
    },
  },
  StartChatContact: {
    request: {
      ParticipantDetails: { DisplayName: 'Ada' },
      Attributes: { customerTier: 'gold' },
      ChatDurationInMinutes: 120,
    },
    answer: { ContactId: contact, ParticipantId: customer, ParticipantToken: bearer },
  },
  CreateParticipant: {
    request: {
      ContactId: contact,
      ParticipantDetails: { ParticipantRole: 'CUSTOM_BOT', DisplayName: 'Order assistant' },
    },
    answer: {
      ParticipantId: '6b5a4f3e-2d1c-4b0a-9f8e-7d6c5b4a3f2e',
      ParticipantCredentials: { ParticipantToken: guestBearer, Expiry: '2026-11-26T11:15:00.000Z' },
    },
  },
  EraseContact: {
    request: { ContactId: contact },
    answer: {
      Sessions: 1,
      LedgerRecords: 1,
      QueuePositions: 1,
      QuotaShares: 0,
      LedgerRecordsUntil: '2026-11-27T10:15:00.000Z',
      ContactData: 'NOT_REQUESTED',
    },
  },
  GetHealth: { answer: { Status: 'OK' } },
  GetOpenApi: {
    answer: {
      openapi: '3.1.0',
      info: { title: 'Connect Chat BFF', version: '1.0.0' },
      servers: [{ url: `https://abcdefghij.execute-api.eu-central-1.amazonaws.com/${stageName}` }],
      tags: [],
      paths: {},
      components: {},
    },
  },
};
