import { sendEvent } from '../../lambdas/operations/send-event.ts';
import { anyInstant, anyText, connectionToken, derived } from './like.ts';
import { operationTest } from './operation-test.ts';
import { invalid } from './outcomes.ts';

const type = 'application/vnd.amazonaws.connect.event.';
const read = { ContentType: `${type}message.read`, Content: '{"messageId":"one"}' };

operationTest(sendEvent, {
  asked: { ...read, ClientToken: 'first' },
  sends: { ...read, ConnectionToken: connectionToken, ClientToken: derived },
  answers: { Id: anyText, AbsoluteTime: anyInstant },
  refuses: [
    [
      'an event that is not for visitors',
      { ContentType: `${type}participant.left` },
      ...invalid,
      'ContentType must be one of',
    ],
    ['a receipt of nothing', { Content: '{}' }, ...invalid, 'Content must be a JSON string'],
  ],
  retries: {
    // Nothing is stored: the process knows what it has sent, and another one would send Connect the same ClientToken.
    again: { calls: 1, carriedOut: 1 },
    otherBody: { members: { Content: '{"messageId":"two"}' }, calls: 2, carriedOut: 2 },
    throttled: { calls: 2, carriedOut: 1 },
    // Nobody misses it, and a client would send it again at once.
    throttledThroughout: { calls: 3, carriedOut: 0 },
    answerLost: { calls: 2, carriedOut: 1 },
  },
});
