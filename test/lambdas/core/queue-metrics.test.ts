import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { CurrentMetricName } from '@aws-sdk/client-connect';
import { openingHoursOf } from '../../../lambdas/core/opening-hours.ts';
import {
  availabilityOf,
  contactMetricsInput,
  currentMetricsInput,
  placeOf,
  queueMetricsOf,
  type QueueMetrics,
} from '../../../lambdas/core/queue-metrics.ts';

const now = Date.parse('2026-11-26T12:00:00Z');
const closed = openingHoursOf({ TimeZone: 'UTC', EffectiveHoursOfOperationList: [] });

function answered(values: Partial<Record<CurrentMetricName, number | null>>): QueueMetrics {
  const Collections = Object.entries(values).map(([Name, Value]) => ({
    Metric: { Name: Name as CurrentMetricName },
    // A metric that cannot be calculated is null on the wire.
    Value: Value as number,
  }));
  return queueMetricsOf({ MetricResults: [{ Collections }] });
}

function state(values: Partial<Record<CurrentMetricName, number | null>>): string {
  return availabilityOf(answered(values), undefined, now).state;
}

suite('What Connect says of a queue', () => {
  test('is told in whole numbers, without what it does not say', () => {
    assert.deepEqual(
      answered({
        AGENTS_AVAILABLE: 1,
        CONTACTS_IN_QUEUE: 4,
        OLDEST_CONTACT_AGE: 24.113,
        ESTIMATED_WAIT_TIME: null,
      }),
      { agentsAvailable: 1, contactsInQueue: 4, oldestContactAge: 24 },
    );
  });

  test('is that nobody is there and nobody waits, where it finds nothing to count', () => {
    for (const nothing of [{}, { MetricResults: [] }])
      assert.deepEqual(queueMetricsOf(nothing), {
        agentsAvailable: 0,
        contactsInQueue: 0,
        slotsAvailable: 0,
      });
  });

  test('makes the queue busy when no agent has room for another chat', () => {
    assert.equal(state({ SLOTS_AVAILABLE: 2, AGENTS_AVAILABLE: 0 }), 'OPEN');
    assert.equal(state({ SLOTS_AVAILABLE: 0, AGENTS_AVAILABLE: 1 }), 'BUSY');
    assert.equal(state({ AGENTS_AVAILABLE: 1 }), 'OPEN');
    assert.equal(state({ SLOTS_AVAILABLE: null, AGENTS_AVAILABLE: 0 }), 'BUSY');
    assert.equal(state({ SLOTS_AVAILABLE: null }), 'UNKNOWN');
  });

  test('does not matter while the queue is closed, and is unknown where nobody could ask', () => {
    assert.deepEqual(availabilityOf(answered({ SLOTS_AVAILABLE: 2 }), closed, now), { state: 'CLOSED' });
    assert.deepEqual(availabilityOf(undefined, closed, now), { state: 'CLOSED' });
    assert.deepEqual(availabilityOf(undefined, undefined, now), { state: 'UNKNOWN' });
  });
});

suite('What Connect says of a contact', () => {
  test('is a place from 1, with the wait in whole seconds', () => {
    assert.deepEqual(
      placeOf({
        MetricResults: [
          { Name: 'POSITION_IN_QUEUE', Value: { Number: 3 } },
          { Name: 'ESTIMATED_WAIT_TIME', Value: { Number: 59.6 } },
        ],
      }),
      { position: 3, estimatedWaitTime: 60 },
    );
  });

  test('is no place, where it has no position, or none that is one', () => {
    for (const value of [0, -1, NaN])
      assert.deepEqual(
        placeOf({ MetricResults: [{ Name: 'POSITION_IN_QUEUE', Value: { Number: value } }] }),
        {},
      );
    assert.deepEqual(placeOf({ MetricResults: [{ Name: 'ESTIMATED_WAIT_TIME', Value: { Number: 5 } }] }), {});
    assert.deepEqual(placeOf({}), {});
  });
});

suite('Connect is asked', () => {
  test('for a queue’s chats, by queue and channel', () => {
    assert.deepEqual(currentMetricsInput('instance', 'queue'), {
      InstanceId: 'instance',
      Filters: { Queues: ['queue'], Channels: ['CHAT'] },
      Groupings: ['QUEUE', 'CHANNEL'],
      CurrentMetrics: [
        { Name: 'AGENTS_AVAILABLE', Unit: 'COUNT' },
        { Name: 'CONTACTS_IN_QUEUE', Unit: 'COUNT' },
        { Name: 'SLOTS_AVAILABLE', Unit: 'COUNT' },
        { Name: 'OLDEST_CONTACT_AGE', Unit: 'SECONDS' },
        { Name: 'ESTIMATED_WAIT_TIME', Unit: 'SECONDS' },
      ],
    });
  });

  test('for a contact’s place and its wait', () => {
    assert.deepEqual(contactMetricsInput('instance', 'contact'), {
      InstanceId: 'instance',
      ContactId: 'contact',
      Metrics: [{ Name: 'POSITION_IN_QUEUE' }, { Name: 'ESTIMATED_WAIT_TIME' }],
    });
  });
});

suite('What Connect leaves out', () => {
  test('of its answer is not known', () => {
    assert.deepEqual(queueMetricsOf({ MetricResults: [{}] }), {});
    assert.deepEqual(queueMetricsOf({ MetricResults: [{ Collections: [{ Value: 1 }] }] }), {});
    assert.deepEqual(placeOf({ MetricResults: [{ Name: 'POSITION_IN_QUEUE', Value: undefined }] }), {});
  });

  test('or tells as nonsense is not known either, and what is too large is cut', () => {
    assert.deepEqual(
      answered({ ESTIMATED_WAIT_TIME: -1, OLDEST_CONTACT_AGE: Infinity, SLOTS_AVAILABLE: NaN }),
      {},
    );
    assert.deepEqual(answered({ ESTIMATED_WAIT_TIME: 1e12 }), { estimatedWaitTime: 2_147_483_647 });
    assert.deepEqual(answered({ ESTIMATED_WAIT_TIME: 90.4 }), { estimatedWaitTime: 90 });
  });

  test('the first in line has a place', () => {
    const first = { MetricResults: [{ Name: 'POSITION_IN_QUEUE', Value: { Number: 1 } } as const] };
    assert.deepEqual(placeOf(first), { position: 1 });
  });
});

suite('A queue', () => {
  const room = answered({ SLOTS_AVAILABLE: 2 });

  test('that is closed says when it opens', () => {
    const hours = openingHoursOf({
      TimeZone: 'UTC',
      EffectiveHoursOfOperationList: [
        {
          Date: '2026-11-27',
          OperationalHours: [{ Start: { Hours: 9, Minutes: 30 }, End: { Hours: 17, Minutes: 0 } }],
        },
      ],
    });
    assert.deepEqual(availabilityOf(room, hours, now), {
      state: 'CLOSED',
      opens: Date.parse('2026-11-27T09:30:00Z'),
    });
    assert.deepEqual(availabilityOf(room, hours, Date.parse('2026-11-27T09:30:00Z')), { state: 'OPEN' });
  });

  test('is busy while as many chats are open as may be, whatever room there is', () => {
    assert.deepEqual(availabilityOf(room, undefined, now, true), { state: 'BUSY' });
  });
});
