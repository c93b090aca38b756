import { disconnectParticipant } from '../../lambdas/operations/disconnect-participant.ts';
import { connectionToken, derived } from './like.ts';
import { operationTest } from './operation-test.ts';
import { busy, invalid, replayed } from './outcomes.ts';

operationTest(disconnectParticipant, {
  asked: { ClientToken: 'first' },
  sends: { ConnectionToken: connectionToken, ClientToken: derived },
  answers: {},
  refuses: [
    [
      'a ClientToken that is too long',
      { ClientToken: 'a'.repeat(501) },
      ...invalid,
      'ClientToken must have length',
    ],
  ],
  retries: {
    // The bearer is worth nothing by then, except for this.
    again: replayed,
    throttled: { calls: 2, carriedOut: 1 },
    throttledThroughout: { ...busy, calls: 3 },
    answerLost: { calls: 2, carriedOut: 1 },
    withoutStore: { calls: 1, carriedOut: 1 },
  },
});
