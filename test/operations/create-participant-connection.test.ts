import { createParticipantConnection } from '../../lambdas/operations/create-participant-connection.ts';
import { anyInstant, anyUrl, participantToken } from './like.ts';
import { operationTest } from './operation-test.ts';
import { busy, invalid } from './outcomes.ts';

const asked = { Type: ['WEBSOCKET', 'CONNECTION_CREDENTIALS'], ConnectParticipant: true };

operationTest(createParticipantConnection, {
  asked,
  sends: { ...asked, ParticipantToken: participantToken },
  // The connection token that a client gets is its own bearer; Connect's stays in the back end.
  answers: (_asked, { chat }) => ({
    Websocket: { Url: anyUrl, ConnectionExpiry: anyInstant },
    ConnectionCredentials: { ConnectionToken: chat.bearer, Expiry: anyInstant },
  }),
  refuses: [
    ['nothing that is wanted', { Type: [] }, ...invalid, 'Type must have at least 1 member'],
    ['a kind that there is not', { Type: ['POLLING'] }, ...invalid, 'Type[0] must be one of'],
  ],
  retries: {
    // Every request has a websocket of its own.
    again: { calls: 2, carriedOut: 2 },
    throttled: { calls: 2, carriedOut: 1 },
    // Absorbed for 28 seconds, as the official client ends the chat at a reconnect that fails.
    throttledThroughout: { ...busy, calls: { atLeast: 6 } },
    answerLost: { calls: 2, carriedOut: 2 },
  },
});
