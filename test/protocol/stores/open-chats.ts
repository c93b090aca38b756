import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import fc from 'fast-check';
import type { OpenChatCounts, OpenChats } from '../../../lambdas/core/ports.ts';
import { newTrace } from '../../../lambdas/core/trace.ts';

/** What every count of open chats does, whatever is beneath. */
export async function openChatsBehave(t: TestContext, store: OpenChats & OpenChatCounts): Promise<void> {
  const trace = newTrace();
  let instances = 0;
  const newInstance = (): string => `instance-${++instances}-${t.name}`;

  await t.test('an instance without a count has no open chat', async () => {
    const id = newInstance();
    assert.deepEqual(await store.read(id, trace), { count: 0, change: undefined });
    await store.closed(id, trace);
    assert.deepEqual(await store.read(id, trace), { count: 0, change: undefined });
  });

  await t.test('each instance has a count of its own', async () => {
    const [one, other] = [newInstance(), newInstance()];
    assert.equal(await store.opened(one, 1, trace), true);
    assert.equal(await store.opened(other, 1, trace), true);
    assert.equal(await store.opened(one, 1, trace), false);
    await store.closed(other, trace);
    assert.equal((await store.read(one, trace)).count, 1);
    assert.equal((await store.read(other, trace)).count, 0);
  });

  await t.test('of many concurrent starts, no more get a place than there is room for', async () => {
    const id = newInstance();
    const got = await Promise.all(Array.from({ length: 12 }, () => store.opened(id, 5, trace)));
    assert.equal(got.filter(Boolean).length, 5);
    assert.equal((await store.read(id, trace)).count, 5);
  });

  await t.test('after any sequence of starts and ends, the count is that of a simple model', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('opened' as const), most: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ kind: fc.constant('closed' as const) }),
      fc.record({
        kind: fc.constant('correct' as const),
        count: fc.integer({ min: 0, max: 4 }),
        late: fc.boolean(),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const id = newInstance();
        let paper = 0;
        for (const one of steps) {
          if (one.kind === 'opened') {
            assert.equal(await store.opened(id, one.most, trace), paper < one.most);
            if (paper < one.most) paper++;
          } else if (one.kind === 'closed') {
            await store.closed(id, trace);
            paper = Math.max(0, paper - 1);
          } else {
            const read = await store.read(id, trace);
            if (one.late && (await store.opened(id, 100, trace))) paper++;
            assert.equal(await store.correct(id, one.count, read, trace), !one.late);
            if (!one.late) paper = one.count;
          }
          assert.equal((await store.read(id, trace)).count, paper);
        }
      }),
      { numRuns: 25 },
    );
  });

  await t.test('of two corrections based on the same reading, the second is refused', async () => {
    const id = newInstance();
    const nothing = await store.read(id, trace);
    assert.equal(await store.correct(id, 3, nothing, trace), true);
    assert.equal(await store.correct(id, 4, nothing, trace), false);
    assert.equal((await store.read(id, trace)).count, 3);
  });
}
