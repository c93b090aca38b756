import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StartChatContactRequest } from '@aws-sdk/client-connect';
import { answers, chatIn, clientsFor, newChat, simulatorFor, startRequest } from './chat-fixture.ts';

/** What StartChatContact's page says is not possible. */

const interactive = 'application/vnd.amazonaws.connect.message.interactive';

type Start = (request: Partial<StartChatContactRequest>) => Promise<unknown>;

async function starter(t: Parameters<typeof simulatorFor>[0]): Promise<Start> {
  const { connect } = clientsFor(t, await simulatorFor(t));
  return (request) => connect.startChatContact({ ...startRequest, ...request });
}

test('segment attributes have keys of letters, digits, dash and underscore, or are Connect’s own', async (t) => {
  const start = await starter(t);
  const value = { ValueString: 'x' };
  await start({ SegmentAttributes: { 'a-Z_9': value, 'connect:Topic': value } });
  for (const key of ['a b', 'é', 'a:b', 'connect:a b', 'connect:'])
    await assert.rejects(
      start({ SegmentAttributes: { [key]: value } }),
      answers('InvalidParameterException', 400),
      key,
    );
});

test('lists and ARNs are values of Connect’s own segment attributes only', async (t) => {
  const start = await starter(t);
  const list = { ValueList: [{ ValueString: 'x' }] };
  const arn = { ValueArn: 'arn:aws:connect:us-east-1:000000000000:instance/x' };
  await start({ SegmentAttributes: { 'connect:List': list, 'connect:Arn': arn } });
  for (const value of [list, arn, { ValueMap: { inner: list } }])
    await assert.rejects(
      start({ SegmentAttributes: { mine: value } }),
      answers('InvalidParameterException', 400),
    );
});

test('a chat that is a guide takes interactive messages and their responses', async (t) => {
  const start = await starter(t);
  const SegmentAttributes = { 'connect:Subtype': { ValueString: 'connect:Guide' } };
  const both = ['text/plain', interactive, `${interactive}.response`];
  await start({ SegmentAttributes, SupportedMessagingContentTypes: both });
  for (const SupportedMessagingContentTypes of [undefined, ['text/plain'], both.slice(0, 2)])
    await assert.rejects(
      start({ SegmentAttributes, SupportedMessagingContentTypes }),
      answers('InvalidParameterException', 400),
    );
});

test('a persistent chat names how it goes on and from where, and no related contact', async (t) => {
  const chat = await newChat(t);
  chat.simulator.control.endContact(chat.ContactId);
  const SourceContactId = chat.ContactId;
  const start: Start = (request) => chat.connect.startChatContact({ ...startRequest, ...request });
  const invalid = answers('InvalidRequestException', 400);
  await start({ PersistentChat: { SourceContactId, RehydrationType: 'FROM_SEGMENT' } });
  await assert.rejects(start({ PersistentChat: { SourceContactId } }), invalid);
  await assert.rejects(start({ PersistentChat: { RehydrationType: 'FROM_SEGMENT' } }), invalid);
  await assert.rejects(
    start({
      PersistentChat: { SourceContactId, RehydrationType: 'FROM_SEGMENT' },
      RelatedContactId: chat.ContactId,
    }),
    invalid,
  );
  await start({ RelatedContactId: chat.ContactId });
});

test('an initial message is of a type that the start itself lists', async (t) => {
  const start = await starter(t);
  const InitialMessage = { ContentType: 'text/markdown', Content: '*hi*' };
  await start({ InitialMessage, SupportedMessagingContentTypes: ['text/plain', 'text/markdown'] });
  await assert.rejects(
    start({ InitialMessage, SupportedMessagingContentTypes: ['text/plain'] }),
    answers('InvalidParameterException', 400),
  );
  await assert.rejects(
    start({ InitialMessage: { ContentType: interactive, Content: '{}' } }),
    answers('InvalidParameterException', 400),
  );
});

test('receipts are refused when more than two take part', async (t) => {
  const chat = await chatIn(t, await simulatorFor(t));
  const { participant, ConnectionToken, simulator } = chat;
  const agent = (action: string, body: object = {}): Promise<Response> =>
    fetch(`${simulator.url}/_simulator/agent/contacts/${chat.ContactId}/${action}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
  await agent('message', { Content: 'hello' });
  const { Id: messageId } = simulator.contacts[0]?.Items.at(-1) ?? {};
  const read = {
    ConnectionToken,
    ContentType: 'application/vnd.amazonaws.connect.event.message.read',
    Content: JSON.stringify({ messageId }),
  };
  await participant.sendEvent(read);
  const bot = await chat.connect.createParticipant({
    InstanceId: startRequest.InstanceId,
    ContactId: chat.ContactId,
    ParticipantDetails: { ParticipantRole: 'CUSTOM_BOT' },
  });
  // One who has not connected takes no part yet.
  await participant.sendEvent(read);
  const { ConnectionCredentials } = await participant.createParticipantConnection({
    ParticipantToken: bot.ParticipantCredentials?.ParticipantToken,
    Type: ['CONNECTION_CREDENTIALS'],
    ConnectParticipant: true,
  });
  await assert.rejects(participant.sendEvent(read), answers('ConflictException', 409));
  const typing = 'application/vnd.amazonaws.connect.event.typing';
  await participant.sendEvent({ ConnectionToken, ContentType: typing });
  const theirs = { ConnectionToken: ConnectionCredentials?.ConnectionToken };
  await participant.disconnectParticipant(theirs);
  await participant.sendEvent(read);
});

test('an event with an empty content is one without', async (t) => {
  const { participant, ConnectionToken, simulator } = await newChat(t);
  const ContentType = 'application/vnd.amazonaws.connect.event.typing';
  await participant.sendEvent({ ConnectionToken, ContentType, Content: '' });
  assert.equal(simulator.contacts[0]?.CustomerTyping, true);
  await assert.rejects(
    participant.sendEvent({
      ConnectionToken,
      ContentType: 'application/vnd.amazonaws.connect.event.message.read',
      Content: '',
    }),
    answers('ValidationException', 400),
  );
});
