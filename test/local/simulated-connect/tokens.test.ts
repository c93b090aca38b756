import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answers, clientsFor, newChat, simulatorFor, startRequest } from './chat-fixture.ts';

const day = 24 * 60 * 60_000;
const minute = 60_000;
const denied = answers('AccessDeniedException', 403);

test('participant and connection tokens are not exchangeable, and others are worth nothing', async (t) => {
  const { participant, ConnectionToken, ParticipantToken } = await newChat(t);
  await assert.rejects(participant.getTranscript({ ConnectionToken: ParticipantToken }), denied);
  await assert.rejects(
    participant.createParticipantConnection({ ParticipantToken: ConnectionToken }),
    denied,
  );
  await assert.rejects(participant.getTranscript({ ConnectionToken: 'unknown' }), denied);
  assert.match(ConnectionToken, /^QVFJ/);
  assert.match(ParticipantToken, /^QVFJ/);
});

test('a connection token lives a day, each for itself', async (t) => {
  const clock = { now: Date.now() };
  const simulator = await simulatorFor(t, { now: () => clock.now });
  const { connect, participant } = clientsFor(t, simulator);
  const { ParticipantToken } = await connect.startChatContact({
    ...startRequest,
    ChatDurationInMinutes: 10_080,
  });
  const connection = async (): Promise<{ ConnectionToken: string; expiresIn: number }> => {
    const { ConnectionCredentials: credentials } = await participant.createParticipantConnection({
      ParticipantToken,
      Type: ['CONNECTION_CREDENTIALS'],
      ConnectParticipant: true,
    });
    return {
      ConnectionToken: credentials?.ConnectionToken ?? '',
      expiresIn: Date.parse(credentials?.Expiry ?? '') - clock.now,
    };
  };
  const first = await connection();
  assert.equal(first.expiresIn, day);
  clock.now += day - minute;
  const second = await connection();
  await participant.getTranscript(first);
  clock.now += minute;
  await assert.rejects(participant.getTranscript(first), denied);
  await participant.getTranscript(second);
});

test('tokens can be made to expire, and a new connection brings a new token', async (t) => {
  const { participant, ConnectionToken, ParticipantToken, simulator } = await newChat(t);
  simulator.control.expireConnectionTokens();
  await assert.rejects(participant.getTranscript({ ConnectionToken }), denied);
  const { ConnectionCredentials } = await participant.createParticipantConnection({
    ParticipantToken,
    Type: ['CONNECTION_CREDENTIALS'],
  });
  simulator.control.expireParticipantTokens();
  await participant.getTranscript({ ConnectionToken: ConnectionCredentials?.ConnectionToken });
  await assert.rejects(participant.createParticipantConnection({ ParticipantToken }), denied);
});

test('a customer who has not connected within five minutes has lost the chat', async (t) => {
  const clock = { now: Date.now() };
  const simulator = await simulatorFor(t, { now: () => clock.now });
  const { connect, participant } = clientsFor(t, simulator);
  const start = async (): Promise<string> =>
    (await connect.startChatContact(startRequest)).ParticipantToken ?? '';
  const idle = await start();
  const connected = await start();
  await participant.createParticipantConnection({ ParticipantToken: connected, ConnectParticipant: true });
  clock.now += 5 * minute;
  await assert.rejects(
    participant.createParticipantConnection({ ParticipantToken: idle, Type: ['WEBSOCKET'] }),
    denied,
  );
  assert.deepEqual(
    simulator.contacts.map(({ State }) => State),
    ['ENDED', 'WAITING'],
  );
});

test('a chat ends when its duration is over, after 25 hours if none is given', async (t) => {
  const clock = { now: Date.now() };
  const simulator = await simulatorFor(t, { now: () => clock.now });
  const { connect, participant } = clientsFor(t, simulator);
  for (const request of [startRequest, { ...startRequest, ChatDurationInMinutes: 60 }]) {
    const { ParticipantToken } = await connect.startChatContact(request);
    await participant.createParticipantConnection({ ParticipantToken, ConnectParticipant: true });
  }
  const states = async (): Promise<readonly string[]> => {
    // Any request makes it look at the clock.
    await assert.rejects(participant.getTranscript({ ConnectionToken: 'unknown' }));
    return simulator.contacts.map(({ State }) => State);
  };
  clock.now += 59 * minute;
  assert.deepEqual(await states(), ['WAITING', 'WAITING']);
  clock.now += minute;
  assert.deepEqual(await states(), ['WAITING', 'ENDED']);
  clock.now += 24 * 60 * minute;
  assert.deepEqual(await states(), ['ENDED', 'ENDED']);
});
