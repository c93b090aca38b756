import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { LedgerRecord } from '../../../lambdas/core/ledger.ts';
import type { LedgerStore } from '../../../lambdas/core/ports.ts';
import { asLedgerKey, asOwnerNonce, asUpstreamToken } from '../../support/tokens.ts';
import { newTrace } from '../../../lambdas/core/trace.ts';

/** What every ledger store does, whatever is beneath. */
export async function ledgerStoreBehaves(t: TestContext, store: LedgerStore): Promise<void> {
  const trace = newTrace();
  const now = 1_800_000_000_000;
  let keys = 0;
  /** A record of its own key, as a first claim. */
  const fresh = (change: Partial<LedgerRecord> = {}): LedgerRecord => ({
    key: asLedgerKey(`key-${++keys}-${t.name}`),
    state: 'PENDING',
    clientToken: asUpstreamToken(`token-${keys}`),
    fingerprint: 'fingerprint',
    owner: asOwnerNonce('first'),
    lease: now + 10_000,
    attempts: 1,
    ambiguous: 0,
    created: now,
    expires: now + 86_400_000,
    ...change,
  });
  const claimed = async (change: Partial<LedgerRecord> = {}): Promise<LedgerRecord> => {
    const record = fresh(change);
    assert.equal(await store.claim(record, now, trace), undefined);
    return record;
  };
  /** The record as it stands: what another's claim meets. */
  const standing = async ({ key }: LedgerRecord): Promise<LedgerRecord | undefined> =>
    await store.claim({ ...fresh(), key, owner: asOwnerNonce('onlooker') }, now, trace);
  const second = (record: LedgerRecord): LedgerRecord => ({
    ...record,
    owner: asOwnerNonce('second'),
    lease: now + 30_000,
    attempts: record.attempts + 1,
    ambiguous: record.ambiguous + 1,
  });
  const done = { status: 200, answer: '{"Id":"1"}' };

  await t.test('a claim without a record writes the whole record, including the salt', async () => {
    const record = await claimed({ salt: new Uint8Array([1, 2, 3]) });
    assert.deepEqual(plain(await standing(record)), plain(record));
  });
  await t.test('a claim returns an existing record and changes nothing', async () => {
    const record = await claimed();
    await standing(record);
    assert.deepEqual(await standing(record), record);
  });
  await t.test('a claim whose acknowledgement was lost finds its own record when repeated', async () => {
    const record = await claimed();
    assert.equal((await store.claim(record, now, trace))?.owner, 'first');
  });
  await t.test('a record counts as absent from its expiry on, whether or not it was deleted', async () => {
    const record = await claimed({ expires: now + 5_000 });
    const next = { ...fresh(), key: record.key, owner: asOwnerNonce('next') };
    assert.equal((await store.claim(next, now + 4_999, trace))?.owner, 'first');
    assert.equal(await store.claim(next, now + 5_000, trace), undefined);
    assert.equal((await standing(record))?.owner, 'next');
  });
  await t.test('a done record counts as absent from its expiry on, too', async () => {
    const record = await claimed({ expires: now + 5_000 });
    await store.complete(record, done, trace);
    assert.equal(await store.claim({ ...fresh(), key: record.key }, now + 5_000, trace), undefined);
    const after = await standing(record);
    assert.equal(after?.state, 'PENDING');
    assert.equal(after?.answer, undefined);
  });
  await t.test('of many concurrent claims, one is first', async () => {
    const record = fresh();
    const met = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        store.claim({ ...record, owner: asOwnerNonce(`owner-${index}`) }, now, trace),
      ),
    );
    assert.equal(met.filter((other) => other === undefined).length, 1);
    const owners = new Set(met.flatMap((other) => other?.owner ?? []));
    assert.equal(owners.size, 1);
  });

  await t.test('a takeover changes owner, lease and attempts, and keeps the ClientToken', async () => {
    const record = await claimed();
    assert.equal(await store.takeOver(record, second(record), trace), undefined);
    assert.deepEqual(await standing(record), second(record));
  });
  await t.test('a takeover of a record that was taken over meanwhile returns the new owner', async () => {
    const record = await claimed();
    await store.takeOver(record, second(record), trace);
    const third = { ...second(record), owner: asOwnerNonce('third') };
    assert.equal((await store.takeOver(record, third, trace))?.owner, 'second');
  });
  await t.test('a takeover by the same owner a second time needs the attempts that were read', async () => {
    const record = await claimed();
    const again = { ...record, attempts: 2 };
    await store.takeOver(record, again, trace);
    assert.equal((await store.takeOver(record, second(record), trace))?.attempts, 2);
  });
  await t.test('a takeover whose acknowledgement was lost finds its own record when repeated', async () => {
    const record = await claimed();
    await store.takeOver(record, second(record), trace);
    assert.equal((await store.takeOver(record, second(record), trace))?.owner, 'second');
  });
  await t.test('a takeover of a completed record returns its answer', async () => {
    const record = await claimed();
    await store.complete(record, done, trace);
    assert.equal((await store.takeOver(record, second(record), trace))?.state, 'DONE');
  });
  await t.test('a takeover of an absent record reads as in flight, and writes nothing', async () => {
    const record = fresh();
    const met = await store.takeOver(record, second(record), trace);
    assert.equal(met?.lease, second(record).lease);
    assert.equal(await store.claim(record, now, trace), undefined);
  });
  await t.test('of many concurrent takeovers, one succeeds', async () => {
    const record = await claimed();
    const met = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        store.takeOver(record, { ...second(record), owner: asOwnerNonce(`owner-${index}`) }, trace),
      ),
    );
    assert.equal(met.filter((other) => other === undefined).length, 1);
  });

  await t.test('a completion stores status and answer, as text or as bytes', async () => {
    for (const answer of ['{"Id":"1"}', new Uint8Array([1, 2])]) {
      const record = await claimed();
      assert.equal(await store.complete(record, { status: 200, answer }, trace), undefined);
      assert.deepEqual(
        plain(await standing(record)),
        plain({ ...record, state: 'DONE', status: 200, answer }),
      );
    }
  });
  await t.test('the first completion stays, and a second one returns it', async () => {
    const record = await claimed();
    await store.complete(record, done, trace);
    const met = await store.complete(record, { status: 200, answer: '{"Id":"2"}' }, trace);
    assert.equal(met?.answer, done.answer);
    assert.equal((await standing(record))?.answer, done.answer);
  });
  await t.test('a success of a former owner counts, because its ClientToken is the same', async () => {
    const record = await claimed();
    await store.takeOver(record, second(record), trace);
    assert.equal(await store.complete(record, done, trace), undefined);
    assert.equal((await standing(record))?.state, 'DONE');
  });
  await t.test('a refusal of a former owner does not count', async () => {
    const record = await claimed();
    await store.takeOver(record, second(record), trace);
    const refused = { status: 400, answer: '{}' };
    assert.equal(await store.complete(record, refused, trace), undefined);
    assert.equal((await standing(record))?.state, 'PENDING');
    await store.complete(second(record), refused, trace);
    assert.equal((await standing(record))?.status, 400);
  });
  await t.test('a completion with another ClientToken writes nothing', async () => {
    const record = await claimed();
    assert.equal(
      await store.complete({ ...record, clientToken: asUpstreamToken('other') }, done, trace),
      undefined,
    );
    assert.equal((await standing(record))?.state, 'PENDING');
  });
  await t.test('a completion of an absent record writes nothing', async () => {
    const record = fresh();
    assert.equal(await store.complete(record, done, trace), undefined);
    assert.equal(await store.claim(record, now, trace), undefined);
  });

  await t.test(
    'a release ends the lease, keeps the ClientToken and adds the ambiguous attempts',
    async () => {
      const record = await claimed({ ambiguous: 1 });
      await store.release(record, 2, trace);
      assert.deepEqual(await standing(record), { ...record, lease: 0, ambiguous: 3 });
    },
  );
  await t.test(
    'a release by one who was taken over, or of what is done or gone, changes nothing',
    async () => {
      const taken = await claimed();
      await store.takeOver(taken, second(taken), trace);
      await store.release(taken, 1, trace);
      assert.deepEqual(await standing(taken), second(taken));
      const finished = await claimed();
      await store.complete(finished, done, trace);
      await store.release(finished, 1, trace);
      assert.equal((await standing(finished))?.lease, finished.lease);
      const gone = fresh();
      await store.release(gone, 1, trace);
      assert.equal(await store.claim(gone, now, trace), undefined);
    },
  );

  await t.test(
    'that its start is verified is noted on its owner’s pending record, and survives',
    async () => {
      const record = await claimed();
      await store.verified({ ...record, owner: asOwnerNonce('other') }, trace);
      assert.equal((await standing(record))?.verified, undefined);
      await store.verified(record, trace);
      await store.release(record, 0, trace);
      assert.deepEqual(await standing(record), { ...record, verified: true, lease: 0 });
      await store.takeOver({ ...record, verified: true, lease: 0 }, second(record), trace);
      assert.equal((await standing(record))?.verified, true);
      const finished = await claimed();
      await store.complete(finished, done, trace);
      await store.verified(finished, trace);
      assert.equal((await standing(finished))?.verified, undefined);
      const gone = fresh();
      await store.verified(gone, trace);
      assert.equal(await store.claim(gone, now, trace), undefined);
    },
  );

  await t.test('the lease of what makes a bearer is taken over and ended like any other', async () => {
    const record = await claimed({ salt: new Uint8Array([1]) });
    await store.takeOver(record, second(record), trace);
    assert.deepEqual(plain(await standing(record)), plain(second(record)));
    await store.release(second(record), 0, trace);
    assert.deepEqual(plain(await standing(record)), plain({ ...second(record), lease: 0 }));
  });

  await t.test('only a first claim that its owner still holds is abandoned', async () => {
    const record = await claimed();
    await store.abandon({ ...record, owner: asOwnerNonce('other') }, trace);
    assert.equal((await standing(record))?.owner, 'first');
    await store.abandon(record, trace);
    assert.equal(await store.claim(record, now, trace), undefined);

    const again = await claimed();
    await store.takeOver(again, { ...again, attempts: 2 }, trace);
    await store.abandon(again, trace);
    assert.equal((await standing(again))?.attempts, 2);

    const finished = await claimed();
    await store.complete(finished, done, trace);
    await store.abandon(finished, trace);
    assert.equal((await standing(finished))?.state, 'DONE');
  });
}

/** Buffers and Uint8Arrays alike. */
function plain(record: LedgerRecord | undefined): unknown {
  const { salt, answer, ...rest } = record ?? {};
  return { ...rest, salt: salt && [...salt], answer: typeof answer === 'object' ? [...answer] : answer };
}
