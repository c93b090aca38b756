import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Session } from '../../../lambdas/core/session.ts';
import type { Kept, NewConnection, SessionStore } from '../../../lambdas/core/ports.ts';
import { asOwnerNonce } from '../../support/tokens.ts';
import { newTrace } from '../../../lambdas/core/trace.ts';

/** What every session store does, whatever is beneath. */
export async function sessionStoreBehaves(t: TestContext, store: SessionStore): Promise<void> {
  const trace = newTrace();
  const now = 1_800_000_000_000;
  let ids = 0;
  const created = async (change: Partial<Session> = {}): Promise<Session> => {
    const session: Session = {
      id: `id-${++ids}-${t.name}`,
      contactId: 'contact',
      participantId: 'participant',
      instanceId: 'instance',
      ended: false,
      created: now,
      expires: now + 86_400_000,
      participantToken: new Uint8Array([1, 2, 3]),
      ...change,
    };
    await store.create(session, trace);
    return session;
  };
  const read = async ({ id }: Session): Promise<Session> => {
    const session = await store.read(id, trace);
    assert(session);
    return session;
  };
  const lease = async ({ id }: Session, owner: string, at = now, version = 0): Promise<boolean> =>
    await store.lease(id, { owner: asOwnerNonce(owner), lease: at + 10_000, version, now: at }, trace);
  const connect = async (
    session: Session,
    owner: string,
    version: number,
    more: Partial<NewConnection> = {},
  ): Promise<Kept> =>
    await store.connect(session.id, { owner: asOwnerNonce(owner), version, ...more }, trace);
  const connected = async (
    session: Session,
    version: number,
    more: Partial<NewConnection> = {},
  ): Promise<void> => {
    assert.equal(await lease(session, `owner of ${version}`, now, version - 1), true);
    assert.equal(await connect(session, `owner of ${version}`, version, more), 'stored');
  };

  await t.test('a session is read as it was written; an unknown one is not there', async () => {
    const session = await created({ origin: 'https://a.example', continuedFrom: 'earlier' });
    assert.deepEqual(plain(await read(session)), plain(session));
    assert.equal(await store.read('no such id', trace), undefined);
  });
  await t.test('an existing session is not overwritten', async () => {
    const session = await created();
    await store.revoke(session.id, now, trace);
    assert.equal(await store.create({ ...session, contactId: 'another' }, trace), false);
    const after = await read(session);
    assert.equal(after.ended, true);
    assert.equal(after.contactId, 'contact');
  });

  await t.test(
    'a creation says that it happened: also the second time, after a lost answer, and to no other session',
    async () => {
      const session = await created({ proof: new Uint8Array([7, 8]) });
      assert.equal(await store.create({ ...session, id: `${session.id}-new` }, trace), true);
      assert.equal(await store.create(session, trace), true);
      assert.equal(await store.create({ ...session, proof: new Uint8Array([7, 9]) }, trace), false);
      const { proof: _, ...without } = await created();
      assert.equal(await store.create(without, trace), false);
    },
  );
  await t.test('a session remembers whether it holds a place', async () => {
    assert.equal((await read(await created({ place: true }))).place, true);
    assert.equal('place' in (await read(await created())), false);
  });

  await t.test('one owner may open the connection, others only after its lease is over', async () => {
    const session = await created();
    assert.equal(await lease(session, 'one'), true);
    assert.deepEqual((await read(session)).connecting, { owner: 'one', lease: now + 10_000 });
    assert.equal(await lease(session, 'other', now + 9_999), false);
    assert.equal(await lease(session, 'other', now + 10_000), true);
    assert.equal((await read(session)).connecting?.owner, 'other');
  });

  await t.test('a lease that a clock gave that is a minute and a half ahead keeps nobody off', async () => {
    const session = await created();
    assert.equal(await lease(session, 'ahead', now + 90_000), true);
    assert.equal(await lease(session, 'one'), true);
    assert.equal(await lease(session, 'other', now - 30_000), false);
  });
  await t.test('whoever holds the lease may extend it', async () => {
    const session = await created();
    await lease(session, 'one');
    assert.equal(await lease(session, 'one', now + 5_000), true);
    assert.equal((await read(session)).connecting?.lease, now + 15_000);
  });
  await t.test('of many concurrent requests, one gets the lease', async () => {
    const session = await created();
    const got = await Promise.all(Array.from({ length: 8 }, (_, index) => lease(session, `owner-${index}`)));
    assert.equal(got.filter(Boolean).length, 1);
  });
  await t.test(
    'a lease is refused after another connection, after the end, and where there is no session',
    async () => {
      const session = await created();
      await connected(session, 1);
      assert.equal(await lease(session, 'late'), false);
      assert.equal(await lease(session, 'late', now, 1), true);
      await store.revoke(session.id, now, trace);
      assert.equal(await lease(session, 'late', now, 1), false);
      const unknown: Session = { ...session, id: 'no such id' };
      assert.equal(await lease(unknown, 'one'), false);
      assert.equal(await store.read(unknown.id, trace), undefined);
    },
  );
  await t.test('only the owner gives the lease up', async () => {
    const session = await created();
    await lease(session, 'one');
    await store.unlease(session.id, asOwnerNonce('other'), trace);
    assert.equal((await read(session)).connecting?.owner, 'one');
    await store.unlease(session.id, asOwnerNonce('one'), trace);
    assert.equal((await read(session)).connecting, undefined);
    await store.unlease(session.id, asOwnerNonce('one'), trace);
    await store.unlease('no such id', asOwnerNonce('one'), trace);
    assert.equal(await store.read('no such id', trace), undefined);
  });

  await t.test(
    'storing a connection stores token and answer, increases the version and ends the lease',
    async () => {
      const session = await created();
      await lease(session, 'one');
      const connection = {
        version: 1,
        token: new Uint8Array([4]),
        expires: now + 1,
        answer: new Uint8Array([5]),
        answerFor: 'asked',
      };
      assert.equal(await connect(session, 'one', 1, connection), 'stored');
      const after = await read(session);
      assert.equal(after.connecting, undefined);
      assert.deepEqual(plain(after.connection), plain(connection));
    },
  );
  await t.test('a connection without a token leaves the one that is stored', async () => {
    const session = await created();
    await connected(session, 1, { token: new Uint8Array([4]), expires: now });
    await connected(session, 2, { answer: new Uint8Array([5]), answerFor: 'a' });
    const { connection } = await read(session);
    assert.equal(connection?.version, 2);
    assert.deepEqual([...(connection.token ?? [])], [4]);
    assert.equal(connection.expires, now);
  });
  await t.test('no connection is stored for a session that is over or unknown', async () => {
    const session = await created();
    await lease(session, 'one');
    await store.revoke(session.id, now, trace);
    assert.equal(await connect(session, 'one', 1), 'ended');
    const unknown: Session = { ...session, id: 'no such id' };
    assert.equal(await connect(unknown, 'one', 1), 'ended');
    assert.equal(await store.read(unknown.id, trace), undefined);
  });
  await t.test(
    'a connection is not stored by who has lost the lease: neither over a newer one nor before it',
    async () => {
      const late = { token: new Uint8Array([1]), expires: now, answer: new Uint8Array([2]), answerFor: 'a' };
      const session = await created();
      await lease(session, 'late');
      assert.equal(await lease(session, 'newer', now + 10_000), true);
      assert.equal(await connect(session, 'late', 1, late), 'late');
      assert.equal((await read(session)).connecting?.owner, 'newer');
      const newer = { token: new Uint8Array([3]), expires: now + 1 };
      assert.equal(await connect(session, 'newer', 1, newer), 'stored');
      assert.equal(await connect(session, 'late', 1, late), 'late');
      const { connection } = await read(session);
      assert.deepEqual(plain(connection), plain({ version: 1, ...newer }));
      const given = await created();
      await lease(given, 'one');
      await store.unlease(given.id, asOwnerNonce('one'), trace);
      assert.equal(await connect(given, 'one', 1, late), 'late');
      assert.equal((await read(given)).connection, undefined);
    },
  );
  await t.test('a lease that nobody has taken since is good for storing, also when it is over', async () => {
    const session = await created();
    await lease(session, 'one', now - 3_600_000);
    assert.equal(await connect(session, 'one', 1), 'stored');
  });
  await t.test(
    'a connection says that it was stored also the second time, after a lost answer, unless another came since',
    async () => {
      const session = await created();
      await lease(session, 'one');
      const token = { token: new Uint8Array([1]), expires: now };
      for (let time = 0; time < 2; time++) assert.equal(await connect(session, 'one', 1, token), 'stored');
      await lease(session, 'two', now, 1);
      const other = { token: new Uint8Array([2]), expires: now };
      for (let time = 0; time < 2; time++) assert.equal(await connect(session, 'two', 2, other), 'stored');
      assert.equal(await connect(session, 'one', 1, token), 'late');
      assert.equal((await read(session)).connection?.version, 2);
      await lease(session, 'three', now, 2);
      const answer = { answer: new Uint8Array([3]), answerFor: 'a' };
      for (let time = 0; time < 2; time++) assert.equal(await connect(session, 'three', 3, answer), 'stored');
    },
  );

  await t.test('a revocation holds from the next read on, and takes every token away', async () => {
    const session = await created();
    const connection = { token: new Uint8Array([4]), expires: now };
    await connected(session, 1, { ...connection, answer: new Uint8Array([5]), answerFor: 'a' });
    assert.equal(await store.revoke(session.id, now + 1_000, trace), true);
    const after = await read(session);
    assert.equal(after.ended, true);
    assert.equal(after.participantToken, undefined);
    assert.equal(after.connection?.token, undefined);
    assert.equal(after.connection?.answer, undefined);
    assert.equal(after.contactId, 'contact');
  });
  await t.test(
    'a chat that is over ends its session, unless its holder has revoked it, who may still',
    async () => {
      const session = await created();
      await lease(session, 'one');
      assert.equal(await store.end(session.id, now + 1_000, trace), true);
      const over = await read(session);
      assert.equal(over.ended, 'over');
      assert.equal(over.participantToken, undefined);
      assert.equal(await connect(session, 'one', 1), 'ended');
      assert.equal(await store.revoke(session.id, now + 1_000, trace), false);
      assert.equal((await read(session)).ended, true);
      assert.equal(await store.end(session.id, now + 1_000, trace), false);
      assert.equal((await read(session)).ended, true);
    },
  );
  await t.test('revoking an absent session writes nothing, and revoking twice changes nothing', async () => {
    assert.equal(await store.revoke('no such id', now, trace), false);
    assert.equal(await store.end('no such id', now, trace), false);
    assert.equal(await store.read('no such id', trace), undefined);
    const session = await created();
    assert.equal(await store.revoke(session.id, now, trace), true);
    const once = await read(session);
    assert.equal(await store.revoke(session.id, now, trace), false);
    assert.deepEqual(await read(session), once);
  });
  await t.test('of many concurrent ends, one reports that it ended the session', async () => {
    const session = await created();
    const happened = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        index % 2 === 0 ? store.end(session.id, now, trace) : store.revoke(session.id, now, trace),
      ),
    );
    assert.equal(happened.filter(Boolean).length, 1);
    assert.equal((await read(session)).ended, true);
  });
}

/** Buffers and Uint8Arrays alike. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, member: unknown) =>
      member instanceof Uint8Array ? Buffer.from(member).toString('hex') : member,
    ).replaceAll(/\{"type":"Buffer","data":\[([\d,]*)\]\}/g, (_all, bytes: string) =>
      JSON.stringify(Buffer.from(bytes.split(',').map(Number)).toString('hex')),
    ),
  );
}
