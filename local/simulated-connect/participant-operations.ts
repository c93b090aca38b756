import { randomBytes, randomUUID } from 'node:crypto';
import type { ConnectionCredentials, WebRTCConnection, Websocket } from '@aws-sdk/client-connectparticipant';
import { attachmentProblem, attachmentsPerChat } from './attachment-rules.ts';
import type { Contact, Participant, StoredAttachment } from './contacts.ts';
import {
  eventProblem,
  interactiveResponseProblem,
  messageProblem,
  receiptMessageId,
} from './content-rules.ts';
import { eventTypes } from './content-types.ts';
import type { Caller, ParticipantHandlers, World } from './operations.ts';
import { ServiceError } from './service-error.ts';
import { transcriptPage } from './transcript.ts';
import { viewOf } from './views.ts';

/** How long a connection token lives, in ms (AWS: one day). */
export const connectionTokenMs = 24 * 60 * 60_000;
/** How long a websocket URL can be connected to, in ms (AWS: 100 s). */
export const websocketUrlMs = 100_000;
// The most that GetAttachment's UrlExpiryInSeconds allows, and its default.
const downloadSeconds = 300;

/** The participant service's operations. */
export const participantOperations: ParticipantHandlers = {
  CreateParticipantConnection(world, { Type = [], ConnectParticipant }, caller) {
    if (ConnectParticipant === true) world.contacts.connect(caller.contact, caller.participant);
    return {
      ...(Type.includes('WEBSOCKET') ? { Websocket: websocket(world, caller) } : {}),
      ...(Type.includes('CONNECTION_CREDENTIALS')
        ? { ConnectionCredentials: connectionCredentials(world, caller) }
        : {}),
      ...(Type.includes('WEBRTC_CONNECTION') ? { WebRTCConnection: webRtcConnection() } : {}),
    };
  },

  SendMessage(world, { ContentType = '', Content = '' }, { contact, participant }) {
    refuseIf(messageProblem(ContentType, Content, contact.supportedContentTypes));
    const invalid = interactiveResponseProblem(ContentType, Content);
    if (invalid !== undefined) throw new ServiceError('InvalidRequestException', invalid);
    const item = world.contacts.post(contact, { Type: 'MESSAGE', ContentType, Content }, participant);
    return { Id: item.Id, AbsoluteTime: item.AbsoluteTime };
  },

  SendEvent(world, { ContentType, Content }, { contact, participant }) {
    refuseIf(eventProblem(ContentType ?? '', Content));
    const messageId = receiptMessageId(ContentType, Content);
    if (messageId !== undefined && contact.participants.filter(isActive).length > 2) {
      throw new ServiceError(
        'ConflictException',
        'Receipts are not supported with more than two participants',
      );
    }
    const kind = ContentType === eventTypes.read ? 'read' : 'delivered';
    const item =
      messageId === undefined
        ? world.contacts.signal(contact, { Type: 'EVENT', ContentType }, participant)
        : world.contacts.receipt(contact, messageId, kind, participant);
    return { Id: item.Id, AbsoluteTime: item.AbsoluteTime };
  },

  GetTranscript: (_world, request, { contact }) => transcriptPage(contact, request),

  StartAttachmentUpload(world, request, { contact, participant }) {
    const {
      AttachmentName: name = '',
      ContentType: contentType = '',
      AttachmentSizeInBytes: size = 0,
    } = request;
    refuseIf(attachmentProblem(name, contentType, size));
    if (contact.attachments.size >= attachmentsPerChat) {
      throw new ServiceError('ServiceQuotaExceededException', 'Too many attachments in this chat');
    }
    const file = { name, contentType, size };
    const { attachment, upload, headers } = world.attachments.start(contact, participant, file);
    return {
      AttachmentId: attachment.id,
      UploadMetadata: { Url: upload.url, UrlExpiry: isoSeconds(upload.expiresAt), HeadersToInclude: headers },
    };
  },

  CompleteAttachmentUpload(world, { AttachmentIds: [attachmentId] = [] }, { contact, participant }) {
    const attachment = attachmentOf(contact, attachmentId);
    if (attachment.owner !== participant || attachment.bytes === undefined) {
      refuseIf('The attachment has not been uploaded');
    }
    if (attachment.status !== undefined) {
      throw new ServiceError('ConflictException', 'The attachment has been completed already');
    }
    world.scanner.take(contact, attachment, participant);
    return {};
  },

  GetAttachment(world, request, { contact, participant }) {
    if (participant.role === 'CUSTOM_BOT') throw new ServiceError('AccessDeniedException', 'Access denied');
    const attachment = attachmentOf(contact, request.AttachmentId);
    if (attachment.status === undefined) refuseIf('The attachment has not been uploaded');
    if (attachment.status !== 'APPROVED') refuseIf('The attachment is not approved');
    const lifetimeMs = (request.UrlExpiryInSeconds ?? downloadSeconds) * 1000;
    const { url, expiresAt } = world.attachments.downloadUrl(attachment, lifetimeMs);
    return { Url: url, UrlExpiry: isoSeconds(expiresAt), AttachmentSizeInBytes: attachment.size };
  },

  DescribeView(_world, { ViewToken }, { contact }) {
    const view = contact.viewTokens.get(ViewToken ?? '');
    if (view === undefined) throw new ServiceError('ResourceNotFoundException', 'No view has this token');
    return { View: viewOf(view) };
  },

  GetAuthenticationUrl(world, { SessionId = '' }, { contact }) {
    refuseIf(world.authentications.addressProblem(contact.id, SessionId));
    return {
      AuthenticationUrl: `https://authentication.simulated.invalid/login?session_id=${encodeURIComponent(SessionId)}`,
    };
  },

  CancelParticipantAuthentication(world, { SessionId = '' }, { contact, participant }) {
    refuseIf(world.authentications.endProblem(contact.id, SessionId));
    world.contacts.post(
      contact,
      {
        Type: 'EVENT',
        ContentType: eventTypes.authenticationCancelled,
        Content: JSON.stringify({ SessionId }),
      },
      participant,
    );
    return {};
  },

  DisconnectParticipant(world, _request, { contact, participant }) {
    world.contacts.leave(contact, participant);
    return {};
  },
};

