import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { ReadingStore } from '../../../lambdas/core/ports.ts';
import { newTrace } from '../../../lambdas/core/trace.ts';

/** What every store of readings does, whatever is beneath. */
export async function readingStoreBehaves(t: TestContext, store: ReadingStore): Promise<void> {
  const trace = newTrace();
  const now = 1_800_000_000_000;
  const expires = now + 3_600_000;
  let keys = 0;
  const fresh = (): string => `queue#${t.name}/${++keys}`;
  const turn = (at: number): Parameters<ReadingStore['take']>[1] => ({
    now: at,
    next: at + 15_000,
    expires,
  });

  await t.test('a reading that nobody has asked for does not exist', async () => {
    assert.equal(await store.read(fresh(), trace), undefined);
  });
  await t.test('the first turn on an absent row is taken, and the row shows that somebody asks', async () => {
    const key = fresh();
    assert.equal(await store.take(key, turn(now), trace), true);
    assert.deepEqual(await store.read(key, trace), { at: 0, next: now + 15_000 });
  });
  await t.test('a turn keeps others off until it is over', async () => {
    const key = fresh();
    await store.take(key, turn(now), trace);
    assert.equal(await store.take(key, turn(now + 14_999), trace), false);
    assert.equal((await store.read(key, trace))?.next, now + 15_000);
    assert.equal(await store.take(key, turn(now + 15_000), trace), true);
    assert.equal((await store.read(key, trace))?.next, now + 30_000);
  });
  await t.test('of many turns at once one is taken, the first as well as a later one', async () => {
    const key = fresh();
    for (const at of [now, now + 15_000]) {
      const taken = await Promise.all(Array.from({ length: 8 }, () => store.take(key, turn(at), trace)));
      assert.equal(taken.filter((mine) => mine).length, 1);
    }
  });
  await t.test('an answer is stored with the turn, and stays until the next answer', async () => {
    const key = fresh();
    await store.take(key, turn(now), trace);
    await store.keep(key, { value: '{"a":1}', at: now + 100, expires }, trace);
    const kept = { value: '{"a":1}', at: now + 100 };
    assert.deepEqual(await store.read(key, trace), { ...kept, next: now + 15_000 });
    await store.take(key, turn(now + 15_000), trace);
    assert.deepEqual(await store.read(key, trace), { ...kept, next: now + 30_000 });
  });
  await t.test('an answer that comes late does not replace a newer one', async () => {
    const key = fresh();
    await store.keep(key, { value: '2', at: now + 200, expires }, trace);
    await store.keep(key, { value: '1', at: now + 100, expires }, trace);
    assert.equal((await store.read(key, trace))?.value, '2');
  });
  await t.test('each key has its own turn and its own answer', async () => {
    const [one, other] = [fresh(), fresh()];
    await store.take(one, turn(now), trace);
    assert.equal(await store.take(other, turn(now), trace), true);
  });
}
