import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { answers, chatIn, itemsIn, newChat } from './chat-fixture.ts';
import type { Chat } from './chat-fixture.ts';

const event = 'application/vnd.amazonaws.connect.event.authentication';
const RedirectUri = 'https://example.com/signed-in';
const invalid = answers('ValidationException', 400);

/** The agent asks to sign in; answers the SessionId. */
async function asked({ simulator, ContactId }: Chat): Promise<string> {
  const url = `${simulator.url}/_simulator/agent/contacts/${ContactId}/sign-in`;
  assert.equal((await fetch(url, { method: 'POST' })).status, 200);
  const item = itemsIn(simulator, ContactId).at(-1);
  assert.equal(item?.ContentType, `${event}.initiated`);
  const { SessionId } = JSON.parse(item.Content ?? '') as { readonly SessionId: string };
  return SessionId;
}

async function timedChat(
  t: TestContext,
): Promise<{ readonly chat: Chat; readonly forward: (ms: number) => void }> {
  const clock = { now: Date.now() };
  const chat = await newChat(t, { agent: { automatic: false }, now: () => clock.now });
  return {
    chat,
    forward(ms) {
      clock.now += ms;
    },
  };
}

test('the address to sign in at is there for a minute after it was asked', async (t) => {
  const { chat, forward } = await timedChat(t);
  const { participant, ConnectionToken } = chat;
  const [first, second] = [await asked(chat), await asked(chat)];
  forward(59_999);
  const { AuthenticationUrl } = await participant.getAuthenticationUrl({
    ConnectionToken,
    SessionId: first,
    RedirectUri,
  });
  assert.match(AuthenticationUrl ?? '', new RegExp(first));
  forward(1);
  await assert.rejects(
    participant.getAuthenticationUrl({ ConnectionToken, SessionId: second, RedirectUri }),
    invalid,
  );
});

test('a SessionId gets one address, and can then be cancelled once', async (t) => {
  const { chat } = await timedChat(t);
  const { participant, ConnectionToken } = chat;
  const SessionId = await asked(chat);
  await participant.getAuthenticationUrl({ ConnectionToken, SessionId, RedirectUri });
  await assert.rejects(
    participant.getAuthenticationUrl({ ConnectionToken, SessionId, RedirectUri }),
    invalid,
  );
  await participant.cancelParticipantAuthentication({ ConnectionToken, SessionId });
  assert.partialDeepStrictEqual(itemsIn(chat.simulator).at(-1), {
    ContentType: `${event}.cancelled`,
    ParticipantRole: 'CUSTOMER',
    Content: JSON.stringify({ SessionId }),
  });
  await assert.rejects(participant.cancelParticipantAuthentication({ ConnectionToken, SessionId }), invalid);
});

test('the SessionId of another chat is worth nothing here', async (t) => {
  const chat = await newChat(t);
  const other = await chatIn(t, chat.simulator);
  const SessionId = await asked(other);
  const { participant, ConnectionToken } = chat;
  await assert.rejects(
    participant.getAuthenticationUrl({ ConnectionToken, SessionId, RedirectUri }),
    invalid,
  );
  await assert.rejects(participant.cancelParticipantAuthentication({ ConnectionToken, SessionId }), invalid);
});
