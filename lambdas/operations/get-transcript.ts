import {
  attachmentId,
  chatItemId,
  contactId,
  content,
  contentType,
  displayName,
  instant,
  participantId,
} from './members.ts';
import { integer, list, oneOf, structure, text } from '../core/shape.ts';
import { operation, participantErrors } from './operation.ts';
import { budgets } from './budgets.ts';
import { quotas } from './quotas.ts';
import { withoutEmpty } from './without-empty.ts';

/** AWS's page says of these three that every item has them; all others belong to some kinds of item only. */
const item = structure(
  {
    AbsoluteTime: instant,
    Content: content,
    ContentType: contentType,
    Id: chatItemId,
    Type: oneOf(
      'TYPING',
      'PARTICIPANT_JOINED',
      'PARTICIPANT_LEFT',
      'CHAT_ENDED',
      'TRANSFER_SUCCEEDED',
      'TRANSFER_FAILED',
      'MESSAGE',
      'EVENT',
      'ATTACHMENT',
      'CONNECTION_ACK',
      'MESSAGE_DELIVERED',
      'MESSAGE_READ',
    ),
    ParticipantId: participantId,
    DisplayName: displayName,
    ParticipantRole: oneOf('AGENT', 'CUSTOMER', 'SYSTEM', 'CUSTOM_BOT', 'SUPERVISOR'),
    Attachments: list(
      structure(
        {
          ContentType: text(1, 255),
          AttachmentId: attachmentId,
          AttachmentName: text(1, 256),
          Status: oneOf('APPROVED', 'REJECTED', 'IN_PROGRESS'),
        },
        ['AttachmentId'],
      ),
    ),
    MessageMetadata: structure({
      MessageId: chatItemId,
      Receipts: list(
        structure({
          DeliveredTimestamp: instant,
          ReadTimestamp: instant,
          RecipientParticipantId: participantId,
        }),
      ),
      MessageProcessingStatus: oneOf('PROCESSING', 'FAILED', 'REJECTED'),
    }),
    RelatedContactId: contactId,
    ContactId: contactId,
  },
  ['AbsoluteTime', 'Id', 'Type'],
);

/** https://docs.aws.amazon.com/connect/latest/APIReference/API_connect-participant_GetTranscript.html */
export const getTranscript = operation({
  name: 'GetTranscript',
  method: 'POST',
  path: '/participant/transcript',
  service: 'participant',
  access: 'session',
  summary: 'Reads the transcript.',
  documentation:
    'Pages backwards from the newest item unless `ScanDirection` and `StartPosition` say otherwise.',
  input: structure({
    ContactId: contactId,
    MaxResults: integer(0, 100),
    NextToken: text(1, 1_000),
    ScanDirection: oneOf('FORWARD', 'BACKWARD'),
    SortOrder: oneOf('DESCENDING', 'ASCENDING'),
    StartPosition: structure({ Id: chatItemId, AbsoluteTime: instant, MostRecent: integer(0, 100) }),
  }),
  unknownMembers: 'drop',
  normalize: withoutEmpty('ContactId', 'NextToken'),
  output: structure({ InitialContactId: contactId, Transcript: list(item), NextToken: text(1, 1_000) }, [
    'InitialContactId',
    'Transcript',
  ]),
  idempotency: { kind: 'none' },
  command: 'GetTranscript',
  handler: 'relay',
  budget: budgets.call,
  countsAs: () => ({ quota: 'read', priority: 'transcript' }),
  permissions: [],
  throttle: quotas.read,
  errors: [...participantErrors, 'ConflictException'],
});
