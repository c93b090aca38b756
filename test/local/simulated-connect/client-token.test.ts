import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attached, startedUpload } from './attached.ts';
import {
  answers,
  chatIn,
  clientsFor,
  instanceId,
  itemsIn,
  newChat,
  simulatorFor,
  startRequest,
} from './chat-fixture.ts';

const message = { ContentType: 'text/plain', Content: 'hello', ClientToken: 'once' };

test('a message sent twice with one ClientToken is one message with one answer', async (t) => {
  const { participant, ConnectionToken, simulator } = await newChat(t);
  const before = itemsIn(simulator).length;
  const first = await participant.sendMessage({ ConnectionToken, ...message });
  const second = await participant.sendMessage({ ConnectionToken, ...message });
  assert.equal(second.Id, first.Id);
  assert.equal(itemsIn(simulator).length, before + 1);
  assert.deepEqual(
    simulator.calls.slice(-2).map(({ clientToken, applied, deduplicated, status }) => ({
      clientToken,
      applied,
      deduplicated,
      status,
    })),
    [
      { clientToken: 'once', applied: true, deduplicated: false, status: 200 },
      { clientToken: 'once', applied: false, deduplicated: true, status: 200 },
    ],
  );
});

test('a ClientToken means nothing to another participant or another operation', async (t) => {
  const simulator = await simulatorFor(t);
  const [one, other] = [await chatIn(t, simulator), await chatIn(t, simulator)];
  const ids = new Set([
    (await one.participant.sendMessage({ ConnectionToken: one.ConnectionToken, ...message })).Id,
    (await other.participant.sendMessage({ ConnectionToken: other.ConnectionToken, ...message })).Id,
    (
      await one.participant.sendEvent({
        ConnectionToken: one.ConnectionToken,
        ContentType: 'application/vnd.amazonaws.connect.event.typing',
        ClientToken: 'once',
      })
    ).Id,
  ]);
  assert.equal(ids.size, 3);
});

test('a refused call uses up no ClientToken', async (t) => {
  const { participant, ConnectionToken } = await newChat(t);
  const call = { ConnectionToken, ...message };
  await assert.rejects(participant.sendMessage({ ...call, ContentType: 'text/unknown' }));
  assert.notEqual((await participant.sendMessage(call)).Id, undefined);
});

test('a start, a participant and an upload repeated with their ClientToken are one', async (t) => {
  const simulator = await simulatorFor(t);
  const { connect } = clientsFor(t, simulator);
  const ClientToken = 'once';
  const start = await connect.startChatContact({ ...startRequest, ClientToken });
  const again = await connect.startChatContact({ ...startRequest, ClientToken });
  assert.equal(again.ParticipantToken, start.ParticipantToken);
  assert.equal(simulator.contacts.length, 1);

  const add = {
    InstanceId: instanceId,
    ContactId: start.ContactId,
    ParticipantDetails: { ParticipantRole: 'CUSTOM_BOT', DisplayName: 'Bot' },
    ClientToken,
  } as const;
  assert.equal(
    (await connect.createParticipant(add)).ParticipantId,
    (await connect.createParticipant(add)).ParticipantId,
  );
});

test('an attachment is completed once; another ClientToken finds a conflict', async (t) => {
  const chat = await newChat(t);
  const { participant, ConnectionToken } = chat;
  const AttachmentIds = [await attached(chat, 'text/plain', 'hello', { complete: false })];
  const before = itemsIn(chat.simulator).length;
  await participant.completeAttachmentUpload({ ConnectionToken, AttachmentIds, ClientToken: 'a' });
  await participant.completeAttachmentUpload({ ConnectionToken, AttachmentIds, ClientToken: 'a' });
  assert.equal(itemsIn(chat.simulator).length, before + 1);
  await assert.rejects(
    participant.completeAttachmentUpload({ ConnectionToken, AttachmentIds, ClientToken: 'b' }),
    answers('ConflictException', 409),
  );
  assert.notEqual(
    (await startedUpload(chat, 'text/plain', 1)).AttachmentId,
    (await startedUpload(chat, 'text/plain', 1)).AttachmentId,
  );
});
