import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  answers,
  chatIn,
  clientsFor,
  newChat,
  openSocket,
  simulatorFor,
  startRequest,
  subscribedSocket,
  websocketUrl,
} from './chat-fixture.ts';

const event = 'application/vnd.amazonaws.connect.event';

test('subscribe, ping and heartbeat are answered as the official client expects', async (t) => {
  const chat = await newChat(t);
  const url = await websocketUrl(chat);
  assert.match(url, /^ws:\/\/127\.0\.0\.1:\d+\/socket\?token=/);
  const socket = await openSocket(t, url);
  socket.send({ topic: 'aws/subscribe', content: { topics: ['aws/chat'] } });
  assert.deepEqual(await socket.frame(({ topic }) => topic === 'aws/subscribe'), {
    topic: 'aws/subscribe',
    content: { status: 'success', topics: ['aws/chat'] },
  });
  socket.send({ topic: 'aws/ping' });
  assert.deepEqual(await socket.frame(({ topic }) => topic === 'aws/ping'), {
    topic: 'aws/ping',
    statusCode: 200,
    statusContent: 'OK',
  });
  socket.send({ topic: 'aws/heartbeat' });
  assert.deepEqual(await socket.frame(({ topic }) => topic === 'aws/heartbeat'), { topic: 'aws/heartbeat' });
});

for (const [sdk, subscribe] of [
  // With a stray bracket: Connect takes it in spite of that.
  ['iOS', '{"topic": "aws/subscribe", "content": {"topics": ["aws/chat"]}})'],
  ['Android', '{"topic": "aws/subscribe", "content": {"topics": ["aws/chat"]}}'],
] as const)
  test(`the frames of AWS’s chat SDK for ${sdk} are understood as they are`, async (t) => {
    const chat = await newChat(t);
    const socket = await openSocket(t, await websocketUrl(chat));
    socket.sendText(subscribe);
    assert.deepEqual(await socket.frame(({ topic }) => topic === 'aws/subscribe'), {
      topic: 'aws/subscribe',
      content: { status: 'success', topics: ['aws/chat'] },
    });
    socket.sendText('{"topic": "aws/heartbeat"}');
    await socket.frame(({ topic }) => topic === 'aws/heartbeat');
    socket.sendText('{"topic": "aws/ping"}');
    assert.deepEqual(await socket.frame(({ topic }) => topic === 'aws/ping'), {
      topic: 'aws/ping',
      statusCode: 200,
      statusContent: 'OK',
    });
    const message = { ContentType: 'text/plain', Content: 'heard' };
    await chat.participant.sendMessage({ ConnectionToken: chat.ConnectionToken, ...message });
    await socket.item((item) => 'Content' in item && item.Content === 'heard');
  });

test('a frame is read to the end of its JSON, whatever follows and whatever its strings hold', async (t) => {
  const chat = await newChat(t);
  for (const text of [
    String.raw`{"topic":"aws/ping","note":"}\"{"})`,
    ' {"topic":"aws/ping"} {"topic":"aws/heartbeat"}',
    '{"topic":"aws/ping","more":[{},{"a":[]}]}\u0000]]',
  ]) {
    const socket = await openSocket(t, await websocketUrl(chat));
    socket.sendText(text);
    await socket.frame(({ topic }) => topic === 'aws/ping');
    await socket.close();
  }
});

test('a frame that makes no sense is passed over', async (t) => {
  const socket = await openSocket(t, await websocketUrl(await newChat(t)));
  for (const nonsense of ['{', 7, null, { topic: 'unknown' }, { topic: 'aws/subscribe' }]) {
    socket.send(nonsense);
  }
  for (const nonsense of ['', ')', '{', '{"topic":"aws/chat"', '}{', '{"topic":}', '"{', '[{]}']) {
    socket.sendText(nonsense);
  }
  socket.send({ topic: 'aws/ping' });
  await socket.frame(({ topic }) => topic === 'aws/ping');
});

test('an item reaches every subscribed socket of the chat, the sender’s own too, and no other chat', async (t) => {
  const simulator = await simulatorFor(t);
  const [chat, other] = [await chatIn(t, simulator), await chatIn(t, simulator)];
  const sockets = [await subscribedSocket(t, chat), await subscribedSocket(t, chat)];
  const foreign = await subscribedSocket(t, other);
  const message = { ContentType: 'text/plain', Content: 'hello' };
  const sent = await chat.participant.sendMessage({ ConnectionToken: chat.ConnectionToken, ...message });
  for (const socket of sockets) {
    assert.partialDeepStrictEqual(await socket.item(({ Id }) => Id === sent.Id), {
      Type: 'MESSAGE',
      ...message,
      AbsoluteTime: sent.AbsoluteTime,
      ParticipantId: chat.ParticipantId,
      ParticipantRole: 'CUSTOMER',
      DisplayName: 'Ada',
      ContactId: chat.ContactId,
      InitialContactId: chat.ContactId,
    });
  }
  await other.participant.sendMessage({ ConnectionToken: other.ConnectionToken, ...message });
  const theirs = await foreign.item(({ Type }) => Type === 'MESSAGE');
  assert.partialDeepStrictEqual(theirs, { ContactId: other.ContactId });
});

