import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { newChat, post } from '../../support/api-call.ts';
import { apiFor, callsOf, clock, lastLine, messagesOf } from './simulated.ts';
import { asOwnerNonce } from '../../support/tokens.ts';

/** What was learnt is not asked again, and what is in doubt is not told as certain. */

const text = (ClientToken: string): Record<string, string> => ({
  ContentType: 'text/plain',
  Content: 'hello',
  ClientToken,
});
const typing = { ContentType: 'application/vnd.amazonaws.connect.event.typing' };

test('a chat that the agent has ended is asked about at Connect once, whatever the page sends', async (t) => {
  const api = await apiFor(t);
  const { bearer, contactId } = await newChat(api.url);
  await post(api.url, '/participant/message', text('first'), { bearer });
  api.simulator.control.endContact(contactId);
  const before = api.simulator.calls.length;
  for (let count = 0; count < 10; count++)
    assert.equal((await post(api.url, '/participant/event', typing, { bearer })).status, 403);
  assert.equal((await post(api.url, '/participant/transcript', {}, { bearer })).status, 403);
  // The event, and the new token that was asked for in its name.
  assert.equal(api.simulator.calls.length - before, 2);
  const session = await fetch(`${api.url}/session`, { headers: { 'x-amz-bearer': bearer } });
  assert.equal(session.status, 403);
});

test('a token that was renewed a moment ago and is refused again is not renewed again for some seconds', async (t) => {
  const time = clock();
  const api = await apiFor(t, { ports: time.ports });
  const { bearer } = await newChat(api.url);
  await post(api.url, '/participant/message', text('first'), { bearer });
  const connections = (): number => callsOf(api, 'CreateParticipantConnection').length;
  const opened = connections();
  api.simulator.faults.add({ kind: 'deny', operation: 'SendMessage', times: 100 });
  for (let count = 0; count < 10; count++)
    assert.equal(
      (await post(api.url, '/participant/message', text(`denied ${count}`), { bearer })).status,
      403,
    );
  assert.equal(connections() - opened, 1);
  time.forward(11_000);
  await post(api.url, '/participant/message', text('later'), { bearer });
  assert.equal(connections() - opened, 2);
});

test('a refused ContactId does not renew the connection token', async (t) => {
  const api = await apiFor(t);
  const { bearer } = await newChat(api.url);
  await post(api.url, '/participant/message', text('first'), { bearer });
  const opened = callsOf(api, 'CreateParticipantConnection').length;
  api.simulator.faults.add({ kind: 'deny', operation: 'GetTranscript' });
  const foreign = { ContactId: '99999999-9999-4999-8999-999999999999' };
  assert.equal((await post(api.url, '/participant/transcript', foreign, { bearer })).status, 403);
  assert.equal(callsOf(api, 'CreateParticipantConnection').length, opened);
  assert.equal((await post(api.url, '/participant/message', text('second'), { bearer })).status, 200);
});

test('a message that was carried out, and then refused as the chat has ended, is not told as refused', async (t) => {
  const api = await apiFor(t);
  const { bearer, contactId } = await newChat(api.url);
  await post(api.url, '/participant/message', text('first'), { bearer });
  api.simulator.faults.add({ kind: 'reset-after-accept', operation: 'SendMessage' });
  api.simulator.faults.add({ kind: 'deny', operation: 'SendMessage', after: 1, times: 100 });
  api.simulator.faults.add({ kind: 'deny', operation: 'CreateParticipantConnection', times: 100 });
  // The second attempt finds the session ended, by what the first has learnt.
  for (const _attempt of ['first', 'again']) {
    const answer = await post(api.url, '/participant/message', text('lost'), { bearer });
    assert.equal(answer.status, 409);
    assert.equal(answer.body['__type'], 'ConflictException');
    assert.match(String(answer.body['message']), /not known/);
  }
  assert.deepEqual(messagesOf(api, contactId), ['hello', 'hello']);
});

test('a message that was answered once is answered the same after the agent has ended the chat', async (t) => {
  const api = await apiFor(t);
  const { bearer, contactId } = await newChat(api.url);
  const first = await post(api.url, '/participant/message', text('first'), { bearer });
  api.simulator.control.endContact(contactId);
  assert.equal((await post(api.url, '/participant/event', typing, { bearer })).status, 403);
  const again = await post(api.url, '/participant/message', text('first'), { bearer });
  assert.deepEqual([again.status, again.body], [200, first.body]);
  assert.equal((await post(api.url, '/participant/message', text('second'), { bearer })).status, 403);
});

