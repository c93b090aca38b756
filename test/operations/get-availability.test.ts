import { getAvailability } from '../../lambdas/operations/get-availability.ts';
import { anyCount, anyDate, anyText } from './like.ts';
import { operationTest } from './operation-test.ts';
import { invalid } from './outcomes.ts';
import { configuredQueue } from './scenes.ts';

const { InstanceId, QueueId } = configuredQueue;

operationTest(getAvailability, {
  asked: { EntryPoint: 'default' },
  reads: {
    GetCurrentMetricData: {
      InstanceId,
      Filters: { Queues: [QueueId], Channels: ['CHAT'] },
      // Without groups, Connect would tell the oldest contact's age in milliseconds.
      Groupings: ['QUEUE', 'CHANNEL'],
      CurrentMetrics: [
        { Name: 'AGENTS_AVAILABLE', Unit: 'COUNT' },
        { Name: 'CONTACTS_IN_QUEUE', Unit: 'COUNT' },
        { Name: 'SLOTS_AVAILABLE', Unit: 'COUNT' },
        { Name: 'OLDEST_CONTACT_AGE', Unit: 'SECONDS' },
        { Name: 'ESTIMATED_WAIT_TIME', Unit: 'SECONDS' },
      ],
    },
    DescribeQueue: configuredQueue,
    GetEffectiveHoursOfOperations: {
      InstanceId,
      HoursOfOperationId: anyText,
      FromDate: anyDate,
      ToDate: anyDate,
    },
  },
  answers: {
    State: 'OPEN',
    AgentsAvailable: 2,
    ContactsInQueue: anyCount,
    OldestContactAgeInSeconds: anyCount,
    EstimatedWaitTimeInSeconds: anyCount,
    AgeInSeconds: anyCount,
  },
  refuses: [
    [
      'an entry point that is not configured',
      { EntryPoint: 'sales' },
      ...invalid,
      'EntryPoint must be one of: default',
    ],
    ['an entry point without a name', { EntryPoint: '' }, ...invalid, 'EntryPoint'],
  ],
});
