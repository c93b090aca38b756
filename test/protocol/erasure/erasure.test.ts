import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test, type TestContext } from 'node:test';
import { StoreError, type Ports } from '../../../lambdas/core/ports.ts';
import { formatBearer, parseBearer, sessionScope } from '../../../lambdas/core/secret.ts';
import { createGuest } from '../../../lambdas/operations/create-guest.ts';
import { createParticipant } from '../../../lambdas/operations/create-participant.ts';
import { createParticipantConnection } from '../../../lambdas/operations/create-participant-connection.ts';
import { eraseContact } from '../../../lambdas/operations/erase-contact.ts';
import { getQueuePosition } from '../../../lambdas/operations/get-queue-position.ts';
import { getSession } from '../../../lambdas/operations/get-session.ts';
import { sendMessage } from '../../../lambdas/operations/send-message.ts';
import { startChat } from '../../../lambdas/operations/start-chat.ts';
import { ask } from '../../support/api-request.ts';
import { startChat as newChat, voice, type Chat } from '../../support/chat.ts';
import type { LocalApi } from '../../support/local-api.ts';
import { apiFor, callsOf, clock, lastLine } from '../faults/simulated.ts';

type Item = Awaited<ReturnType<LocalApi['items']>>[number];

/** Short, so that a session has a bucket, too. */
const environment = { QUOTAS: '{"send":{"rate":1,"burst":2}}' };

/** A chat with a guest. */
async function chatWithGuest(api: LocalApi): Promise<Chat & { readonly guest: string }> {
  const chat = await newChat(api, { attributes: voice, clientToken: randomUUID() });
  const { body } = await ask(api.url, createGuest, {
    bearer: chat.bearer,
    input: { ParticipantDetails: { DisplayName: 'Eve' }, ClientToken: randomUUID() },
  });
  const { ParticipantToken } = body['ParticipantCredentials'] as { ParticipantToken: string };
  return { ...chat, guest: ParticipantToken };
}

/** One that is connected as well, with messages, and a place in line. */
async function chatUnderWay(api: LocalApi): Promise<Chat & { readonly guest: string }> {
  const chat = await chatWithGuest(api);
  const send = (operation: Parameters<typeof ask>[1], input = {}) =>
    ask(api.url, operation, { input, bearer: chat.bearer });
  await send(createParticipantConnection, { Type: ['WEBSOCKET', 'CONNECTION_CREDENTIALS'] });
  await send(getQueuePosition);
  for (let count = 0; count < 4; count++)
    await send(sendMessage, { ContentType: 'text/plain', Content: 'Hello', ClientToken: randomUUID() });
  return chat;
}

function idOf(bearer: string): string {
  const parsed = parseBearer(bearer);
  assert(parsed);
  assert.equal(formatBearer(parsed), bearer);
  return sessionScope(parsed).id;
}

const kindOf = ({ pk }: Item): string => pk?.S?.split('#')[0] ?? '';

/** What a scan finds of the chat, by any of its names. */
function found(
  items: readonly Item[],
  { contactId, participantId, bearer, guest }: Chat & { guest: string },
): Item[] {
  const names = [contactId, participantId, idOf(bearer), idOf(guest)];
  return items.filter((item) => names.some((name) => JSON.stringify(item).includes(name)));
}

/** What names nobody: records of ClientTokens, and that the contact was erased. */
const stays = (item: Item): boolean => kindOf(item) === 'ledger' || kindOf(item) === 'contact';

async function openChats(api: LocalApi): Promise<number> {
  const row = (await api.items()).find((item) => kindOf(item) === 'open');
  return Number(row?.['open']?.N ?? 0);
}

async function erase(api: LocalApi, { contactId }: Pick<Chat, 'contactId'>) {
  return await ask(api.url, eraseContact, { input: { ContactId: contactId } });
}

test('in the middle of a chat: a scan finds nothing of it, its bearers open nothing, others go on', async (t) => {
  const api = await apiFor(t, { environment });
  const other = await chatUnderWay(api);
  const before = await api.items();
  const chat = await chatUnderWay(api);
  const kinds = found(await api.items(), chat).map(kindOf);
  for (const kind of ['session', 'place', 'ledger', 'contact']) assert.ok(kinds.includes(kind), kind);
  const shares = kinds.filter((kind) => kind === 'bucket').length;
  assert.equal(await openChats(api), 2);

  const first = await erase(api, chat);
  assert.equal(first.status, 200);
  const { LedgerRecordsUntil: _, ...counts } = first.body;
  const asked = { ContactData: 'NOT_REQUESTED' };
  assert.deepEqual(counts, {
    Sessions: 2,
    LedgerRecords: 2,
    QueuePositions: 1,
    QuotaShares: shares,
    ...asked,
  });
  for (const operation of ['StopContact', 'DeleteContactData'] as const)
    assert.deepEqual(callsOf(api, operation), []);
  const left = found(await api.items(), chat);
  assert.deepEqual(
    left.filter((item) => !stays(item)),
    [],
  );
  const names = [chat.contactId, chat.participantId, 'Hello', 'Eve'];
  for (const item of left) for (const name of names) assert.ok(!JSON.stringify(item).includes(name), name);
  for (const bearer of [chat.bearer, chat.guest])
    for (const operation of [getSession, createParticipantConnection])
      assert.equal(
        (await ask(api.url, operation, { bearer, input: { Type: ['CONNECTION_CREDENTIALS'] } })).status,
        403,
      );
  assert.equal(await openChats(api), 1);

  const second = await erase(api, chat);
  assert.deepEqual(Object.keys(second.body), Object.keys(first.body));
  const { LedgerRecordsUntil: __, ...none } = second.body;
  assert.deepEqual(none, { Sessions: 0, LedgerRecords: 0, QueuePositions: 0, QuotaShares: 0, ...asked });
  assert.equal(await openChats(api), 1);

  assert.deepEqual(found(before, other), found(await api.items(), other), 'no other chat has lost anything');
  assert.equal((await ask(api.url, getSession, { bearer: other.bearer })).status, 200);
});

