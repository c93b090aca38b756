import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assert as assertProperty, asyncProperty, anything, jsonValue, oneof, string } from 'fast-check';
import { answers, clientsFor, itemsIn, newChat, simulatorFor, startRequest } from './chat-fixture.ts';
import type { Chat } from './chat-fixture.ts';

const ContentType = 'application/vnd.amazonaws.connect.message.interactive.response';
const refused = answers('InvalidRequestException', 400);

async function respond({ participant, ConnectionToken }: Chat, Content: string): Promise<unknown> {
  return participant.sendMessage({ ConnectionToken, ContentType, Content });
}

test('an interactive response has version "1.0" and an action of 1 to 200 characters; the rest is free', async (t) => {
  const chat = await newChat(t);
  for (const response of [
    { version: '1.0', action: 'a' },
    { version: '1.0', action: 'a'.repeat(200) },
    { version: '1.0', action: '👋'.repeat(200) },
    { version: '1.0', action: 'a', templateType: 'ViewResource', data: { formData: {} } },
    { version: '1.0', action: 'a', templateType: 'SomethingOfOnesOwn' },
  ])
    await respond(chat, JSON.stringify(response));
  assert.equal(itemsIn(chat.simulator).filter((item) => item.ContentType === ContentType).length, 5);
});

test('any other is refused with Connect’s own words, and reaches nobody', async (t) => {
  const chat = await newChat(t);
  const before = itemsIn(chat.simulator).length;
  for (const content of [
    '{',
    'null',
    '[]',
    '"1.0"',
    '{}',
    { version: '1.0' },
    { action: 'a' },
    { version: '1.1', action: 'a' },
    { version: 1, action: 'a' },
    { version: '1.0', action: '' },
    { version: '1.0', action: 'a'.repeat(201) },
    { version: '1.0', action: 7 },
    { version: '1.0', data: { action: 'a' } },
    { version: '1.0', Action: 'a' },
  ]) {
    const Content = typeof content === 'string' ? content : JSON.stringify(content);
    await assert.rejects(
      respond(chat, Content),
      (error) =>
        refused(error) &&
        (error as Error).message === 'Message content is not a valid InteractiveMessageResponse',
      Content,
    );
  }
  assert.equal(itemsIn(chat.simulator).length, before);
});

test('whatever a response is, it is taken or refused, and never breaks the simulator', async (t) => {
  const chat = await newChat(t);
  const content = oneof(
    string({ minLength: 1 }),
    jsonValue().map((value) => JSON.stringify(value)),
    anything().map((value) => JSON.stringify({ version: '1.0', action: value })),
  );
  await assertProperty(
    asyncProperty(content, async (Content) => {
      try {
        await respond(chat, Content);
      } catch (error) {
        refused(error);
      }
    }),
    { numRuns: 100 },
  );
});

test('an initial message is held to the same', async (t) => {
  const { connect } = clientsFor(t, await simulatorFor(t));
  const start = (Content: string): Promise<unknown> =>
    connect.startChatContact({ ...startRequest, InitialMessage: { ContentType, Content } });
  await start('{"version":"1.0","action":"a"}');
  await assert.rejects(start('{"action":"a"}'), refused);
});
