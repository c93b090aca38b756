import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { connectWithin, leaveGrace } from '../../../lambdas/core/lifecycle.ts';
import { eraseContact } from '../../../lambdas/operations/erase-contact.ts';
import { listedWithin } from '../../../lambdas/reaper/sweep.ts';
import { message, newChat, post } from '../../support/api-call.ts';
import { ask } from '../../support/api-request.ts';
import type { LocalApi } from '../../support/local-api.ts';
import { callsOf } from '../faults/simulated.ts';
import { world } from './world.ts';

/** The function that ends chats, by its own adapters, over dynalite and the simulated Connect. */

const stateOf = ({ simulator }: LocalApi, contactId: string): string | undefined =>
  simulator.contacts.find(({ ContactId }) => ContactId === contactId)?.State;
const connect = { Type: ['CONNECTION_CREDENTIALS'] };
const leaveBy = async ({ url }: LocalApi, bearer: string): Promise<void> => {
  await fetch(`${url}/session/leave`, { method: 'POST', body: bearer });
};

suite('What ends chats', () => {
  test('ends one that was left, after a minute and not before; and finds it gone the next time', async (t) => {
    const { api, forward, sweep } = await world(t);
    const chat = await newChat(api.url);
    await post(api.url, '/participant/connection', connect, chat);
    await leaveBy(api, chat.bearer);
    forward(leaveGrace - 5_000);
    await sweep();
    assert.notEqual(stateOf(api, chat.contactId), 'ENDED');
    forward(7_000);
    await sweep();
    await sweep();
    assert.equal(stateOf(api, chat.contactId), 'ENDED');
    assert.equal(callsOf(api, 'StopContact').length, 1);
    assert.equal((await post(api.url, '/participant/message', message('m'), chat)).status, 403);
  });

  test('ends none that was loaded anew', async (t) => {
    const { api, forward, sweep } = await world(t);
    const chat = await newChat(api.url);
    await post(api.url, '/participant/connection', connect, chat);
    await leaveBy(api, chat.bearer);
    forward(50_000);
    await post(api.url, '/participant/connection', connect, chat);
    forward(leaveGrace);
    await sweep();
    assert.equal(callsOf(api, 'StopContact').length, 0);
    assert.equal((await post(api.url, '/participant/message', message('m'), chat)).status, 200);
  });

  test('ends one to which nobody has connected, which is as good if Connect has ended it before', async (t) => {
    const { api, forward, sweep } = await world(t);
    const chat = await newChat(api.url);
    forward(connectWithin + 2_000);
    await sweep();
    assert.equal(stateOf(api, chat.contactId), 'ENDED');
    const rows = await api.items();
    assert.ok(rows.every(({ due }) => due === undefined));
  });

  test('ends a chat where it was transferred to, and no session for the segment that ended', async (t) => {
    const { api, forward, sweep, hear } = await world(t);
    const chat = await newChat(api.url);
    await post(api.url, '/participant/connection', connect, chat);
    await transfer(api, chat.contactId);
    await hear();
    forward(listedWithin + 2_000);
    await sweep();
    assert.equal((await post(api.url, '/participant/message', message('m'), chat)).status, 200);
    await leaveBy(api, chat.bearer);
    forward(leaveGrace + 2_000);
    await sweep();
    assert.equal(stateOf(api, chat.contactId), 'ENDED');
  });

  test('hears that an agent has ended a chat: Connect is not asked again, whatever the page sends', async (t) => {
    const { api, forward, hear, sweep } = await world(t);
    const chat = await newChat(api.url);
    await post(api.url, '/participant/connection', connect, chat);
    await transfer(api, chat.contactId);
    api.simulator.control.endContact(chat.contactId);
    await hear();
    assert.equal(await openChatsOf(api), 1);
    forward(listedWithin + 2_000);
    await sweep();
    assert.equal(await openChatsOf(api), 0);
    assert.equal(callsOf(api, 'StopContact').length, 0);
    const calls = api.simulator.calls.length;
    for (const text of ['one', 'two'])
      assert.equal((await post(api.url, '/participant/message', message(text), chat)).status, 403);
    assert.equal(
      (await fetch(`${api.url}/session`, { headers: { 'x-amz-bearer': chat.bearer } })).status,
      403,
    );
    assert.equal(api.simulator.calls.length, calls);
  });

  test('ends the contact of a start that was killed, which its event has shown; without one it is counted', async (t) => {
    for (const [heard, leads] of [
      [true, false],
      [false, false],
      // Killed between the two writes of a session.
      [true, true],
      [false, true],
    ] as const) {
      const { api, forward, sweep, hear, events, log, store } = await world(t);
      Object.assign(store, { fails: true, leads });
      const body = { ParticipantDetails: { DisplayName: 'Ada' } };
      void post(api.url, '/chats', body).catch(() => undefined);
      while (api.simulator.contacts.length === 0) await new Promise(setImmediate);
      if (leads) await ledTo(api);
      if (heard) await hear();
      else events.length = 0;
      forward(connectWithin - 10_000);
      await sweep();
      forward(12_000);
      await sweep();
      const [contact] = api.simulator.contacts;
      assert.equal(callsOf(api, 'StopContact').length, heard ? 1 : 0);
      if (heard) assert.equal(contact?.State, 'ENDED');
      assert.equal(log.filter((line) => line.includes('"startsUnfound":1')).length, heard ? 0 : 1);
    }
  });

  test('a start that was killed, and whose contact was found, goes with the erasure of that contact', async (t) => {
    const { api, forward, sweep, hear, unlink, events, log, store } = await world(t);
    store.fails = true;
    void post(api.url, '/chats', { ParticipantDetails: { DisplayName: 'Ada' } }).catch(() => undefined);
    while (events.length === 0) await new Promise(setImmediate);
    const again = [...events];
    await hear();
    const [contact] = api.simulator.contacts;
    assert.ok(contact);
    assert.equal(await unlink(contact.ContactId), true);
    events.push(...again);
    await hear();
    const { body } = await ask(api.url, eraseContact, { input: { ContactId: contact.ContactId } });
    assert.equal(body['Sessions'], 1);
    const rows = JSON.stringify(await api.items());
    assert.ok(!rows.includes('"session#'));
    assert.ok(!rows.includes(contact.ContactId));
    forward(connectWithin + 1_000);
    await sweep();
    assert.equal(callsOf(api, 'StopContact').length, 0);
    assert.equal(log.filter((line) => line.includes('"startsUnfound":1')).length, 0);
  });

  test('sets the count of open chats right in one sweep, whatever it was', async (t) => {
    const { api, sweep, miscount } = await world(t);
    const chats = [await newChat(api.url), await newChat(api.url), await newChat(api.url)];
    const [left] = chats;
    assert.ok(left);
    await post(api.url, '/participant/connection', connect, left);
    assert.equal((await post(api.url, '/participant/disconnect', {}, left)).status, 200);
    assert.equal(await openChatsOf(api), 2);
    for (const wrong of [0, 1, 400]) {
      await miscount(wrong);
      await sweep();
      assert.equal(await openChatsOf(api), 2);
    }
  });

  test('lets another system’s chats be, and another instance’s events', async (t) => {
    const { api, hear, events, sweep } = await world(t);
    await newChat(api.url);
    const [initiated] = events.splice(0) as { detail: Record<string, string> }[];
    assert.ok(initiated);
    const { detail } = initiated;
    events.push(
      { ...initiated, detail: { ...detail, contactId: 'unknown' } },
      { ...initiated, detail: { ...detail, eventType: 'DISCONNECTED', instanceArn: 'arn:x/instance/other' } },
      { ...initiated, detail: { ...detail, eventType: 'DISCONNECTED', channel: 'VOICE' } },
      { ...initiated, detail: { eventType: 'DISCONNECTED' } },
    );
    await hear();
    await sweep();
    assert.equal(callsOf(api, 'StopContact').length, 0);
    assert.notEqual(api.simulator.contacts[0]?.State, 'ENDED');
  });
});

/** Resolves when a contact leads to a session. */
async function ledTo(api: LocalApi): Promise<void> {
  while (!(await api.items()).some(({ pk }) => pk?.S?.startsWith('contact#')))
    await new Promise(setImmediate);
}

async function openChatsOf(api: LocalApi): Promise<number> {
  const row = (await api.items()).find(({ pk }) => pk?.S?.startsWith('open#'));
  return Number(row?.['open']?.N);
}

async function transfer({ simulator }: LocalApi, contactId: string): Promise<void> {
  const answer = await fetch(`${simulator.url}/_simulator/agent/contacts/${contactId}/event`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ Event: 'transfer.succeeded' }),
  });
  assert.ok(answer.ok, await answer.text());
}