test('a request that the erasure overtakes leaves nothing but what names nobody', async (t) => {
  const api = await apiFor(t);
  const chat = await chatUnderWay(api);
  await erase(api, chat);
  const input = { ContentType: 'text/plain', Content: 'Hello', ClientToken: randomUUID() };
  const before = await api.items();
  assert.equal((await ask(api.url, sendMessage, { bearer: chat.bearer, input })).status, 403);
  assert.deepEqual(await api.items(), before);
});

/** An API whose next session is written after its contact has been erased. */
async function erasedMeanwhile(t: TestContext, clientToken: string | undefined): Promise<void> {
  let meanwhile: ((contactId: string) => Promise<unknown>) | undefined;
  const time = clock();
  const api = await apiFor(t, {
    simulator: { now: time.now },
    ports: (live): Ports => ({
      ...time.ports(live),
      sessions: {
        ...live.sessions,
        async create(session, trace) {
          await meanwhile?.(session.contactId);
          return await live.sessions.create(session, trace);
        },
      },
    }),
  });
  let contact = '';
  meanwhile = (contactId) => erase(api, { contactId: (contact = contactId) });
  const input = {
    ParticipantDetails: { DisplayName: 'Ada' },
    ...(clientToken !== undefined && { ClientToken: clientToken }),
  };
  const { status } = await ask(api.url, startChat, { input });
  assert.equal(status, 403);
  assert.equal(lastLine(api, 'StartChat')['reason'], 'contact-erased');
  const kinds = (await api.items()).map(kindOf);
  assert.ok(!kinds.includes('session'), kinds.join(' '));
  assert.equal(await openChats(api), 0);
  const state = api.simulator.contacts.find(({ ContactId }) => ContactId === contact)?.State;
  assert.equal(state, 'ENDED', 'nobody would ever reach it');
  // A repetition is the same start, for Connect as well, and a participant more is of the same contact.
  if (clientToken !== undefined) assert.equal((await ask(api.url, startChat, { input })).status, 403);
  assert.ok(!(await api.items()).map(kindOf).includes('session'));
}

test('a start whose contact is erased before its session is written ends the chat, and has none', async (t) => {
  await erasedMeanwhile(t, undefined);
});

test('the same with a ClientToken: its repetition does not revive the chat', async (t) => {
  await erasedMeanwhile(t, randomUUID());
});

test('a start that was answered, and is repeated after the erasure, does not revive the chat', async (t) => {
  const api = await apiFor(t);
  const clientToken = randomUUID();
  const { contactId } = await newChat(api, { clientToken });
  await erase(api, { contactId });
  const { status } = await ask(api.url, startChat, {
    input: { ParticipantDetails: { DisplayName: 'Ada' }, ClientToken: clientToken },
  });
  assert.equal(status, 403);
  assert.equal(await openChats(api), 0);
  assert.ok(!(await api.items()).map(kindOf).includes('session'));
});

test('nobody joins a contact that was erased', async (t) => {
  const api = await apiFor(t);
  const chat = await newChat(api);
  await erase(api, chat);
  const { status } = await ask(api.url, createParticipant, {
    input: {
      ContactId: chat.contactId,
      ParticipantDetails: { ParticipantRole: 'CUSTOM_BOT', DisplayName: 'Bot' },
    },
  });
  assert.equal(status, 403);
  assert.ok(!(await api.items()).map(kindOf).includes('session'));
});

test('wherever it is interrupted, a repetition ends it, and a place is given back at most once', async (t) => {
  let calls = Infinity;
  const counted =
    <Given extends readonly unknown[], Result>(call: (...given: Given) => Promise<Result>) =>
    async (...given: Given): Promise<Result> => {
      if (--calls < 0) throw new StoreError('killed');
      return await call(...given);
    };
  const api = await apiFor(t, {
    ports: ({ sessions, openChats, erasure, ...live }): Ports => ({
      ...live,
      sessions: {
        ...sessions,
        read: counted((id, trace) => sessions.read(id, trace)),
        revoke: counted((id, expires, trace) => sessions.revoke(id, expires, trace)),
      },
      openChats: { ...openChats, closed: counted((id, trace) => openChats.closed(id, trace)) },
      async erasure() {
        const rows = await erasure?.();
        assert(rows);
        return {
          begin: counted((contact, expires, trace) => rows.begin(contact, expires, trace)),
          erase: counted((session, trace) => rows.erase(session, trace)),
        };
      },
    }),
  });
  let interrupted = 0;
  for (let after = 0; ; after++) {
    const open = await openChats(api);
    const chat = await chatWithGuest(api);
    calls = after;
    const { status } = await erase(api, chat);
    calls = Infinity;
    if (status !== 200) {
      interrupted++;
      assert.equal(status, 500);
      assert.equal((await erase(api, chat)).status, 200);
    }
    assert.deepEqual(
      found(await api.items(), chat).filter((item) => !stays(item)),
      [],
    );
    const now = await openChats(api);
    assert.ok(now === open || now === open + 1, `${open} before, ${now} after`);
    if (status === 200 && after > 12) break;
  }
  assert.ok(interrupted >= 5, String(interrupted));
});
