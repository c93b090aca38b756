import { startChatContact } from '../../lambdas/operations/start-chat-contact.ts';
import { anyText, bearer, derived, reference } from './like.ts';
import { operationTest } from './operation-test.ts';
import { busy, invalid, mismatch, refusedUnasked, replayed } from './outcomes.ts';
import { configured, newSecret } from './scenes.ts';

const contact = {
  ParticipantDetails: { DisplayName: 'Ada' },
  Attributes: { tier: 'gold' },
  ChatDurationInMinutes: 120,
  CustomerId: '4711',
};

operationTest(startChatContact, {
  asked: () => Promise.resolve({ ...contact, ClientToken: newSecret() }),
  sends: {
    ...configured,
    ...contact,
    Attributes: { ...contact.Attributes, ConnectChatBffSession: reference },
    ClientToken: derived,
  },
  answers: { ContactId: anyText, ParticipantId: anyText, ParticipantToken: bearer },
  refuses: [
    ["somebody else's instance", { InstanceId: 'another' }, ...invalid, 'must be the configured ones'],
    ['a chat of less than an hour', { ChatDurationInMinutes: 59 }, ...invalid, 'ChatDurationInMinutes must'],
    ['a member that StartChatContact has not', { Priority: 1 }, ...invalid, 'Priority'],
  ],
  retries: {
    again: replayed,
    otherBody: { members: { CustomerId: '4712' }, ...mismatch },
    // Not asked for again: whoever fills the instance would have everybody's starts asked for twice.
    throttled: { ...busy, calls: 1 },
    throttledThroughout: { ...busy, calls: 1 },
    answerLost: { calls: 2, carriedOut: 1 },
    withoutStore: { ...refusedUnasked, error: 'InternalServiceException' },
  },
});
