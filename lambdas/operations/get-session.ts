import { contactId, participantId, timestamp } from './members.ts';
import { operation, participantErrors } from './operation.ts';
import { budgets } from './budgets.ts';
import { quotas } from './quotas.ts';
import { nothing, oneOf, structure } from '../core/shape.ts';

export const getSession = operation({
  name: 'GetSession',
  method: 'GET',
  path: '/session',
  service: 'participant',
  access: 'session',
  summary: 'Tells a reloaded page about its chat.',
  documentation:
    '`State` is STARTED until the first connection, then CONNECTED. A chat that is over answers 403.',
  input: nothing,
  unknownMembers: 'drop',
  output: structure(
    {
      ContactId: contactId,
      ParticipantId: participantId,
      State: oneOf('STARTED', 'CONNECTED'),
      Expiry: timestamp,
    },
    ['ContactId', 'ParticipantId', 'State', 'Expiry'],
  ),
  idempotency: { kind: 'none' },
  handler: 'session',
  budget: budgets.call,
  permissions: [],
  throttle: quotas.own,
  errors: participantErrors,
});
