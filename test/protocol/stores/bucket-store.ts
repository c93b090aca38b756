import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { BucketStore, Take, Taken } from '../../../lambdas/core/ports.ts';
import { newTrace } from '../../../lambdas/core/trace.ts';

/** What every bucket store does, whatever is beneath. */
export async function bucketStoreBehaves(t: TestContext, store: BucketStore): Promise<void> {
  const trace = newTrace();
  const now = 1_800_000_000_000_000;
  const cost = 166_667;
  const seconds = now / 1_000_000;
  let keys = 0;
  const newKey = (): string => `bucket-${++keys}-${t.name}`;
  const take = (change: Partial<Take> = {}): Take => ({
    now,
    cost,
    latest: now + 3 * cost,
    beyond: now + 100 * cost,
    environment: 7,
    ...change,
  });
  const taken = (time: number): Taken => ({ taken: true, row: { time, environments: [seconds] } });
  const begun = async (): Promise<string> => {
    const key = newKey();
    assert.deepEqual(await store.begin(key, take(), trace), taken(now + cost));
    return key;
  };

  await t.test(
    'a bucket that nobody has taken from is not there, and begins with the first call',
    async () => {
      const key = newKey();
      assert.equal(await store.look(key, trace), undefined);
      assert.deepEqual(await store.advance(key, take(), trace), { taken: false, row: undefined });
      assert.deepEqual(await store.begin(key, take(), trace), taken(now + cost));
      assert.deepEqual(await store.look(key, trace), { time: now + cost, environments: [seconds] });
    },
  );
  await t.test('a bucket in use is not started anew: its row is returned', async () => {
    const key = await begun();
    const row = { time: now + cost, environments: [seconds] };
    assert.deepEqual(await store.begin(key, take(), trace), { taken: false, row });
    assert.deepEqual(await store.begin(key, take({ now: now + cost }), trace), { taken: false, row });
    const later = take({ now: now + cost + 1 });
    assert.deepEqual(await store.begin(key, later, trace), taken(later.now + cost));
  });
  await t.test('a bucket whose time lies beyond what a right clock can have left begins anew', async () => {
    const key = newKey();
    const ahead = now + 90_000_000;
    await store.begin(key, take({ now: ahead }), trace);
    const row = { time: ahead + cost, environments: [seconds + 90] };
    assert.deepEqual(await store.begin(key, take({ beyond: ahead + cost }), trace), { taken: false, row });
    assert.deepEqual(await store.begin(key, take({ beyond: ahead + cost - 1 }), trace), taken(now + cost));
  });
  await t.test(
    'a bucket in use is taken from as far as the latest time, and not a microsecond further',
    async () => {
      const key = await begun();
      const latest = now + 2 * cost;
      assert.equal((await store.advance(key, take({ latest: latest - 1 }), trace)).taken, false);
      assert.deepEqual(await store.advance(key, take({ latest }), trace), taken(latest));
      const refused = await store.advance(key, take({ latest }), trace);
      assert.deepEqual(refused, { taken: false, row: { time: latest, environments: [seconds] } });
    },
  );
  await t.test('a bucket that has run empty is not advanced: its burst would grow', async () => {
    const key = await begun();
    const latest = now + 20 * cost;
    assert.equal((await store.advance(key, take({ now: now + cost + 1, latest }), trace)).taken, false);
    assert.equal((await store.advance(key, take({ now: now + cost, latest }), trace)).taken, true);
  });
  await t.test('of many concurrent calls, as many get a place as there is room for', async () => {
    const key = await begun();
    const all = await Promise.all(
      Array.from({ length: 12 }, (_, environment) =>
        store.advance(key, take({ latest: now + 6 * cost, environment }), trace),
      ),
    );
    const times = all.flatMap((result) => (result.taken ? [result.row.time] : []));
    assert.deepEqual(
      times.toSorted((a, b) => a - b),
      [2, 3, 4, 5, 6].map((calls) => now + calls * cost),
    );
  });
  await t.test('the row tells which environments have taken, and when each last did', async () => {
    const key = await begun();
    const latest = now + 20_000_000;
    await store.advance(key, take({ environment: 63, latest }), trace);
    await store.advance(key, take({ environment: 7, now: now + 100_000, latest }), trace);
    const environments = (await store.look(key, trace))?.environments ?? [];
    assert.deepEqual(environments, [seconds, seconds]);
    await store.begin(key, take({ now: now + 5_000_000, latest }), trace);
    assert.deepEqual(
      [...((await store.look(key, trace))?.environments ?? [])].toSorted((a, b) => a - b),
      [seconds, seconds + 5],
    );
  });
}
