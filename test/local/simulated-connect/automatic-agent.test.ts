import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { agentTexts } from '../../../local/simulated-connect/agent-texts.ts';
import { itemsIn, newChat, promptAgent, subscribedSocket, until } from './chat-fixture.ts';
import type { Chat, Socket } from './chat-fixture.ts';

const event = 'application/vnd.amazonaws.connect.event';

async function greetedChat(t: TestContext): Promise<{ readonly chat: Chat; readonly socket: Socket }> {
  const chat = await newChat(t, promptAgent);
  const socket = await subscribedSocket(t, chat);
  await until(() => itemsIn(chat.simulator).some(({ Content }) => Content === agentTexts.greeting));
  return { chat, socket };
}

async function say(
  { participant, ConnectionToken }: Chat,
  Content: string,
  ContentType = 'text/plain',
): Promise<string | undefined> {
  return (await participant.sendMessage({ ConnectionToken, ContentType, Content })).Id;
}

test('the agent joins the customer who has connected, greets and repeats what is said', async (t) => {
  const { chat, socket } = await greetedChat(t);
  await say(chat, 'hello');
  const echo = await socket.item((item) => 'Content' in item && item.Content === agentTexts.echo('hello'));
  const contact = chat.simulator.contacts[0];
  assert.equal(contact?.State, 'ACTIVE');
  const fromAgent = contact.Items.filter(({ ParticipantRole }) => ParticipantRole === 'AGENT');
  assert.deepEqual(
    fromAgent.map(({ Id, ContentType, Content }) => (Id === echo.Id ? 'echo' : (Content ?? ContentType))),
    [`${event}.participant.joined`, agentTexts.greeting, 'echo'],
  );
});

test('a message is confirmed as delivered and as read, with typing before the answer', async (t) => {
  const { chat, socket } = await greetedChat(t);
  const id = await say(chat, 'hello');
  const read = await socket.item(
    (item) =>
      item.Type === 'MESSAGEMETADATA' &&
      item.MessageMetadata.MessageId === id &&
      item.MessageMetadata.Receipts[0]?.ReadTimestamp !== undefined,
  );
  const first = socket.items.find((item) => item.MessageMetadata?.MessageId === id);
  assert.notEqual(first?.MessageMetadata?.Receipts[0]?.DeliveredTimestamp, undefined);
  assert.equal(first?.MessageMetadata?.Receipts[0]?.ReadTimestamp, undefined);
  const typing = socket.items.findIndex(({ ContentType }) => ContentType === `${event}.typing`);
  assert(typing !== -1 && typing < socket.items.indexOf(read));
});

test('on "file" the agent sends a picture the customer can fetch', async (t) => {
  const { chat, socket } = await greetedChat(t);
  await say(chat, 'Please send me a file');
  const item = await socket.item(({ Type }) => Type === 'ATTACHMENT');
  assert(item.Type === 'ATTACHMENT');
  const { Url = '' } = await chat.participant.getAttachment({
    ConnectionToken: chat.ConnectionToken,
    AttachmentId: item.Attachments?.[0]?.AttachmentId,
  });
  const png = Buffer.from(await (await fetch(Url)).arrayBuffer());
  assert.equal(png.subarray(1, 4).toString(), 'PNG');
});

test('on "view" the agent sends a view and acknowledges the customer’s choice', async (t) => {
  const { chat, socket } = await greetedChat(t);
  await say(chat, 'Show me the view');
  const interactive = 'application/vnd.amazonaws.connect.message.interactive';
  const item = await socket.item(({ ContentType }) => ContentType === interactive);
  assert(item.Type === 'MESSAGE');
  const { viewToken: ViewToken } = JSON.parse(item.Content ?? '').data.content;
  const { ConnectionToken, participant } = chat;
  const { View } = await participant.describeView({ ConnectionToken, ViewToken });
  const action = View?.Content?.Actions?.[0] ?? '';
  await say(chat, JSON.stringify({ version: '1.0', action, data: {} }), `${interactive}.response`);
  await socket.item((reply) => 'Content' in reply && reply.Content === agentTexts.chose(action));
});

test('on "sign in" the agent asks for authentication, which the customer can begin', async (t) => {
  const { chat, socket } = await greetedChat(t);
  await say(chat, 'I want to sign in');
  const initiated = `${event}.authentication.initiated`;
  const item = await socket.item(({ ContentType }) => ContentType === initiated);
  assert(item.Type === 'EVENT');
  const { AuthenticationUrl } = await chat.participant.getAuthenticationUrl({
    ConnectionToken: chat.ConnectionToken,
    SessionId: JSON.parse(item.Content ?? '').SessionId,
    RedirectUri: 'https://example.com/',
  });
  assert.notEqual(AuthenticationUrl, undefined);
});

test('on "bye" the agent ends the chat', async (t) => {
  const { chat, socket } = await greetedChat(t);
  await say(chat, 'Bye!');
  await socket.item(({ ContentType }) => ContentType === `${event}.chat.ended`);
  assert.equal(chat.simulator.contacts[0]?.State, 'ENDED');
});
