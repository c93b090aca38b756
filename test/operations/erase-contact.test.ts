import { eraseContact } from '../../lambdas/operations/erase-contact.ts';
import { anyInstant } from './like.ts';
import { operationTest } from './operation-test.ts';
import { invalid } from './outcomes.ts';

operationTest(eraseContact, {
  asked: ({ chat }) => Promise.resolve({ ContactId: chat.contactId }),
  answers: {
    Sessions: 1,
    LedgerRecords: 1,
    QueuePositions: 0,
    QuotaShares: 0,
    LedgerRecordsUntil: anyInstant,
  },
  refuses: [
    ['an id that no contact has', { ContactId: 'c'.repeat(257) }, ...invalid, 'ContactId must have length'],
  ],
});
