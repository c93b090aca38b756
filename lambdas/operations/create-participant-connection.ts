import { timestamp, token } from './members.ts';
import { boolean, list, oneOf, string, structure, text } from '../core/shape.ts';
import { operation, participantErrors } from './operation.ts';
import { budgets } from './budgets.ts';
import { quotas, reconnections } from './quotas.ts';

/** https://docs.aws.amazon.com/connect/latest/APIReference/API_connect-participant_CreateParticipantConnection.html */
export const createParticipantConnection = operation({
  name: 'CreateParticipantConnection',
  method: 'POST',
  path: '/participant/connection',
  service: 'participant',
  access: 'session',
  summary: 'Connects: answers a websocket URL, a token, or both.',
  documentation:
    "`ConnectionToken` is the session's own bearer again; Connect's stays in the back end, which also renews it. Connect to the websocket within 100 seconds. Throttling is waited out for up to 28 seconds.",
  input: structure({
    Type: list(oneOf('WEBSOCKET', 'CONNECTION_CREDENTIALS', 'WEBRTC_CONNECTION'), { min: 1 }),
    ConnectParticipant: boolean,
  }),
  unknownMembers: 'drop',
  output: structure({
    Websocket: structure({ Url: text(1, 2_000), ConnectionExpiry: timestamp }, ['Url', 'ConnectionExpiry']),
    ConnectionCredentials: structure({ ConnectionToken: token, Expiry: timestamp }, [
      'ConnectionToken',
      'Expiry',
    ]),
    WebRTCConnection: structure({
      Attendee: structure({ AttendeeId: string({}), JoinToken: string({}) }),
      Meeting: structure({
        MediaPlacement: structure({
          AudioHostUrl: text(1, 2_000),
          AudioFallbackUrl: text(1, 2_000),
          SignalingUrl: text(1, 2_000),
          EventIngestionUrl: text(1, 2_000),
        }),
        MeetingFeatures: structure({
          Audio: structure({ EchoReduction: oneOf('AVAILABLE', 'UNAVAILABLE') }),
        }),
        MeetingId: string({}),
      }),
    }),
  }),
  idempotency: { kind: 'none' },
  command: 'CreateParticipantConnection',
  handler: 'connection',
  budget: budgets.connection,
  countsAs: () => ({ quota: 'connection', priority: 'connection' }),
  permissions: [],
  throttle: reconnections,
  quota: quotas.connection,
  errors: [...participantErrors, 'ConflictException'],
});
