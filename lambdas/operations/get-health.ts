import { operation } from './operation.ts';
import { budgets } from './budgets.ts';
import { quotas } from './quotas.ts';
import { nothing, oneOf, structure } from '../core/shape.ts';

export const getHealth = operation({
  name: 'GetHealth',
  method: 'GET',
  path: '/health',
  service: 'participant',
  access: 'public',
  summary: 'Answers that the API is up.',
  documentation: 'Calls nothing.',
  input: nothing,
  unknownMembers: 'drop',
  output: structure({ Status: oneOf('OK') }, ['Status']),
  idempotency: { kind: 'none' },
  handler: 'health',
  budget: budgets.call,
  permissions: [],
  throttle: quotas.own,
  errors: ['ThrottlingException', 'InternalServerException'],
});
