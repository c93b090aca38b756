import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Chat } from './chat-fixture.ts';
import {
  answers,
  chatIn,
  clientsFor,
  contactFlowId,
  instanceId,
  itemsIn,
  newChat,
  simulatorFor,
  startRequest,
} from './chat-fixture.ts';

const event = 'application/vnd.amazonaws.connect.event';
const interactiveResponse = 'application/vnd.amazonaws.connect.message.interactive.response';

async function customBot(chat: Chat): Promise<string> {
  const created = await chat.connect.createParticipant({
    InstanceId: instanceId,
    ContactId: chat.ContactId,
    ParticipantDetails: { ParticipantRole: 'CUSTOM_BOT', DisplayName: 'Bot' },
  });
  const connection = await chat.participant.createParticipantConnection({
    ParticipantToken: created.ParticipantCredentials?.ParticipantToken,
    Type: ['CONNECTION_CREDENTIALS'],
    ConnectParticipant: true,
  });
  return connection.ConnectionCredentials?.ConnectionToken ?? '';
}

test('a chat starts with what its request says', async (t) => {
  const chat = await newChat(t);
  const { ContactId } = await chatIn(t, chat.simulator, {
    ParticipantDetails: { DisplayName: 'Grace' },
    Attributes: { topic: 'billing' },
    InitialMessage: { ContentType: 'text/plain', Content: 'I have a question' },
  });
  const contact = chat.simulator.contacts.find((other) => other.ContactId === ContactId);
  assert.partialDeepStrictEqual(contact, {
    DisplayName: 'Grace',
    Attributes: { topic: 'billing' },
    State: 'WAITING',
    InstanceId: instanceId,
  });
  assert.partialDeepStrictEqual(contact?.Items[0], {
    Type: 'MESSAGE',
    Content: 'I have a question',
    ParticipantRole: 'CUSTOMER',
    DisplayName: 'Grace',
  });
});

test('the Connect service wants a signature, the participant service none', async (t) => {
  const { url } = await simulatorFor(t);
  const response = await fetch(`${url}/contact/chat`, { method: 'PUT', body: JSON.stringify(startRequest) });
  assert.equal(response.status, 403);
});

test('only the contact flows it was told of exist', async (t) => {
  const { connect } = clientsFor(t, await simulatorFor(t, { flows: [{ instanceId, contactFlowId }] }));
  await connect.startChatContact(startRequest);
  const missing = answers('ResourceNotFoundException', 404);
  await assert.rejects(connect.startChatContact({ ...startRequest, InstanceId: 'other' }), missing);
  await assert.rejects(connect.startChatContact({ ...startRequest, ContactFlowId: 'other' }), missing);
});

test('a start is refused when its parameters make no sense', async (t) => {
  const { connect } = clientsFor(t, await simulatorFor(t));
  const refused = async (request: object, name = 'InvalidParameterException'): Promise<void> => {
    await assert.rejects(connect.startChatContact({ ...startRequest, ...request }), answers(name, 400));
  };
  await refused({ Attributes: { a: 'ä'.repeat(16_384) } });
  await refused({ Attributes: { 'not a key': 'x' } });
  await refused({ SupportedMessagingContentTypes: ['text/markdown'] });
  await refused({ InitialMessage: { ContentType: 'text/plain', Content: 'x'.repeat(1_025) } });
  await refused({ ChatDurationInMinutes: 59 }, 'InvalidRequestException');
  await refused({ ParticipantDetails: { DisplayName: '' } }, 'InvalidRequestException');
  await connect.startChatContact({ ...startRequest, Attributes: { a: 'ä'.repeat(16_383) } });
});

