import { getTranscript } from '../../lambdas/operations/get-transcript.ts';
import { anyList, connectionToken } from './like.ts';
import { operationTest } from './operation-test.ts';
import { busy, invalid } from './outcomes.ts';

const page = { MaxResults: 2, ScanDirection: 'BACKWARD', SortOrder: 'ASCENDING' };

operationTest(getTranscript, {
  // Apps leave empty what they have nothing for, and send back the empty NextToken of the last page.
  asked: { ...page, ContactId: '', NextToken: '' },
  sends: { ...page, ConnectionToken: connectionToken },
  answers: (_asked, { chat }) => ({ InitialContactId: chat.contactId, Transcript: anyList }),
  refuses: [
    ['a page of more than 100', { MaxResults: 101 }, ...invalid, 'MaxResults must'],
    ['an order that there is not', { SortOrder: 'RANDOM' }, ...invalid, 'SortOrder must be one of'],
  ],
  retries: {
    again: { calls: 2, carriedOut: 2 },
    throttled: { calls: 2, carriedOut: 1 },
    throttledThroughout: { ...busy, calls: 3 },
    answerLost: { calls: 2, carriedOut: 2 },
  },
});
