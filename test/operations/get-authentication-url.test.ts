import { getAuthenticationUrl } from '../../lambdas/operations/get-authentication-url.ts';
import { anyUrl, connectionToken } from './like.ts';
import { operationTest } from './operation-test.ts';
import { busy, invalid } from './outcomes.ts';
import { askedToSignIn } from './scenes.ts';

operationTest(getAuthenticationUrl, {
  asked: async (scene) => ({
    SessionId: await askedToSignIn(scene),
    RedirectUri: 'http://localhost:3000/signed-in',
  }),
  sends: (asked) => ({ ...asked, ConnectionToken: connectionToken }),
  answers: { AuthenticationUrl: anyUrl },
  refuses: [
    [
      'a way back that is not configured',
      { RedirectUri: 'https://evil.example/' },
      ...invalid,
      'RedirectUri must be one of the configured',
    ],
    ['a session id that can be none', { SessionId: 'short' }, ...invalid, 'SessionId must have length'],
  ],
  retries: {
    // Connect gives one address for a sign-in; the customer can ask to sign in again.
    again: { status: 400, error: 'ValidationException', calls: 2, carriedOut: 1 },
    throttled: { calls: 2, carriedOut: 1 },
    throttledThroughout: { ...busy, calls: 3 },
    // What the first attempt has done is not known from a refusal of the second.
    answerLost: { status: 409, error: 'ConflictException', calls: 2, carriedOut: 1 },
  },
});
