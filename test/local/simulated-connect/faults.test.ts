import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FaultKind } from '../../../local/simulated-connect/faults.ts';
import { answers, clientsFor, itemsIn, newChat, simulatorFor, startRequest, until } from './chat-fixture.ts';
import type { Chat } from './chat-fixture.ts';

const send = ({ participant, ConnectionToken }: Chat, Content = 'hello'): Promise<unknown> =>
  participant.sendMessage({ ConnectionToken, ContentType: 'text/plain', Content });

const messages = ({ simulator }: Chat): number =>
  itemsIn(simulator).filter(({ Type }) => Type === 'MESSAGE').length;

const refusals: readonly [FaultKind, string, number][] = [
  ['throttle', 'ThrottlingException', 429],
  ['error', 'InternalServerException', 500],
  ['deny', 'AccessDeniedException', 403],
  ['invalid', 'ValidationException', 400],
];
for (const [kind, name, status] of refusals) {
  test(`${kind} answers ${status} ${name}, once, without effect`, async (t) => {
    const chat = await newChat(t);
    chat.simulator.faults.add({ operation: 'SendMessage', kind });
    await assert.rejects(send(chat), answers(name, status));
    assert.equal(messages(chat), 0);
    assert.partialDeepStrictEqual(chat.simulator.calls.at(-1), { status, errorType: name, applied: false });
    await send(chat);
    assert.equal(messages(chat), 1);
  });
}

test('starts are throttled and limited by the errors of the Connect service', async (t) => {
  const simulator = await simulatorFor(t);
  const { connect } = clientsFor(t, simulator);
  simulator.faults.add({ operation: 'StartChatContact', kind: 'throttle' });
  simulator.faults.add({ operation: 'StartChatContact', kind: 'limit' });
  simulator.faults.add({ operation: 'StartChatContact', kind: 'error' });
  for (const [name, status] of [
    ['TooManyRequestsException', 429],
    ['LimitExceededException', 429],
    ['InternalServiceException', 500],
  ] as const) {
    await assert.rejects(connect.startChatContact(startRequest), answers(name, status));
  }
  assert.deepEqual(simulator.contacts, []);
});

test('a limit befalls only operations that model it', async (t) => {
  const chat = await newChat(t);
  chat.simulator.faults.add({ kind: 'limit' });
  await send(chat);
  await assert.rejects(chat.connect.startChatContact(startRequest), answers('LimitExceededException', 429));
});

test('unavailable answers 503 and HTML, as a load balancer does', async (t) => {
  const { simulator } = await newChat(t);
  simulator.faults.add({ kind: 'unavailable' });
  const response = await fetch(`${simulator.url}/participant/message`, { method: 'POST' });
  assert.equal(response.status, 503);
  assert.match(await response.text(), /^<html>/);
});

for (const [kind, sent] of [
  ['hang', 0],
  ['hang-after-accept', 1],
] as const) {
  test(`${kind} never answers and ${sent === 1 ? 'takes effect' : 'has no effect'}; closing lets go`, async (t) => {
    const chat = await newChat(t);
    chat.simulator.faults.add({ operation: 'SendMessage', kind });
    const answered = assert.rejects(send(chat), { code: 'ECONNRESET' });
    await until(() => chat.simulator.calls.at(-1)?.operation === 'SendMessage');
    assert.equal(messages(chat), sent);
    assert.equal(chat.simulator.calls.at(-1)?.applied, sent === 1);
    assert.equal(chat.simulator.calls.at(-1)?.status, undefined);
    await chat.simulator.close();
    await answered;
  });
}

for (const [kind, sent] of [
  ['reset', 0],
  ['reset-after-accept', 1],
] as const) {
  test(`${kind} destroys the connection and ${sent === 1 ? 'takes effect' : 'has no effect'}`, async (t) => {
    const chat = await newChat(t);
    chat.simulator.faults.add({ operation: 'SendMessage', kind });
    await assert.rejects(send(chat), { code: 'ECONNRESET' });
    assert.equal(messages(chat), sent);
  });
}

test('slow answers as ever, later', async (t) => {
  const chat = await newChat(t);
  chat.simulator.faults.add({ operation: 'SendMessage', kind: 'slow', delayMs: 1_500 });
  const order: string[] = [];
  const slow = send(chat, 'slow').then(() => order.push('slow'));
  await until(() => chat.simulator.calls.at(-1)?.operation === 'SendMessage');
  await send(chat, 'quick').then(() => order.push('quick'));
  await slow;
  assert.deepEqual(order, ['quick', 'slow']);
  assert.equal(messages(chat), 2);
});

test('a fault can wait for later calls and befall several', async (t) => {
  const chat = await newChat(t);
  chat.simulator.faults.add({ operation: 'SendMessage', kind: 'error', after: 1, times: 2 });
  const outcomes: string[] = [];
  for (let call = 0; call < 4; call += 1) {
    outcomes.push(
      await send(chat).then(
        () => 'sent',
        () => 'failed',
      ),
    );
  }
  assert.deepEqual(outcomes, ['sent', 'failed', 'failed', 'sent']);
});

test('a fault with a probability befalls the calls that chance picks', async (t) => {
  const chances = [0.4, 0.6, 0.4];
  const chat = await newChat(t, { agent: { automatic: false }, random: () => chances.shift() ?? 1 });
  chat.simulator.faults.add({ operation: 'SendMessage', kind: 'error', probability: 0.5, times: 9 });
  await assert.rejects(send(chat));
  await send(chat);
  await assert.rejects(send(chat));
});

test('cleared faults befall nobody', async (t) => {
  const chat = await newChat(t);
  chat.simulator.faults.add({ kind: 'error', times: 100 });
  assert.equal(chat.simulator.faults.list().length, 1);
  chat.simulator.faults.clear();
  await send(chat);
});
