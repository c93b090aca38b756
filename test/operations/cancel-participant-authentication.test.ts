import { cancelParticipantAuthentication } from '../../lambdas/operations/cancel-participant-authentication.ts';
import { connectionToken } from './like.ts';
import { operationTest } from './operation-test.ts';
import { busy, invalid } from './outcomes.ts';
import { askedToSignIn } from './scenes.ts';

operationTest(cancelParticipantAuthentication, {
  asked: async (scene) => ({ SessionId: await askedToSignIn(scene) }),
  sends: (asked) => ({ ...asked, ConnectionToken: connectionToken }),
  answers: {},
  refuses: [
    ['a session id that can be none', { SessionId: 'short' }, ...invalid, 'SessionId must have length'],
  ],
  retries: {
    // Connect has no ClientToken for it, and refuses what is cancelled already.
    again: { status: 400, error: 'ValidationException', calls: 2, carriedOut: 1 },
    throttled: { calls: 2, carriedOut: 1 },
    throttledThroughout: { ...busy, calls: 3 },
    // What the first attempt has done is not known from a refusal of the second.
    answerLost: { status: 409, error: 'ConflictException', calls: 2, carriedOut: 1 },
  },
});
