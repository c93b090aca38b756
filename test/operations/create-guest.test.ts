import { createGuest } from '../../lambdas/operations/create-guest.ts';
import { voice } from '../support/chat.ts';
import { anyInstant, anyText, bearer, derived } from './like.ts';
import { operationTest } from './operation-test.ts';
import { busy, invalid, mismatch, refusedUnasked, replayed } from './outcomes.ts';
import { configured } from './scenes.ts';

const guest = { DisplayName: 'Grace', ParticipantCapabilities: { Video: 'SEND' } };

operationTest(createGuest, {
  chat: { attributes: voice },
  asked: { ParticipantDetails: guest, ClientToken: 'first' },
  sends: (_asked, { chat }) => ({
    InstanceId: configured.InstanceId,
    ContactId: chat.contactId,
    ParticipantDetails: { ParticipantRole: 'CUSTOMER', ...guest },
    ClientToken: derived,
  }),
  answers: {
    ParticipantId: anyText,
    ParticipantCredentials: { ParticipantToken: bearer, Expiry: anyInstant },
  },
  refuses: [
    [
      'a bot',
      { ParticipantDetails: { ParticipantRole: 'CUSTOM_BOT' } },
      ...invalid,
      'ParticipantRole must be one of: CUSTOMER',
    ],
    ['a contact of its choice', { ContactId: 'another' }, ...invalid, 'ContactId'],
    [
      'a name of two lines',
      { ParticipantDetails: { DisplayName: 'a\nb' } },
      ...invalid,
      'DisplayName must not have line breaks',
    ],
  ],
  retries: {
    again: replayed,
    otherBody: { members: { ParticipantDetails: {} }, ...mismatch },
    // Not asked for again: whoever fills the instance would have everybody's starts asked for twice.
    throttled: { ...busy, calls: 1 },
    throttledThroughout: { ...busy, calls: 1 },
    answerLost: { calls: 2, carriedOut: 1 },
    withoutStore: { ...refusedUnasked, error: 'InternalServiceException' },
  },
});
