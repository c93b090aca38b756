import { sendMessage } from '../../lambdas/operations/send-message.ts';
import { anyInstant, anyText, connectionToken, derived } from './like.ts';
import { operationTest } from './operation-test.ts';
import { busy, invalid, mismatch, replayed } from './outcomes.ts';

const hello = { ContentType: 'text/plain', Content: 'Hello' };

operationTest(sendMessage, {
  asked: { ...hello, ClientToken: 'first' },
  sends: { ...hello, ConnectionToken: connectionToken, ClientToken: derived },
  answers: { Id: anyText, AbsoluteTime: anyInstant },
  refuses: [
    ['no text', { Content: '' }, ...invalid, 'Content must have length'],
    ['a text that is too long', { Content: 'a'.repeat(1_025) }, ...invalid, 'Content must'],
    ['a type that Connect has not', { ContentType: 'text/html' }, ...invalid, 'ContentType must be one of'],
    ['text as JSON', { ContentType: 'application/json' }, ...invalid, 'Content must be valid JSON'],
  ],
  retries: {
    again: replayed,
    otherBody: { members: { Content: 'Bye' }, ...mismatch },
    throttled: { calls: 2, carriedOut: 1 },
    throttledThroughout: { ...busy, calls: 3 },
    answerLost: { calls: 2, carriedOut: 1 },
    withoutStore: { calls: 1, carriedOut: 1 },
  },
});
