import { redirectProblems } from '../core/content.ts';
import { authenticationSessionId } from './members.ts';
import { structure, text } from '../core/shape.ts';
import { operation, participantErrors } from './operation.ts';
import { budgets } from './budgets.ts';
import { quotas } from './quotas.ts';

/** https://docs.aws.amazon.com/connect/latest/APIReference/API_connect-participant_GetAuthenticationUrl.html */
export const getAuthenticationUrl = operation({
  name: 'GetAuthenticationUrl',
  method: 'POST',
  path: '/participant/authentication-url',
  service: 'participant',
  access: 'session',
  summary: 'Answers the page on which the customer signs in.',
  documentation:
    'Within one minute of the `authenticationInitiated` event. `RedirectUri` must be one of the configured ones.',
  input: structure({ SessionId: authenticationSessionId, RedirectUri: text(1, 1_024) }, [
    'SessionId',
    'RedirectUri',
  ]),
  unknownMembers: 'drop',
  check: (input, settings) => redirectProblems(input, settings),
  output: structure({ AuthenticationUrl: text(1, 2_083) }, ['AuthenticationUrl']),
  idempotency: { kind: 'none' },
  command: 'GetAuthenticationUrl',
  handler: 'relay',
  budget: budgets.call,
  permissions: [],
  throttle: quotas.other,
  errors: [...participantErrors, 'ConflictException'],
});
