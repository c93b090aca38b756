import { describeView } from '../../lambdas/operations/describe-view.ts';
import { anyObject, connectionToken } from './like.ts';
import { operationTest } from './operation-test.ts';
import { busy, invalid } from './outcomes.ts';
import { shownView } from './scenes.ts';

operationTest(describeView, {
  asked: async (scene) => ({ ViewToken: await shownView(scene) }),
  sends: (asked) => ({ ...asked, ConnectionToken: connectionToken }),
  answers: { View: anyObject },
  refuses: [
    ['a token that is too long', { ViewToken: 'a'.repeat(1_001) }, ...invalid, 'ViewToken must have length'],
  ],
  connectRefuses: [['the token of another chat', { ViewToken: 'another' }, 404, 'ResourceNotFoundException']],
  retries: {
    again: { calls: 2, carriedOut: 2 },
    throttled: { calls: 2, carriedOut: 1 },
    throttledThroughout: { ...busy, calls: 3 },
    answerLost: { calls: 2, carriedOut: 2 },
  },
});
