import { getQueuePosition } from '../../lambdas/operations/get-queue-position.ts';
import { anyCount } from './like.ts';
import { operationTest } from './operation-test.ts';
import { configuredQueue } from './scenes.ts';

operationTest(getQueuePosition, {
  asked: {},
  reads: {
    GetContactMetrics: (_asked, { chat }) => ({
      InstanceId: configuredQueue.InstanceId,
      ContactId: chat.contactId,
      Metrics: [{ Name: 'POSITION_IN_QUEUE' }, { Name: 'ESTIMATED_WAIT_TIME' }],
    }),
  },
  answers: {
    State: 'QUEUED',
    Position: anyCount,
    EstimatedWaitTimeInSeconds: anyCount,
    AgeInSeconds: 0,
  },
});