test('a persistent chat goes on from a contact that has ended', async (t) => {
  const chat = await newChat(t);
  const message = { ContentType: 'text/plain', Content: 'before' };
  await chat.participant.sendMessage({ ConnectionToken: chat.ConnectionToken, ...message });
  const PersistentChat = { RehydrationType: 'ENTIRE_PAST_SESSION', SourceContactId: chat.ContactId } as const;
  const again = { ...startRequest, PersistentChat };
  await assert.rejects(chat.connect.startChatContact(again), answers('InvalidRequestException', 400));
  chat.simulator.control.endContact(chat.ContactId);

  assert.equal((await chat.connect.startChatContact(again)).ContinuedFromContactId, chat.ContactId);
  const next = await chatIn(t, chat.simulator, { PersistentChat });
  const { Transcript = [] } = await next.participant.getTranscript({
    ConnectionToken: next.ConnectionToken,
    ContactId: chat.ContactId,
  });
  const earlier = Transcript.find(({ Content }) => Content === 'before');
  assert.equal(earlier?.RelatedContactId, chat.ContactId);
  assert.equal(earlier.ContactId, undefined);
});

test('a message is kept as it was sent', async (t) => {
  const chat = await newChat(t);
  const { participant, ConnectionToken, ParticipantId, ContactId } = chat;
  const Content = 'Grüße 👋 "quoted" \u2028 <b>';
  const sent = await participant.sendMessage({ ConnectionToken, ContentType: 'text/plain', Content });
  assert.partialDeepStrictEqual(itemsIn(chat.simulator).at(-1), {
    Id: sent.Id,
    AbsoluteTime: sent.AbsoluteTime,
    Type: 'MESSAGE',
    ContentType: 'text/plain',
    Content,
    ParticipantId,
    ParticipantRole: 'CUSTOMER',
    DisplayName: 'Ada',
    ContactId,
    InitialContactId: ContactId,
  });
});

test('each content type has its own bound, counted in code points', async (t) => {
  const { participant, ConnectionToken } = await newChat(t);
  const bounds: readonly [string, (length: number) => string, number][] = [
    ['text/plain', (length) => '👋'.repeat(length), 1_024],
    ['text/markdown', (length) => 'x'.repeat(length), 1_024],
    ['application/json', (length) => `"${'x'.repeat(length - 2)}"`, 12_000],
    [interactiveResponse, responseOf, 12_288],
  ];
  for (const [ContentType, content, bound] of bounds) {
    await participant.sendMessage({ ConnectionToken, ContentType, Content: content(bound) });
    await assert.rejects(
      participant.sendMessage({ ConnectionToken, ContentType, Content: content(bound + 1) }),
      answers('ValidationException', 400),
      ContentType,
    );
  }
});

function responseOf(length: number): string {
  const response = JSON.stringify({ version: '1.0', action: 'a', data: '' });
  return response.replace('""', `"${'x'.repeat(length - response.length)}"`);
}

test('a chat takes only the content types its start named', async (t) => {
  const simulator = await simulatorFor(t);
  const plain = await chatIn(t, simulator, { SupportedMessagingContentTypes: ['text/plain'] });
  const markdown = { ConnectionToken: plain.ConnectionToken, ContentType: 'text/markdown', Content: '*hi*' };
  await assert.rejects(plain.participant.sendMessage(markdown), answers('ValidationException', 400));
  const both = await chatIn(t, simulator, {
    SupportedMessagingContentTypes: ['text/plain', 'text/markdown'],
  });
  await both.participant.sendMessage({ ...markdown, ConnectionToken: both.ConnectionToken });
});

test('only typing, receipts and the old acknowledgement are events a participant may send', async (t) => {
  const { participant, ConnectionToken, simulator } = await newChat(t);
  const invalid = answers('ValidationException', 400);
  await participant.sendEvent({ ConnectionToken, ContentType: `${event}.typing` });
  assert.equal(simulator.contacts[0]?.CustomerTyping, true);
  await assert.rejects(
    participant.sendEvent({ ConnectionToken, ContentType: `${event}.chat.ended` }),
    invalid,
  );
  const read = `${event}.message.read`;
  await assert.rejects(participant.sendEvent({ ConnectionToken, ContentType: read }), invalid);
  await participant.sendEvent({ ConnectionToken, ContentType: read, Content: '{"messageId":"unknown"}' });
});

