import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ParticipantTimerConfiguration } from '@aws-sdk/client-connect';
import { eventually } from '../../support/eventually.ts';
import { agentDoes, answers, chatIn, newChat, startRequest, type Chat } from './chat-fixture.ts';

/** Connect's idle timers, set by the AWS SDK. */

const minute = 60_000;

function timer(
  ParticipantRole: 'CUSTOMER' | 'AGENT',
  TimerType: 'IDLE' | 'DISCONNECT_NONCUSTOMER',
  minutes: number,
): ParticipantTimerConfiguration {
  return { ParticipantRole, TimerType, TimerValue: { ParticipantTimerDurationInMinutes: minutes } };
}

async function set(
  { connect, ContactId }: Chat,
  ...timers: readonly ParticipantTimerConfiguration[]
): Promise<void> {
  await connect.updateParticipantRoleConfig({
    InstanceId: startRequest.InstanceId,
    ContactId,
    ChannelConfiguration: { Chat: { ParticipantTimerConfigList: [...timers] } },
  });
}

function agentsIn({ simulator, ContactId }: Chat): number {
  const contact = simulator.contacts.find((one) => one.ContactId === ContactId);
  return contact?.Items.filter(
    ({ ContentType, ParticipantRole }) =>
      ContentType?.endsWith('participant.left') && ParticipantRole === 'AGENT',
  ).length === 0
    ? 1
    : 0;
}

test('an agent is disconnected when the customer has been silent for as long as the timer says', async (t) => {
  let now = Date.now();
  const chat = await newChat(t, { now: () => now });
  await set(chat, timer('CUSTOMER', 'IDLE', 2), timer('CUSTOMER', 'DISCONNECT_NONCUSTOMER', 5));
  // Nobody is idle while the chat waits.
  now += 10 * minute;
  await agentDoes(chat, 'join');
  now += 4 * minute;
  await chat.participant.sendMessage({
    ConnectionToken: chat.ConnectionToken,
    ContentType: 'text/plain',
    Content: 'still here',
  });
  now += 4 * minute;
  assert.equal(agentsIn(chat), 1);
  now += minute;
  await eventually(() => Promise.resolve(agentsIn(chat) === 0 || undefined), 'the agent’s end');
});

test('a timer is unset by its action', async (t) => {
  let now = Date.now();
  const chat = await newChat(t, { now: () => now });
  const other = await chatIn(t, chat.simulator);
  for (const one of [chat, other]) {
    await agentDoes(one, 'join');
    await set(one, timer('AGENT', 'DISCONNECT_NONCUSTOMER', 2));
  }
  await set(chat, {
    ParticipantRole: 'AGENT',
    TimerType: 'DISCONNECT_NONCUSTOMER',
    TimerValue: { ParticipantTimerAction: 'Unset' },
  });
  now += 60 * minute;
  await eventually(() => Promise.resolve(agentsIn(other) === 0 || undefined), 'the other agent’s end');
  assert.equal(agentsIn(chat), 1);
});

test('what Connect refuses: a contact that is over, a duration out of bounds, a timer twice, none', async (t) => {
  const chat = await newChat(t);
  for (const timers of [
    [timer('AGENT', 'IDLE', 1)],
    [timer('AGENT', 'IDLE', 481)],
    [timer('AGENT', 'IDLE', 5), timer('AGENT', 'IDLE', 6)],
    [],
  ])
    await assert.rejects(set(chat, ...timers), { name: /^Invalid(Parameter|Request)Exception$/ });
  chat.simulator.control.endContact(chat.ContactId);
  await assert.rejects(set(chat, timer('AGENT', 'IDLE', 5)), answers('ResourceNotFoundException', 404));
});
