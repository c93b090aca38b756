import { eraseContact } from '../../lambdas/operations/erase-contact.ts';
import { anyInstant } from './like.ts';
import { operationTest } from './operation-test.ts';
import { invalid } from './outcomes.ts';
import { configured } from './scenes.ts';
import type { Expected } from './specification.ts';

const contact: Expected = (_asked, { chat }) => ({
  InstanceId: configured.InstanceId,
  ContactId: chat.contactId,
});

operationTest(eraseContact, {
  environment: { ERASE_AT_CONNECT: 'true' },
  asked: ({ chat }) => Promise.resolve({ ContactId: chat.contactId }),
  reads: {
    ListAssociatedContacts: contact,
    DescribeContact: contact,
    StopContact: contact,
    DeleteContactData: (_asked, { chat }) => ({
      InstanceId: configured.InstanceId,
      ContactId: chat.contactId,
      ContactFields: ['CUSTOMER_ENDPOINT'],
    }),
  },
  answers: {
    Sessions: 1,
    LedgerRecords: 1,
    QueuePositions: 0,
    QuotaShares: 0,
    LedgerRecordsUntil: anyInstant,
    ContactData: 'REQUESTED',
  },
  refuses: [
    ['an id that no contact has', { ContactId: 'c'.repeat(257) }, ...invalid, 'ContactId must have length'],
  ],
});
