import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attached } from './attached.ts';
import { answers, itemsIn, newChat, subscribedSocket, until } from './chat-fixture.ts';
import type { Chat } from './chat-fixture.ts';

const invalid = answers('ValidationException', 400);
const infected = 'X EICAR-STANDARD-ANTIVIRUS-TEST-FILE X';

async function scanning(chat: Chat, Scanning: boolean): Promise<void> {
  const response = await fetch(`${chat.simulator.url}/_simulator/agent/scanner`, {
    method: 'POST',
    body: JSON.stringify({ Scanning }),
  });
  assert.deepEqual(await response.json(), { Scanning });
}

function statusIn(chat: Chat): string | undefined {
  return itemsIn(chat.simulator).findLast(({ Type }) => Type === 'ATTACHMENT')?.Attachments?.[0]?.Status;
}

test('without a scanner an attachment is approved at once, whatever is in it', async (t) => {
  const chat = await newChat(t);
  await attached(chat, 'text/plain', infected);
  assert.equal(statusIn(chat), 'APPROVED');
});

test('while the scanner looks, an attachment is in progress and cannot be fetched', async (t) => {
  const chat = await newChat(t, { agent: { automatic: false }, scanner: { delayMs: 60_000 } });
  const { participant, ConnectionToken } = chat;
  await scanning(chat, true);
  const AttachmentId = await attached(chat, 'text/plain', 'harmless');
  assert.equal(statusIn(chat), 'IN_PROGRESS');
  await assert.rejects(participant.getAttachment({ ConnectionToken, AttachmentId }), invalid);
});

test('what the scanner says comes as the same item once more', async (t) => {
  const chat = await newChat(t, { agent: { automatic: false }, scanner: { delayMs: 0 } });
  const { participant, ConnectionToken } = chat;
  const socket = await subscribedSocket(t, chat);
  await scanning(chat, true);
  const AttachmentId = await attached(chat, 'text/plain', 'harmless');
  const of = (Status: string): Promise<{ readonly Id: string }> =>
    socket.item((item) => item.Type === 'ATTACHMENT' && item.Attachments?.[0]?.Status === Status);
  const [before, after] = [await of('IN_PROGRESS'), await of('APPROVED')];
  assert.equal(before.Id, after.Id);
  assert.equal(statusIn(chat), 'APPROVED');
  await participant.getAttachment({ ConnectionToken, AttachmentId });
});

test('what the scanner finds is rejected and can be fetched by nobody', async (t) => {
  const chat = await newChat(t, { agent: { automatic: false }, scanner: { delayMs: 0 } });
  const { participant, ConnectionToken } = chat;
  await scanning(chat, true);
  for (const AttachmentId of [
    await attached(chat, 'text/plain', infected),
    await attached(chat, 'text/plain', 'harmless', { name: 'my-eicar.txt' }),
  ]) {
    await until(() => statusIn(chat) === 'REJECTED');
    await assert.rejects(participant.getAttachment({ ConnectionToken, AttachmentId }), invalid);
  }
  await scanning(chat, false);
  await attached(chat, 'text/plain', infected);
  assert.equal(statusIn(chat), 'APPROVED');
});

test('the agent’s files are scanned as well', async (t) => {
  const chat = await newChat(t, { agent: { automatic: false }, scanner: { delayMs: 0 } });
  await scanning(chat, true);
  const response = await fetch(
    `${chat.simulator.url}/_simulator/agent/contacts/${chat.ContactId}/attachment`,
    {
      method: 'POST',
      body: JSON.stringify({
        AttachmentName: 'a.txt',
        ContentType: 'text/plain',
        Base64: Buffer.from(infected).toString('base64'),
      }),
    },
  );
  assert.equal(response.status, 200);
  await until(() => statusIn(chat) === 'REJECTED');
});

test('the scanner is switched by true or false, and asked for its state', async (t) => {
  const { simulator } = await newChat(t);
  const url = `${simulator.url}/_simulator/agent/scanner`;
  assert.deepEqual(await (await fetch(url)).json(), { Scanning: false });
  assert.equal((await fetch(url, { method: 'POST', body: '{"Scanning":"yes"}' })).status, 400);
  assert.equal((await fetch(url, { method: 'DELETE' })).status, 404);
});
