import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Connect, CurrentMetricName } from '@aws-sdk/client-connect';
import {
  agentDoes,
  answers,
  chatIn,
  clientsFor,
  newChat,
  simulatorFor,
  startRequest,
} from './chat-fixture.ts';

/** The simulated queue, asked by the AWS SDK. */

const { InstanceId } = startRequest;
const QueueId = '33333333-3333-4333-8333-333333333333';

async function metric(
  connect: Connect,
  Name: CurrentMetricName,
  grouped = true,
): Promise<number | undefined> {
  const { MetricResults } = await connect.getCurrentMetricData({
    InstanceId,
    Filters: { Queues: [QueueId], Channels: ['CHAT'] },
    ...(grouped && { Groupings: ['QUEUE', 'CHANNEL'] }),
    CurrentMetrics: [{ Name }],
  });
  return MetricResults?.[0]?.Collections?.[0]?.Value;
}

async function position(connect: Connect, ContactId: string): Promise<number | undefined> {
  const { MetricResults } = await connect.getContactMetrics({
    InstanceId,
    ContactId,
    Metrics: [{ Name: 'POSITION_IN_QUEUE' }],
  });
  return MetricResults?.[0]?.Value?.Number;
}

test('chats wait in the order in which they began, until an agent joins or they end', async (t) => {
  const simulator = await simulatorFor(t, { queue: { agents: 2, chatsPerAgent: 1 } });
  const chats = [await chatIn(t, simulator), await chatIn(t, simulator), await chatIn(t, simulator)];
  const [first, second, third] = chats;
  assert(first && second && third);
  const { connect } = first;
  for (const [index, { ContactId }] of chats.entries())
    assert.equal(await position(connect, ContactId), index + 1);
  assert.equal(await metric(connect, 'CONTACTS_IN_QUEUE'), 3);
  await agentDoes(first, 'join');
  assert.equal(await position(connect, third.ContactId), 2);
  assert.equal(await metric(connect, 'SLOTS_AVAILABLE'), 1);
  simulator.control.endContact(second.ContactId);
  assert.equal(await position(connect, third.ContactId), 1);
  assert.equal(await metric(connect, 'CONTACTS_IN_QUEUE'), 1);
  for (const { ContactId } of [first, second])
    await assert.rejects(position(connect, ContactId), answers('ResourceNotFoundException', 404));
});

test('the oldest contact’s age is in seconds where the numbers are grouped, and in milliseconds where not', async (t) => {
  let now = Date.parse('2026-11-26T12:00:00Z');
  const { connect } = await newChat(t, { now: () => now });
  now += 24_000;
  assert.equal(await metric(connect, 'OLDEST_CONTACT_AGE'), 24);
  assert.equal(await metric(connect, 'OLDEST_CONTACT_AGE', false), 24_000);
  await assert.rejects(
    metric(connect, 'ESTIMATED_WAIT_TIME', false),
    answers('InvalidRequestException', 400),
  );
});

test('a queue has hours of operation, which are told date by date with closed ones left empty', async (t) => {
  const hours = {
    timeZone: 'Europe/Berlin',
    from: { Hours: 9, Minutes: 0 },
    to: { Hours: 17, Minutes: 30 },
    closed: ['2026-12-25'],
  };
  const { connect } = clientsFor(t, await simulatorFor(t, { queue: { hours } }));
  const { Queue } = await connect.describeQueue({ InstanceId, QueueId });
  const HoursOfOperationId = Queue?.HoursOfOperationId;
  const told = await connect.getEffectiveHoursOfOperations({
    InstanceId,
    HoursOfOperationId,
    FromDate: '2026-12-24',
    ToDate: '2026-12-25',
  });
  assert.equal(told.TimeZone, 'Europe/Berlin');
  assert.deepEqual(told.EffectiveHoursOfOperationList, [
    { Date: '2026-12-24', OperationalHours: [{ Start: hours.from, End: hours.to }] },
    { Date: '2026-12-25', OperationalHours: [] },
  ]);
  await assert.rejects(
    connect.getEffectiveHoursOfOperations({
      InstanceId,
      HoursOfOperationId: 'another',
      FromDate: '2026-12-24',
      ToDate: '2026-12-25',
    }),
    answers('ResourceNotFoundException', 404),
  );
});

test('the console reads the queue, and says how many agents are there', async (t) => {
  const { simulator, ContactId, connect } = await newChat(t);
  const url = `${simulator.url}/agent/api/queue`;
  const read = async (init?: RequestInit): Promise<unknown> => (await fetch(url, init)).json();
  const { Waiting } = (await read()) as { Waiting: { ContactId: string; Position: number }[] };
  assert.deepEqual(
    Waiting.map((one) => [one.ContactId, one.Position]),
    [[ContactId, 1]],
  );
  const changed = (await read({ method: 'POST', body: '{"Agents":7}' })) as { Agents: number };
  assert.equal(changed.Agents, 7);
  assert.equal(await metric(connect, 'AGENTS_AVAILABLE'), 7);
  for (const body of ['{"Agents":-1}', '{"Agents":1.5}', '{}'])
    assert.deepEqual(await read({ method: 'POST', body }), {
      message: 'Agents must be a whole number from 0 to 1000',
    });
});
