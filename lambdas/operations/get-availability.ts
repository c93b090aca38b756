import { entryPointProblems } from '../core/start.ts';
import { timestamp } from './members.ts';
import { operation } from './operation.ts';
import { budgets } from './budgets.ts';
import { quotas } from './quotas.ts';
import { integer, oneOf, structure, text } from '../core/shape.ts';

/** https://docs.aws.amazon.com/connect/latest/APIReference/API_GetCurrentMetricData.html */
export const getAvailability = operation({
  name: 'GetAvailability',
  method: 'GET',
  path: '/chats/availability',
  service: 'connect',
  access: 'public',
  summary: 'Tells whether a chat that began now would be answered.',
  documentation:
    '`State` is OPEN; BUSY, when no agent has room for another chat, or too many chats are open; CLOSED, outside of the ' +
    'opening hours, with the time of the next opening in `OpensAt`; UNKNOWN, when Connect could not be asked: let the ' +
    'visitor start a chat all the same. An entry point without a queue is OPEN or BUSY, and nothing more is said of it. ' +
    "Connect is asked for a queue's numbers every 15 seconds, however many pages ask: `AgeInSeconds` tells how old they " +
    'are. Ask when the page opens, and then not more than twice a minute.',
  input: structure({ EntryPoint: text(1, 64) }),
  unknownMembers: 'drop',
  check: entryPointProblems,
  output: structure(
    {
      State: oneOf('OPEN', 'BUSY', 'CLOSED', 'UNKNOWN'),
      OpensAt: timestamp,
      AgentsAvailable: integer(0),
      ContactsInQueue: integer(0),
      OldestContactAgeInSeconds: integer(0),
      EstimatedWaitTimeInSeconds: integer(0),
      AgeInSeconds: integer(0),
    },
    ['State'],
  ),
  idempotency: { kind: 'none' },
  handler: 'availability',
  budget: budgets.call,
  permissions: [
    'connect:GetCurrentMetricData',
    'connect:DescribeQueue',
    'connect:GetEffectiveHoursOfOperations',
  ],
  throttle: quotas.own,
  errors: ['ValidationException', 'AccessDeniedException', 'ThrottlingException', 'InternalServiceException'],
});
