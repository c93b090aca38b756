import { operation } from './operation.ts';
import { budgets } from './budgets.ts';
import { quotas } from './quotas.ts';
import { nothing } from '../core/shape.ts';

export const getOpenApi = operation({
  name: 'GetOpenApi',
  method: 'GET',
  path: '/openapi.json',
  service: 'connect',
  access: 'public',
  summary: 'Describes this API.',
  documentation: 'OpenAPI 3.1, derived from the operations that serve it.',
  input: nothing,
  unknownMembers: 'drop',
  output: nothing,
  idempotency: { kind: 'none' },
  handler: 'openapi',
  budget: budgets.call,
  permissions: [],
  throttle: quotas.own,
  errors: ['ThrottlingException', 'InternalServiceException'],
});
