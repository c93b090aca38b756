import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { ChatRows } from '../../../lambdas/core/chat-rows.ts';
import type { LedgerRecord } from '../../../lambdas/core/ledger.ts';
import type {
  BucketStore,
  Erasure,
  LedgerStore,
  ReadingStore,
  SessionStore,
} from '../../../lambdas/core/ports.ts';
import type { Session } from '../../../lambdas/core/session.ts';
import { newTrace } from '../../../lambdas/core/trace.ts';
import { asLedgerKey, asOwnerNonce, asUpstreamToken } from '../../support/tokens.ts';

interface Stores {
  readonly erasure: Erasure;
  readonly sessions: SessionStore;
  readonly chats: ChatRows;
  readonly ledger: LedgerStore;
  /** Not in memory. */
  readonly readings?: ReadingStore;
  readonly buckets?: BucketStore;
}

/** How contacts are erased, whatever is beneath. */
export async function erasureBehaves(
  t: TestContext,
  { erasure, sessions, chats, ledger, readings, buckets }: Stores,
): Promise<void> {
  const trace = newTrace();
  const now = 1_800_000_000_000;
  const expires = now + 86_400_000;
  let ids = 0;
  const newSession = (contactId: string): Session => ({
    id: `erased-${++ids}-${t.name}`,
    contactId,
    participantId: 'participant',
    instanceId: 'instance',
    record: asLedgerKey(`erased-record-${ids}-${t.name}`),
    ended: false,
    created: now,
    expires,
    proof: new Uint8Array([ids]),
  });
  const recordOf = ({ record }: Session): LedgerRecord => ({
    key: record ?? asLedgerKey(''),
    state: 'PENDING',
    clientToken: asUpstreamToken('token'),
    fingerprint: 'fingerprint',
    owner: asOwnerNonce('first'),
    lease: 0,
    attempts: 1,
    ambiguous: 0,
    created: now,
    expires,
  });
  const created = async (contactId: string): Promise<Session> => {
    const session = newSession(contactId);
    await ledger.claim(recordOf(session), now, trace);
    assert.equal(await sessions.create(session, trace), true);
    return session;
  };
  const contact = (): string => `contact-${++ids}-${t.name}`;
  const nothing = { sessions: 0, ledgerRecords: 0, queuePositions: 0, quotaShares: 0 };

  await t.test('a contact leads to all of its sessions, and to no other’s', async () => {
    const id = contact();
    const its = [await created(id), await created(id), await created(id)];
    // The acknowledgement of this one was lost.
    assert.equal(await sessions.create(its[1] ?? newSession(id), trace), true);
    await created(contact());
    const found = await erasure.begin(id, expires, trace);
    assert.deepEqual([...found].toSorted(), its.map((session) => session.id).toSorted());
    assert.deepEqual(await erasure.begin(contact(), expires, trace), []);
  });

  await t.test(
    'a contact that is erased gets no session any more, and still leads to what it had',
    async () => {
      const id = contact();
      const session = await created(id);
      await erasure.begin(id, expires, trace);
      const late = newSession(id);
      assert.equal(await sessions.create(late, trace), 'erased');
      assert.equal(await sessions.create(session, trace), 'erased');
      assert.equal(await sessions.read(late.id, trace), undefined);
      assert.deepEqual(await erasure.begin(id, expires, trace), [session.id]);
      const never = contact();
      await erasure.begin(never, expires, trace);
      assert.equal(await sessions.create(newSession(never), trace), 'erased');
    },
  );

  await t.test('a start whose contact was found is led to, and names none that has been erased', async () => {
    const id = contact();
    const starts = ['one', 'two'].map((name) => ({
      id: `erased-start-${name}-${t.name}`,
      instanceId: 'erased',
      created: now,
      expires,
      due: now,
    }));
    const [found, late] = starts.map((start) => start.id);
    for (const start of starts) await sessions.begin(start, trace);
    assert.equal(await chats.found(found ?? '', id, trace), true);
    assert.deepEqual(await erasure.begin(id, expires, trace), [found]);
    assert.partialDeepStrictEqual(await erasure.erase({ id: found ?? '' }, trace), { sessions: 1 });
    assert.equal(await chats.found(late ?? '', id, trace), false);
    const row = await chats.read(late ?? '', trace);
    assert.equal(row?.starting, true);
    assert.equal(row?.contactId, undefined);
  });

  await t.test('the rows of a session are deleted and counted, once', async () => {
    const session = await created(contact());
    const other = await created(contact());
    await readings?.take(`place#${session.id}`, { now, next: now, expires }, trace);
    const latest = now * 2_000;
    const take = { now: now * 1_000, cost: 1, latest, beyond: latest, environment: 1 };
    await buckets?.begin(`send#session#${session.id}`, take, trace);
    await buckets?.begin(`send#session#${other.id}`, take, trace);
    assert.deepEqual(await erasure.erase(session, trace), {
      sessions: 1,
      ledgerRecords: 1,
      queuePositions: readings ? 1 : 0,
      quotaShares: buckets ? 1 : 0,
    });
    assert.deepEqual(await erasure.erase(session, trace), nothing);
    assert.equal(await sessions.read(session.id, trace), undefined);
    assert.equal(await ledger.claim(recordOf(session), now, trace), undefined);
    assert.notEqual(await sessions.read(other.id, trace), undefined);
    assert.notEqual(await ledger.claim(recordOf(other), now, trace), undefined);
    if (buckets) assert.notEqual(await buckets.look(`send#session#${other.id}`, trace), undefined);
  });
}
