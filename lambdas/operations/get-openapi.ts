import { operation } from './operation.ts';
import { budgets } from './budgets.ts';
import { quotas } from './quotas.ts';
import { list, map, nothing, string, structure } from '../core/shape.ts';

/** An object as OpenAPI's specification has it. */
const part = structure({});

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
  output: structure(
    {
      openapi: string({}),
      info: part,
      externalDocs: part,
      servers: list(part),
      tags: list(part),
      paths: map(string({}), part),
      components: part,
    },
    ['openapi', 'info', 'servers', 'tags', 'paths', 'components'],
  ),
  idempotency: { kind: 'none' },
  handler: 'openapi',
  budget: budgets.call,
  permissions: [],
  throttle: quotas.own,
  errors: ['ThrottlingException', 'InternalServiceException'],
});