test('a receipt reaches the others as MESSAGEMETADATA, and not whoever gave it', async (t) => {
  const chat = await newChat(t);
  const mine = await subscribedSocket(t, chat);
  const { Id } = await chat.participant.sendMessage({
    ConnectionToken: chat.ConnectionToken,
    ContentType: 'text/plain',
    Content: 'hello',
  });
  const bot = await chat.connect.createParticipant({
    InstanceId: startRequest.InstanceId,
    ContactId: chat.ContactId,
    ParticipantDetails: { ParticipantRole: 'CUSTOM_BOT' },
  });
  const ParticipantToken = bot.ParticipantCredentials?.ParticipantToken ?? '';
  const theirs = await subscribedSocket(t, { ...chat, ParticipantToken });
  const { ConnectionCredentials } = await chat.participant.createParticipantConnection({
    ParticipantToken,
    Type: ['CONNECTION_CREDENTIALS'],
  });
  const ConnectionToken = ConnectionCredentials?.ConnectionToken;
  await chat.participant.sendEvent({
    ConnectionToken,
    ContentType: `${event}.message.read`,
    Content: JSON.stringify({ messageId: Id }),
  });
  await chat.participant.sendEvent({ ConnectionToken, ContentType: `${event}.typing` });

  const receipt = await mine.item(({ Type }) => Type === 'MESSAGEMETADATA');
  assert.equal(receipt.MessageMetadata?.MessageId, Id);
  assert.deepEqual(Object.keys(receipt).toSorted(), [
    'AbsoluteTime',
    'ContentType',
    'Id',
    'MessageMetadata',
    'Type',
  ]);
  assert.equal(receipt.ContentType, `${event}.message.metadata`);
  const entry = receipt.MessageMetadata?.Receipts[0];
  assert.equal(entry?.RecipientParticipantId, bot.ParticipantId);
  assert.match(entry?.ReadTimestamp ?? '', /^\d{4}-.*Z$/);
  // Who has read a message has received it: a receipt without a sign of delivery would be none.
  assert.equal(entry?.DeliveredTimestamp, entry?.ReadTimestamp);
  await theirs.item(({ ContentType }) => ContentType === `${event}.typing`);
  assert(theirs.items.every(({ Type }) => Type !== 'MESSAGEMETADATA'));
});

test('subscribing connects the customer, once', async (t) => {
  const simulator = await simulatorFor(t);
  const { connect, participant } = clientsFor(t, simulator);
  const { ParticipantToken = '' } = await connect.startChatContact(startRequest);
  const joined = (): number =>
    simulator.contacts[0]?.Items.filter(({ ContentType }) => ContentType === `${event}.participant.joined`)
      .length ?? 0;
  const customer = { simulator, connect, participant, ParticipantToken };
  await openSocket(t, await websocketUrl(customer));
  assert.equal(joined(), 0);
  for (let reconnect = 0; reconnect < 2; reconnect += 1) {
    const socket = await openSocket(t, await websocketUrl(customer));
    socket.send({ topic: 'aws/subscribe', content: { topics: ['aws/chat'] } });
    await socket.frame(({ topic }) => topic === 'aws/subscribe');
    socket.send({ topic: 'aws/ping' });
    await socket.frame(({ topic }) => topic === 'aws/ping');
    assert.equal(joined(), 1);
  }
});

test('a websocket URL is good for 100 seconds', async (t) => {
  const clock = { now: Date.now() };
  const chat = await newChat(t, { agent: { automatic: false }, now: () => clock.now });
  const url = await websocketUrl(chat);
  clock.now += 99_999;
  await openSocket(t, url);
  clock.now += 1;
  await assert.rejects(openSocket(t, url), /403/);
});

test('a websocket URL opens one socket', async (t) => {
  const chat = await newChat(t);
  const url = await websocketUrl(chat);
  await openSocket(t, url);
  await assert.rejects(openSocket(t, url), /403/);
  await openSocket(t, await websocketUrl(chat));
});

