import { operation } from './operation.ts';
import { budgets } from './budgets.ts';
import { quotas } from './quotas.ts';
import { integer, nothing, oneOf, structure } from '../core/shape.ts';

/** https://docs.aws.amazon.com/connect/latest/APIReference/API_GetContactMetrics.html */
export const getQueuePosition = operation({
  name: 'GetQueuePosition',
  method: 'GET',
  path: '/session/queue',
  service: 'connect',
  access: 'session',
  summary: "Tells a visitor's place in line.",
  documentation:
    '`State` is QUEUED, with the `Position` from 1; NOT_QUEUED, when the chat waits in no queue: the flow has not come ' +
    'to one yet, or an agent has joined; UNKNOWN, when nobody could tell: ask again later. ' +
    'Connect is asked at most six times a minute for a visitor, and less often in a crowd: `AgeInSeconds` tells how old ' +
    'the place is. Ask every 10 to 15 seconds while no agent is there.',
  input: nothing,
  unknownMembers: 'drop',
  output: structure(
    {
      State: oneOf('QUEUED', 'NOT_QUEUED', 'UNKNOWN'),
      Position: integer(1),
      EstimatedWaitTimeInSeconds: integer(0),
      AgeInSeconds: integer(0),
    },
    ['State'],
  ),
  idempotency: { kind: 'none' },
  handler: 'queue-position',
  budget: budgets.call,
  permissions: ['connect:GetContactMetrics'],
  throttle: quotas.own,
  errors: ['AccessDeniedException', 'ThrottlingException', 'InternalServiceException'],
});
