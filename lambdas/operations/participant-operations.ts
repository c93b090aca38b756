import { cancelParticipantAuthentication } from './cancel-participant-authentication.ts';
import { completeAttachmentUpload } from './complete-attachment-upload.ts';
import { createParticipantConnection } from './create-participant-connection.ts';
import { describeView } from './describe-view.ts';
import { disconnectParticipant } from './disconnect-participant.ts';
import { getAttachment } from './get-attachment.ts';
import { getAuthenticationUrl } from './get-authentication-url.ts';
import { getHealth } from './get-health.ts';
import { getSession } from './get-session.ts';
import { getTranscript } from './get-transcript.ts';
import { leaveSession } from './leave-session.ts';
import { sendEvent } from './send-event.ts';
import { sendMessage } from './send-message.ts';
import { startAttachmentUpload } from './start-attachment-upload.ts';

/** The operations of the Participant Service's function. Apart from the others, so that a cold start reads its own alone. */
export const participantOperations = [
  getSession,
  createParticipantConnection,
  sendMessage,
  sendEvent,
  getTranscript,
  startAttachmentUpload,
  completeAttachmentUpload,
  getAttachment,
  describeView,
  getAuthenticationUrl,
  cancelParticipantAuthentication,
  disconnectParticipant,
  leaveSession,
  getHealth,
];
