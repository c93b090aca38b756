import { authenticationSessionId } from './members.ts';
import { nothing, structure } from '../core/shape.ts';
import { operation, participantErrors } from './operation.ts';
import { budgets } from './budgets.ts';
import { quotas } from './quotas.ts';

/** https://docs.aws.amazon.com/connect/latest/APIReference/API_connect-participant_CancelParticipantAuthentication.html */
export const cancelParticipantAuthentication = operation({
  name: 'CancelParticipantAuthentication',
  method: 'POST',
  path: '/participant/cancel-authentication',
  service: 'participant',
  access: 'session',
  summary: 'Declines to sign in.',
  documentation: 'The flow takes its opted-out branch.',
  input: structure({ SessionId: authenticationSessionId }, ['SessionId']),
  unknownMembers: 'drop',
  output: nothing,
  idempotency: { kind: 'none' },
  command: 'CancelParticipantAuthentication',
  handler: 'relay',
  budget: budgets.call,
  permissions: [],
  throttle: quotas.other,
  errors: [...participantErrors, 'ConflictException'],
});