test('receipts show in the transcript at the message they are about, typing nowhere', async (t) => {
  const chat = await newChat(t);
  const { participant, ConnectionToken } = chat;
  const bot = await customBot(chat);
  const said = { ContentType: 'text/plain', Content: 'hello' };
  const { Id } = await participant.sendMessage({ ConnectionToken: bot, ...said });
  const before = itemsIn(chat.simulator).length;
  const Content = JSON.stringify({ messageId: Id });
  await participant.sendEvent({ ConnectionToken, ContentType: `${event}.message.delivered`, Content });
  await participant.sendEvent({ ConnectionToken, ContentType: `${event}.message.read`, Content });
  await participant.sendEvent({ ConnectionToken, ContentType: `${event}.typing` });
  assert.equal(itemsIn(chat.simulator).length, before);

  const { Transcript = [] } = await participant.getTranscript({ ConnectionToken });
  const metadata = Transcript.find((item) => item.Id === Id)?.MessageMetadata;
  assert.equal(metadata?.MessageId, Id);
  const [receipt, ...others] = metadata?.Receipts ?? [];
  assert.deepEqual(others, []);
  assert.equal(receipt?.RecipientParticipantId, chat.ParticipantId);
  assert(receipt.DeliveredTimestamp !== undefined && receipt.ReadTimestamp !== undefined);
});

test('a chat contact takes one custom bot and no second customer', async (t) => {
  const chat = await newChat(t);
  const add = (ParticipantRole: 'CUSTOM_BOT' | 'CUSTOMER' | 'AGENT'): Promise<unknown> =>
    chat.connect.createParticipant({
      InstanceId: instanceId,
      ContactId: chat.ContactId,
      ParticipantDetails: { ParticipantRole, DisplayName: 'Guest' },
    });
  await assert.rejects(add('CUSTOMER'), answers('InvalidRequestException', 400));
  await assert.rejects(add('AGENT'), answers('InvalidRequestException', 400));
  await add('CUSTOM_BOT');
  await assert.rejects(add('CUSTOM_BOT'), answers('ServiceQuotaExceededException', 402));
});

test('a contact that stands for a call takes a customer, not a bot', async (t) => {
  const chat = await chatIn(t, await simulatorFor(t), { Attributes: { simulatedChannel: 'VOICE' } });
  const request = { InstanceId: instanceId, ContactId: chat.ContactId };
  await assert.rejects(
    chat.connect.createParticipant({ ...request, ParticipantDetails: { ParticipantRole: 'CUSTOM_BOT' } }),
    answers('InvalidRequestException', 400),
  );
  const created = await chat.connect.createParticipant({
    ...request,
    ParticipantDetails: { ParticipantRole: 'CUSTOMER', DisplayName: 'Guest' },
  });
  const { WebRTCConnection } = await chat.participant.createParticipantConnection({
    ParticipantToken: created.ParticipantCredentials?.ParticipantToken,
    Type: ['WEBRTC_CONNECTION'],
  });
  assert.match(WebRTCConnection?.Meeting?.MeetingId ?? '', /^[\da-f-]{36}$/);
  assert.notEqual(WebRTCConnection?.Attendee?.JoinToken, undefined);
});

test('participants are added only to a contact that is there', async (t) => {
  const chat = await newChat(t);
  const ParticipantDetails = { ParticipantRole: 'CUSTOM_BOT' } as const;
  const add = (InstanceId: string, ContactId: string): Promise<unknown> =>
    chat.connect.createParticipant({ InstanceId, ContactId, ParticipantDetails });
  const missing = answers('ResourceNotFoundException', 404);
  await assert.rejects(add(instanceId, 'unknown'), missing);
  await assert.rejects(add('other', chat.ContactId), missing);
  chat.simulator.control.endContact(chat.ContactId);
  await assert.rejects(add(instanceId, chat.ContactId), missing);
});

