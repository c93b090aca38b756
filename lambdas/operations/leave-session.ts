import { operation } from './operation.ts';
import { budgets } from './budgets.ts';
import { quotas } from './quotas.ts';
import { nothing } from '../core/shape.ts';

/** An answer that nobody reads. */
export const leaveSession = operation({
  name: 'LeaveSession',
  method: 'POST',
  path: '/session/leave',
  service: 'participant',
  access: 'public',
  form: 'beacon',
  summary: 'Tells that a page goes away.',
  documentation:
    'For `navigator.sendBeacon`, which can set no header: the body is the bearer alone, as `text/plain`; where ' +
    'the session is in a cookie, there is no body. The answer is ' +
    '204, whatever came. Unless the session is used again within 60 seconds, as by a page that is loaded anew, the chat ' +
    'ends. Of a guest it tells nothing: the chat is not theirs.',
  input: nothing,
  unknownMembers: 'drop',
  output: nothing,
  idempotency: { kind: 'none' },
  handler: 'leave',
  budget: budgets.call,
  permissions: [],
  throttle: quotas.own,
  errors: ['ThrottlingException', 'InternalServerException'],
});
