import { getSession } from '../../lambdas/operations/get-session.ts';
import { anyInstant } from './like.ts';
import { operationTest } from './operation-test.ts';

operationTest(getSession, {
  asked: {},
  answers: (_asked, { chat }) => ({
    ContactId: chat.contactId,
    ParticipantId: chat.participantId,
    State: 'STARTED',
    Expiry: anyInstant,
  }),
});