test('a custom bot that disconnects leaves the chat to the others', async (t) => {
  const chat = await newChat(t);
  const bot = await customBot(chat);
  await chat.participant.disconnectParticipant({ ConnectionToken: bot });
  assert.equal(itemsIn(chat.simulator).at(-1)?.ContentType, `${event}.participant.left`);
  await assert.rejects(
    chat.participant.getTranscript({ ConnectionToken: bot }),
    answers('AccessDeniedException', 403),
  );
  await chat.participant.getTranscript({ ConnectionToken: chat.ConnectionToken });
});

test('when the customer disconnects the chat ends and every call is denied', async (t) => {
  const { participant, ConnectionToken, ParticipantToken, simulator } = await newChat(t);
  await participant.disconnectParticipant({ ConnectionToken });
  const events = itemsIn(simulator).map(({ ContentType }) => ContentType);
  assert.deepEqual(events.slice(-2), [`${event}.participant.left`, `${event}.chat.ended`]);
  const denied = answers('AccessDeniedException', 403);
  await assert.rejects(participant.disconnectParticipant({ ConnectionToken }), denied);
  await assert.rejects(participant.getTranscript({ ConnectionToken }), denied);
  await assert.rejects(participant.createParticipantConnection({ ParticipantToken }), denied);
});

test('StopContact ends a chat once and says afterwards that it is gone', async (t) => {
  const chat = await newChat(t);
  const request = { InstanceId: instanceId, ContactId: chat.ContactId };
  await chat.connect.stopContact(request);
  assert.equal(chat.simulator.contacts[0]?.State, 'ENDED');
  await assert.rejects(chat.connect.stopContact(request), answers('ContactNotFoundException', 410));
});

test('a view is described for a token the agent has sent in this chat, slash and all', async (t) => {
  const chat = await newChat(t);
  await fetch(`${chat.simulator.url}/_simulator/agent/contacts/${chat.ContactId}/view`, { method: 'POST' });
  const message = itemsIn(chat.simulator).at(-1);
  assert.equal(message?.ContentType, 'application/vnd.amazonaws.connect.message.interactive');
  const ViewToken: string = JSON.parse(message.Content ?? '').data.content.viewToken;
  assert.match(ViewToken, /\//);
  const { View } = await chat.participant.describeView({ ConnectionToken: chat.ConnectionToken, ViewToken });
  assert.equal(View?.Content?.Actions?.length, 2);
  assert.equal(typeof JSON.parse(View.Content.Template ?? ''), 'object');
  assert.equal(typeof JSON.parse(View.Content.InputSchema ?? ''), 'object');

  const missing = answers('ResourceNotFoundException', 404);
  const other = await chatIn(t, chat.simulator);
  await assert.rejects(
    other.participant.describeView({ ConnectionToken: other.ConnectionToken, ViewToken }),
    missing,
  );
  await assert.rejects(
    chat.participant.describeView({ ConnectionToken: chat.ConnectionToken, ViewToken: '../x?y#z%' }),
    missing,
  );
});

test('authentication can be begun and cancelled for a SessionId of 36 characters', async (t) => {
  const { participant, ConnectionToken, simulator } = await newChat(t);
  const SessionId = 'f'.repeat(36);
  const redirect = { ConnectionToken, RedirectUri: 'https://example.com/' };
  const { AuthenticationUrl } = await participant.getAuthenticationUrl({ ...redirect, SessionId });
  assert.match(AuthenticationUrl ?? '', new RegExp(SessionId));
  await participant.cancelParticipantAuthentication({ ConnectionToken, SessionId });
  assert.equal(itemsIn(simulator).at(-1)?.ContentType, `${event}.authentication.cancelled`);
  await assert.rejects(
    participant.getAuthenticationUrl({ ...redirect, SessionId: 'short' }),
    answers('ValidationException', 400),
  );
});