function websocket({ tokens, baseUrl }: World, { participant }: Caller): Websocket {
  const { token, expiresAt } = tokens.issue('websocket', participant.id, websocketUrlMs);
  const url = `${baseUrl().replace('http', 'ws')}/socket?token=${token}`;
  return { Url: url, ConnectionExpiry: iso(expiresAt) };
}

function connectionCredentials({ tokens }: World, { participant }: Caller): ConnectionCredentials {
  const { token, expiresAt } = tokens.issue('connection', participant.id, connectionTokenMs);
  return { ConnectionToken: token, Expiry: iso(expiresAt) };
}

// Nothing answers at these addresses: the simulator carries no sound.
function webRtcConnection(): WebRTCConnection {
  const media = 'media.simulated.invalid';
  return {
    Attendee: { AttendeeId: randomUUID(), JoinToken: randomBytes(60).toString('base64') },
    Meeting: {
      MeetingId: randomUUID(),
      MediaPlacement: {
        AudioHostUrl: `${media}:3478`,
        AudioFallbackUrl: `wss://${media}/calls`,
        SignalingUrl: `wss://${media}/control`,
        EventIngestionUrl: `https://${media}/events`,
      },
      MeetingFeatures: { Audio: { EchoReduction: 'AVAILABLE' } },
    },
  };
}

function attachmentOf(contact: Contact, attachmentId: string | undefined): StoredAttachment {
  const attachment = contact.attachments.get(attachmentId ?? '');
  if (attachment === undefined) {
    throw new ServiceError('ValidationException', 'This chat has no such attachment');
  }
  return attachment;
}

function isActive({ connected, left }: Participant): boolean {
  return connected && !left;
}

function refuseIf(problem: string | undefined): void {
  if (problem !== undefined) throw new ServiceError('ValidationException', problem);
}

function iso(time: number): string {
  return new Date(time).toISOString();
}

// What S3 is asked to sign has no fraction of a second.
function isoSeconds(time: number): string {
  return iso(time).replace(/\.\d+Z$/, 'Z');
}