test('a disconnect in doubt is answered as done once the chat is known to be over', async (t) => {
  const api = await apiFor(t);
  const { bearer } = await newChat(api.url);
  await post(api.url, '/participant/message', text('first'), { bearer });
  api.simulator.faults.add({ kind: 'reset', operation: 'DisconnectParticipant', times: 10 });
  const end = { ClientToken: 'end' };
  assert.equal((await post(api.url, '/participant/disconnect', end, { bearer })).status, 500);
  api.simulator.faults.add({ kind: 'deny', operation: 'SendEvent' });
  api.simulator.faults.add({ kind: 'deny', operation: 'CreateParticipantConnection' });
  assert.equal((await post(api.url, '/participant/event', typing, { bearer })).status, 403);
  const again = await post(api.url, '/participant/disconnect', end, { bearer });
  assert.deepEqual([again.status, again.body], [200, {}]);
  assert.equal((await post(api.url, '/participant/disconnect', {}, { bearer })).status, 403);
});

test('an invented bearer costs one read and no write', async (t) => {
  const api = await apiFor(t);
  const before = await api.items();
  for (const path of ['/participant/message', '/participant/disconnect', '/participants']) {
    const bearer = randomBytes(32).toString('base64url');
    const body =
      path === '/participants'
        ? { ParticipantDetails: {}, ClientToken: crypto.randomUUID() }
        : text('forged');
    assert.equal((await post(api.url, path, body, { bearer })).status, 403);
    const line = JSON.parse(api.log.at(-1) ?? '{}') as Record<string, unknown>;
    assert.equal(line['dynamodbCalls'], 1, path);
  }
  assert.deepEqual(await api.items(), before);
});

test('typing is tried once; a throttle is answered 200, and any other failure has a Retry-After', async (t) => {
  const api = await apiFor(t);
  const { bearer } = await newChat(api.url);
  await post(api.url, '/participant/message', text('first'), { bearer });
  for (const [kind, status] of [
    ['throttle', 200],
    ['error', 500],
  ] as const) {
    api.simulator.faults.clear();
    api.simulator.faults.add({ kind, operation: 'SendEvent', times: 10 });
    const before = callsOf(api, 'SendEvent').length;
    const answer = await post(api.url, '/participant/event', typing, { bearer });
    assert.equal(answer.status, status);
    assert.equal(Number(answer.headers.get('retry-after')) >= 1, status !== 200);
    assert.equal(lastLine(api, 'SendEvent')['shed'], status === 200 ? 1 : undefined);
    assert.equal(callsOf(api, 'SendEvent').length - before, 1);
  }
});

test('who waits for a connection that another request opens looks less and less often', async (t) => {
  const time = clock();
  let reads = 0;
  const api = await apiFor(t, {
    ports: (live) => {
      const ports = time.ports(live);
      return {
        ...ports,
        sessions: {
          ...ports.sessions,
          read: async (...call) => {
            reads++;
            const session = await ports.sessions.read(...call);
            // Somebody else is at it, and never done.
            const connecting = { owner: asOwnerNonce('other'), lease: time.now() + 10_000 };
            return session && { ...session, connecting };
          },
        },
      };
    },
  });
  const { bearer } = await newChat(api.url);
  reads = 0;
  const answer = await post(api.url, '/participant/connection', { Type: ['WEBSOCKET'] }, { bearer });
  assert.equal(answer.status, 429);
  assert.ok(reads < 25, `${reads} reads`);
});

test('the reason of a refusal reaches the caller and the log, and no value does', async (t) => {
  const api = await apiFor(t);
  const { bearer } = await newChat(api.url);
  const response = {
    ContentType: 'application/vnd.amazonaws.connect.message.interactive.response',
    Content: '{"pineapple-upside-down":true}',
    ClientToken: 'response',
  };
  api.simulator.faults.add({ kind: 'invalid', operation: 'SendMessage' });
  const answer = await post(api.url, '/participant/message', response, { bearer });
  assert.equal(answer.status, 400);
  const cause = lastLine(api, 'SendMessage')['cause'];
  assert.equal(answer.body['message'], cause);
  assert.ok(String(cause).length > 10);
});

test('Connect’s message about an interactive response without an action reaches the developer complete', async (t) => {
  const api = await apiFor(t);
  const { bearer } = await newChat(api.url);
  const response = {
    ContentType: 'application/vnd.amazonaws.connect.message.interactive.response',
    Content: '{"version":"1.0"}',
  };
  const answer = await post(api.url, '/participant/message', response, { bearer });
  assert.deepEqual(answer.body, {
    __type: 'InvalidRequestException',
    message: 'Message content is not a valid InteractiveMessageResponse',
  });
});
