import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { ChatRow, ChatRows } from '../../../lambdas/core/chat-rows.ts';
import type { SessionStore } from '../../../lambdas/core/ports.ts';
import type { Session } from '../../../lambdas/core/session.ts';
import { newTrace } from '../../../lambdas/core/trace.ts';
import { asOwnerNonce } from '../../support/tokens.ts';

/** What every store of chats' rows does, whatever is beneath: the sessions', and what ends them. */
export async function chatRowsBehave(t: TestContext, sessions: SessionStore, chats: ChatRows): Promise<void> {
  const trace = newTrace();
  const now = 1_800_000_000_000;
  const due = now + 300_000;
  let ids = 0;

  const start = (instanceId: string): Parameters<SessionStore['begin']>[0] => ({
    id: `chat-${++ids}-${t.name}`,
    instanceId,
    created: now,
    expires: now + 86_400_000,
    due,
  });
  const session = ({ id, instanceId, created, expires }: ReturnType<typeof start>): Session => ({
    id,
    instanceId,
    created,
    expires,
    due,
    contactId: `contact of ${id}`,
    participantId: 'participant',
    ended: false,
    participantToken: new Uint8Array([1]),
    proof: new Uint8Array([ids]),
  });
  const startedChat = async (instanceId: string): Promise<Session> => {
    const starting = start(instanceId);
    await sessions.begin(starting, trace);
    const written = session(starting);
    await sessions.create(written, trace);
    return written;
  };
  const row = async ({ id }: { readonly id: string }): Promise<ChatRow> =>
    (await chats.read(id, trace)) ?? assert.fail('no row');
  /** An index may be moments behind. */
  const eventually = async (instanceId: string, count: number): Promise<void> => {
    for (let time = 0; time < 50 && (await chats.count(instanceId, trace)) !== count; time++)
      await new Promise((resolve) => {
        setTimeout(resolve, 20);
      });
    assert.equal(await chats.count(instanceId, trace), count);
  };

  await t.test('what is being started is due, and no session', async () => {
    const starting = start('starting');
    assert.equal(await sessions.begin(starting, trace), true);
    assert.equal(await sessions.read(starting.id, trace), undefined);
    await eventually('starting', 1);
    assert.deepEqual(await chats.due('starting', due, 10, trace), [starting.id]);
    assert.deepEqual(await chats.due('starting', due - 1, 10, trace), []);
    assert.partialDeepStrictEqual(await row(starting), { starting: true, due, instanceId: 'starting' });
    assert.equal((await row(starting)).contactId, undefined);
  });
  await t.test(
    'a start that Connect refused leaves nothing; one that it made cannot be forgone',
    async () => {
      const refused = start('forgone');
      await sessions.begin(refused, trace);
      await sessions.forgo(refused.id, trace);
      await eventually('forgone', 0);
      const made = await startedChat('forgone');
      await sessions.forgo(made.id, trace);
      assert.equal((await sessions.read(made.id, trace))?.contactId, made.contactId);
    },
  );
  await t.test('a session takes the place of its start, and no start that of a session', async () => {
    const made = await startedChat('made');
    assert.equal((await row(made)).starting, undefined);
    assert.equal(await sessions.begin({ ...start('made'), id: made.id }, trace), false);
    assert.equal((await sessions.read(made.id, trace))?.due, due);
    await eventually('made', 1);
  });
  await t.test('a contact leads to its sessions, guests’ too, once each', async () => {
    const host = await startedChat('contact');
    const { due: _, ...guest } = { ...host, id: `${host.id}-guest`, host: host.id };
    await sessions.create(guest, trace);
    await sessions.create(guest, trace);
    const found = await chats.ofContact(host.contactId, trace);
    assert.deepEqual([...found].toSorted(), [host.id, guest.id].toSorted());
    assert.deepEqual(await chats.ofContact('no such contact', trace), []);
    await eventually('contact', 1);
  });

  await t.test('a contact that is found for a start leads to it, and is noted again as it was', async () => {
    const starting = start('found');
    const contactId = `contact of ${starting.id}`;
    await sessions.begin(starting, trace);
    for (let time = 0; time < 2; time++) assert.equal(await chats.found(starting.id, contactId, trace), true);
    assert.deepEqual(await chats.ofContact(contactId, trace), [starting.id]);
    assert.equal((await row(starting)).contactId, contactId);
  });
  await t.test('a start is not closed whose contact was found after it was read', async () => {
    const starting = start('closed');
    await sessions.begin(starting, trace);
    const read = await row(starting);
    await chats.found(starting.id, `contact of ${starting.id}`, trace);
    assert.equal(await chats.close(read, 'expired', now, trace), false);
    assert.equal(await chats.close(await row(starting), 'expired', now, trace), true);
    const unfound = start('closed unfound');
    await sessions.begin(unfound, trace);
    assert.equal(await chats.close(await row(unfound), 'expired', now, trace), true);
  });

  await t.test('a page that leaves is due sooner, once; a connection takes it back', async () => {
    const chat = await startedChat('left');
    const later = due + 3_600_000;
    assert.equal(await sessions.leave(chat.id, now + 1, now + 61_000, trace), true);
    assert.equal(await sessions.leave(chat.id, now + 2, now + 62_000, trace), false);
    assert.partialDeepStrictEqual(await row(chat), { left: now + 1, due: now + 61_000 });
    const owner = asOwnerNonce('one');
    await sessions.lease(chat.id, { owner, lease: now + 10_000, version: 0, now }, trace);
    assert.equal(await sessions.connect(chat.id, { owner, version: 1, due: later }, trace), 'stored');
    assert.partialDeepStrictEqual(await row(chat), { due: later });
    assert.equal((await row(chat)).left, undefined);
    assert.equal(await sessions.leave(chat.id, now + 3, now + 63_000, trace), true);
    await sessions.stay(chat.id, now + 1, later, trace);
    assert.equal((await row(chat)).left, now + 3);
    await sessions.stay(chat.id, now + 3, later, trace);
    assert.equal((await row(chat)).left, undefined);
    assert.equal((await row(chat)).due, later);
  });
  await t.test('nobody leaves what has ended, is not there, or is a guest’s', async () => {
    const chat = await startedChat('gone');
    const { due: _, ...guest } = { ...chat, id: `${chat.id}-guest`, host: chat.id };
    await sessions.create(guest, trace);
    await sessions.revoke(chat.id, now, trace);
    for (const id of [chat.id, guest.id, 'no such id'])
      assert.equal(await sessions.leave(id, now, now + 60_000, trace), false, id);
  });

  await t.test('a chat that ends by itself is not due any more', async () => {
    for (const end of ['revoke', 'end'] as const) {
      const chat = await startedChat(`by ${end}`);
      await sessions.leave(chat.id, now, now + 60_000, trace);
      assert.equal(await sessions[end](chat.id, now, trace), true);
      await eventually(`by ${end}`, 0);
      assert.equal((await row(chat)).due, undefined);
      assert.equal((await row(chat)).left, undefined);
    }
  });
  await t.test(
    'a chat is closed if it is as it was read, once, and stays due until it is settled',
    async () => {
      for (const how of ['over', 'expired'] as const) {
        const chat = await startedChat(`closed as ${how}`);
        const read = await row(chat);
        assert.equal(await chats.close({ ...read, due: due + 1_000 }, how, now, trace), false);
        assert.equal(await chats.close(read, how, now, trace), true);
        assert.equal(await chats.close(read, how, now, trace), false);
        const closed = (await sessions.read(chat.id, trace)) ?? assert.fail();
        assert.equal(closed.ended, how);
        assert.equal(closed.participantToken, undefined);
        const owner = asOwnerNonce('one');
        assert.equal(await sessions.connect(chat.id, { owner, version: 1, due }, trace), 'ended');
        await eventually(`closed as ${how}`, 1);
        await chats.settle({ ...read, due: due + 1_000 }, trace);
        assert.equal((await row(chat)).due, due);
        await chats.settle(read, trace);
        await eventually(`closed as ${how}`, 0);
        assert.equal(await sessions.revoke(chat.id, now, trace), false);
        assert.equal((await sessions.read(chat.id, trace))?.ended, true);
      }
    },
  );
  await t.test('what goes on is not settled, and can be looked at later', async () => {
    const chat = await startedChat('going on');
    const read = await row(chat);
    await chats.settle(read, trace);
    assert.equal((await row(chat)).due, due);
    await chats.postpone({ ...read, due: due - 1_000 }, due + 9_000, trace);
    assert.equal((await row(chat)).due, due);
    await chats.postpone(read, due + 9_000, trace);
    assert.equal((await row(chat)).due, due + 9_000);
  });
  await t.test(
    'a start that nobody has finished is closed like any other, and then refuses its session',
    async () => {
      const starting = start('unfinished');
      await sessions.begin(starting, trace);
      assert.equal(await chats.found(starting.id, 'found', trace), true);
      const read = await row(starting);
      assert.equal(read.contactId, 'found');
      assert.equal(await chats.close(read, 'expired', now, trace), true);
      assert.equal(await sessions.begin(starting, trace), false);
      assert.equal(await sessions.create(session(starting), trace), false);
      assert.equal((await sessions.read(starting.id, trace))?.ended, 'expired');
      await chats.settle(read, trace);
      await eventually('unfinished', 0);
    },
  );
  await t.test('a contact is noted of a start alone', async () => {
    const chat = await startedChat('no start');
    assert.equal(await chats.found(chat.id, 'another', trace), false);
    assert.equal((await sessions.read(chat.id, trace))?.contactId, chat.contactId);
    assert.equal(await chats.found('no such id', 'another', trace), false);
  });

  await t.test('those that are due first come first, and no more than are asked for', async () => {
    const dues = [5_000, 1_000, 3_000];
    const all = await Promise.all(
      dues.map(async (after) => {
        const one = { ...start('ordered'), due: now + after };
        await sessions.begin(one, trace);
        return one.id;
      }),
    );
    await eventually('ordered', 3);
    assert.deepEqual(await chats.due('ordered', now + 5_000, 10, trace), [all[1], all[2], all[0]]);
    assert.deepEqual(await chats.due('ordered', now + 5_000, 2, trace), [all[1], all[2]]);
    assert.deepEqual(await chats.due('ordered', now + 4_999, 10, trace), [all[1], all[2]]);
    assert.deepEqual(await chats.due('another', now + 5_000, 10, trace), []);
  });
  await t.test('a message changes nothing of when a chat is due', async () => {
    const chat = await startedChat('busy');
    await sessions.lease(
      chat.id,
      { owner: asOwnerNonce('one'), lease: now + 10_000, version: 0, now },
      trace,
    );
    await sessions.unlease(chat.id, asOwnerNonce('one'), trace);
    assert.equal((await row(chat)).due, due);
  });
}
