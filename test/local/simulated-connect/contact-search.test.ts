import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SearchContactsCommandOutput } from '@aws-sdk/client-connect';
import { agentDoes, answers, clientsFor, instanceId, simulatorFor, startRequest } from './chat-fixture.ts';

const week = 7 * 24 * 3_600_000;

const ids = ({ Contacts = [] }: SearchContactsCommandOutput): unknown => Contacts.map(({ Id }) => Id);

test('SearchContacts finds contacts by when they began, channel and attribute, page by page, transfers too', async (t) => {
  const clock = { now: Date.UTC(2026, 0, 1) };
  const simulator = await simulatorFor(t, { now: () => clock.now });
  const { connect } = clientsFor(t, simulator);
  const start = async (Attributes: Record<string, string>): Promise<string> =>
    (await connect.startChatContact({ ...startRequest, Attributes })).ContactId ?? '';
  const search = async (
    ends: number,
    weeks: number,
    NextToken?: string,
  ): Promise<SearchContactsCommandOutput> =>
    await connect.searchContacts({
      InstanceId: instanceId,
      TimeRange: {
        Type: 'INITIATION_TIMESTAMP',
        StartTime: new Date(ends - weeks * week),
        EndTime: new Date(ends),
      },
      SearchCriteria: {
        Channels: ['CHAT'],
        SearchableContactAttributes: { Criteria: [{ Key: 'customer', Values: ['Eve'] }] },
      },
      MaxResults: 1,
      ...(NextToken !== undefined && { NextToken }),
    });

  const eve = await start({ customer: 'eve' });
  await start({ customer: 'Evelyn' });
  await start({ other: 'Eve' });
  await start({ customer: 'Eve', simulatedChannel: 'VOICE' });
  const first = await search(clock.now, 8);
  assert.deepEqual([ids(first), first.TotalCount, first.NextToken], [[eve], 1, undefined]);
  assert.deepEqual(first.Contacts?.[0]?.InitiationTimestamp, new Date(clock.now));

  await agentDoes({ simulator, ContactId: eve }, 'event', { Event: 'transfer.succeeded' });
  const page = await search(clock.now, 8);
  assert.equal(page.TotalCount, 2);
  const { Contacts = [], NextToken } = await search(clock.now, 8, page.NextToken);
  assert.equal(NextToken, undefined);
  assert.equal(Contacts[0]?.InitialContactId, eve);
  const described = await connect.getContactAttributes({ InstanceId: instanceId, InitialContactId: eve });
  assert.deepEqual(described.Attributes, { customer: 'eve' });

  assert.deepEqual(ids(await search(clock.now + 9 * week, 8)), []);
  await assert.rejects(search(clock.now, 8.01), answers('InvalidRequestException', 400));
});
