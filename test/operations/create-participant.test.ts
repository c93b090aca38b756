import { createParticipant } from '../../lambdas/operations/create-participant.ts';
import { anyInstant, anyText, bearer, derived } from './like.ts';
import { operationTest } from './operation-test.ts';
import { busy, invalid, mismatch, refusedUnasked, replayed } from './outcomes.ts';
import { configured, newSecret } from './scenes.ts';

const bot = { ParticipantRole: 'CUSTOM_BOT', DisplayName: 'Order assistant' };

operationTest(createParticipant, {
  asked: ({ chat }) =>
    Promise.resolve({ ContactId: chat.contactId, ParticipantDetails: bot, ClientToken: newSecret() }),
  sends: ({ ContactId }) => ({
    InstanceId: configured.InstanceId,
    ContactId,
    ParticipantDetails: bot,
    ClientToken: derived,
  }),
  answers: {
    ParticipantId: anyText,
    ParticipantCredentials: { ParticipantToken: bearer, Expiry: anyInstant },
  },
  refuses: [
    [
      'an agent',
      { ParticipantDetails: { ParticipantRole: 'AGENT' } },
      ...invalid,
      'ParticipantRole must be one of',
    ],
    [
      "somebody else's instance",
      { InstanceId: 'another' },
      ...invalid,
      'InstanceId must be the configured one',
    ],
    ['a ClientToken that can be guessed', { ClientToken: 'first' }, ...invalid, 'ClientToken must be a UUID'],
  ],
  connectRefuses: [
    [
      'a customer for a chat, not a call',
      { ParticipantDetails: { ParticipantRole: 'CUSTOMER' } },
      400,
      'InvalidRequestException',
      'ParticipantRole',
    ],
    ['a contact that there is not', { ContactId: 'another' }, 404, 'ResourceNotFoundException'],
  ],
  retries: {
    again: replayed,
    otherBody: { members: { ParticipantDetails: { ParticipantRole: 'CUSTOM_BOT' } }, ...mismatch },
    // Not asked for again: whoever fills the instance would have everybody's starts asked for twice.
    throttled: { ...busy, calls: 1 },
    throttledThroughout: { ...busy, calls: 1 },
    answerLost: { calls: 2, carriedOut: 1 },
    withoutStore: { ...refusedUnasked, error: 'InternalServiceException' },
  },
});
