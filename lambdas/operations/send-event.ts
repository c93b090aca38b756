import { eventProblems, isTyping } from '../core/content.ts';
import { clientToken, content, contentType, sent } from './members.ts';
import { structure } from '../core/shape.ts';
import { operation, participantErrors } from './operation.ts';
import { budgets } from './budgets.ts';
import { quotas } from './quotas.ts';
import { withoutEmpty } from './without-empty.ts';

/** https://docs.aws.amazon.com/connect/latest/APIReference/API_connect-participant_SendEvent.html */
export const sendEvent = operation({
  name: 'SendEvent',
  method: 'POST',
  path: '/participant/event',
  service: 'participant',
  access: 'session',
  summary: 'Sends a typing event or a receipt.',
  documentation:
    "Nothing is stored: the `ClientToken` sent to Connect follows from the caller's and from the body, so that the same token with another body is another event. Typing is tried once, as it is stale by the time of a second attempt. What an event just sent says already is answered as that one was, and not sent again: typing within ten seconds, and the receipt of a message that has one of the kind, or of one before it. Where messages need all that Amazon Connect allows, events are answered and not sent.",
  input: structure({ ContentType: contentType, Content: content, ClientToken: clientToken }, ['ContentType']),
  unknownMembers: 'drop',
  normalize: withoutEmpty('Content'),
  check: (input) => eventProblems(input),
  output: sent,
  idempotency: { kind: 'derived' },
  command: 'SendEvent',
  handler: 'event',
  budget: budgets.call,
  once: isTyping,
  countsAs: (input) => ({ quota: 'event', priority: isTyping(input) ? 'typing' : 'receipt' }),
  permissions: [],
  throttle: quotas.send,
  errors: [...participantErrors, 'ConflictException'],
});
