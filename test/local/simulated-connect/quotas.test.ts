import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answers, chatIn, clientsFor, simulatorFor, startRequest } from './chat-fixture.ts';
import type { SimulatedConnectOptions } from '../../../local/simulated-connect/simulated-connect.ts';

function frozen(): SimulatedConnectOptions & { readonly clock: { now: number } } {
  const clock = { now: Date.now() };
  return { clock, quotas: true, now: () => clock.now, agent: { automatic: false } };
}

test('messages are throttled above their burst and flow again at their rate', async (t) => {
  const { clock, ...options } = frozen();
  const chat = await chatIn(t, await simulatorFor(t, options));
  const send = (): Promise<unknown> =>
    chat.participant.sendMessage({
      ConnectionToken: chat.ConnectionToken,
      ContentType: 'text/plain',
      Content: 'hello',
    });
  const throttled = answers('ThrottlingException', 429);
  for (let sent = 0; sent < 15; sent += 1) await send();
  await assert.rejects(send(), throttled);
  clock.now += 100;
  await send();
  await assert.rejects(send(), throttled);
});

test('starts are throttled by an error their model does not know', async (t) => {
  const { connect } = clientsFor(t, await simulatorFor(t, frozen()));
  for (let started = 0; started < 8; started += 1) await connect.startChatContact(startRequest);
  await assert.rejects(connect.startChatContact(startRequest), answers('TooManyRequestsException', 429));
});

test('an instance carries 500 chats at once, and one more when one has ended', async (t) => {
  const { clock, ...options } = frozen();
  const simulator = await simulatorFor(t, options);
  const { connect } = clientsFor(t, simulator);
  const start = (): Promise<unknown> => {
    clock.now += 200;
    return connect.startChatContact(startRequest);
  };
  for (let started = 0; started < 500; started += 1) await start();
  await assert.rejects(start(), answers('LimitExceededException', 429));
  simulator.control.endContact(simulator.contacts[0]?.ContactId ?? '');
  await start();
});

test('without quotas nothing is throttled', async (t) => {
  const chat = await chatIn(t, await simulatorFor(t));
  await Promise.all(
    Array.from({ length: 40 }, () =>
      chat.participant.getTranscript({ ConnectionToken: chat.ConnectionToken }),
    ),
  );
});