test('a participant has five sockets at most, and room again when one has closed', async (t) => {
  const simulator = await simulatorFor(t);
  const [chat, other] = [await chatIn(t, simulator), await chatIn(t, simulator)];
  const sockets = [];
  for (let number = 0; number < 5; number += 1) sockets.push(await openSocket(t, await websocketUrl(chat)));
  await assert.rejects(openSocket(t, await websocketUrl(chat)), /403/);
  await openSocket(t, await websocketUrl(other));
  await sockets[0]?.close();
  await openSocket(t, await websocketUrl(chat));
});

test('no socket opens without a token, with another token, or for a chat that is over', async (t) => {
  const chat = await newChat(t);
  const { url } = chat.simulator;
  const url403 = websocketUrl(chat);
  const socketAt = (path: string): Promise<unknown> => openSocket(t, url.replace('http', 'ws') + path);
  await assert.rejects(socketAt('/socket'), /403/);
  await assert.rejects(socketAt(`/socket?token=${encodeURIComponent(chat.ConnectionToken)}`), /403/);
  await assert.rejects(socketAt('/elsewhere'), /403/);
  chat.simulator.control.endContact(chat.ContactId);
  await assert.rejects(openSocket(t, await url403), /403/);
});

test('a customer who leaves hears of it, and then of the end of the chat', async (t) => {
  const chat = await newChat(t);
  const sockets = [await subscribedSocket(t, chat), await subscribedSocket(t, chat)];
  await chat.participant.disconnectParticipant({ ConnectionToken: chat.ConnectionToken });
  for (const socket of sockets) {
    await socket.item(({ ContentType }) => ContentType === `${event}.chat.ended`);
    assert.deepEqual(
      socket.items.slice(-2).map(({ ContentType, Type }) => [ContentType, Type]),
      [
        [`${event}.participant.left`, 'EVENT'],
        [`${event}.chat.ended`, 'EVENT'],
      ],
    );
    assert.partialDeepStrictEqual(socket.items.at(-2), { ParticipantId: chat.ParticipantId });
    assert(!('ParticipantId' in (socket.items.at(-1) ?? {})), 'nobody ends it');
  }
});

test('another participant who leaves hears of it too, and of nothing later', async (t) => {
  const chat = await newChat(t);
  const bot = await chat.connect.createParticipant({
    InstanceId: startRequest.InstanceId,
    ContactId: chat.ContactId,
    ParticipantDetails: { ParticipantRole: 'CUSTOM_BOT' },
  });
  const ParticipantToken = bot.ParticipantCredentials?.ParticipantToken ?? '';
  const [theirs, mine] = [
    await subscribedSocket(t, { ...chat, ParticipantToken }),
    await subscribedSocket(t, chat),
  ];
  const { ConnectionCredentials } = await chat.participant.createParticipantConnection({
    ParticipantToken,
    Type: ['CONNECTION_CREDENTIALS'],
  });
  const ConnectionToken = ConnectionCredentials?.ConnectionToken;
  await chat.participant.disconnectParticipant({ ConnectionToken });
  await theirs.item(({ ContentType }) => ContentType === `${event}.participant.left`);
  const later = { ContentType: 'text/plain', Content: 'later' };
  await chat.participant.sendMessage({ ConnectionToken: chat.ConnectionToken, ...later });
  await mine.item((item) => 'Content' in item && item.Content === 'later');
  theirs.send({ topic: 'aws/ping' });
  await theirs.frame(({ topic }) => topic === 'aws/ping');
  assert.equal(theirs.items.at(-1)?.ContentType, `${event}.participant.left`);
});

test('a chat whose time is over ends on its sockets, too', async (t) => {
  const clock = { now: Date.now() };
  const simulator = await simulatorFor(t, { now: () => clock.now });
  const chat = await chatIn(t, simulator, { ChatDurationInMinutes: 60 });
  const socket = await subscribedSocket(t, chat);
  clock.now += 60 * 60_000;
  // It looks at the clock by itself, once a second.
  const last = await socket.item(({ ContentType }) => ContentType === `${event}.chat.ended`);
  assert.equal(socket.items.at(-1), last);
});

test('the end of a chat is the last item', async (t) => {
  const chat = await newChat(t);
  const socket = await subscribedSocket(t, chat);
  await chat.connect.stopContact({ InstanceId: startRequest.InstanceId, ContactId: chat.ContactId });
  const last = await socket.item(({ ContentType }) => ContentType === `${event}.chat.ended`);
  assert.equal(last.Type, 'EVENT');
  assert.equal(socket.items.at(-1), last);
  await assert.rejects(websocketUrl(chat), answers('AccessDeniedException', 403));
});
