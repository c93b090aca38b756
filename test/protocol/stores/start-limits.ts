import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import fc from 'fast-check';
import { costOf, takeOne } from '../../../lambdas/core/limit.ts';
import type { StartLimits } from '../../../lambdas/core/ports.ts';
import { newTrace } from '../../../lambdas/core/trace.ts';

/** What every store of limits does, whatever is beneath. */
export async function startLimitsBehave(t: TestContext, store: StartLimits): Promise<void> {
  const trace = newTrace();
  const now = 1_800_000_000_000;
  let keys = 0;
  const newKey = (): string => `key-${++keys}-${t.name}`;

  await t.test('of many concurrent starts, no more than the burst are admitted', async () => {
    const key = newKey();
    const limit = { burst: 3, milliseconds: 60_000 };
    const taken = await Promise.all(Array.from({ length: 8 }, () => store.take(key, limit, now, trace)));
    assert.equal(taken.filter((one) => one.taken).length, 3);
    for (const one of taken) if (!one.taken) assert.equal(one.retryAfter, 20_000);
  });

  await t.test(
    'of starts one after another, exactly those are admitted that the algorithm admits',
    async () => {
      const step = fc.oneof(
        fc.record({ kind: fc.constant('take' as const), after: fc.nat(30_000) }),
        fc.record({ kind: fc.constant('giveBack' as const), after: fc.constant(0) }),
      );
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 4 }),
          fc.array(step, { maxLength: 10 }),
          async (burst, steps) => {
            const key = newKey();
            const limit = { burst, milliseconds: 60_000 };
            let [time, until] = [now, undefined as number | undefined];
            for (const { kind, after } of steps) {
              time += after;
              if (kind === 'giveBack') {
                await store.giveBack(key, limit, trace);
                if (until !== undefined) until -= costOf(limit);
                continue;
              }
              const expected = takeOne(until, limit, time);
              assert.deepEqual(await store.take(key, limit, time, trace), expected);
              if (expected.taken) until = expected.until;
            }
          },
        ),
        { numRuns: 25 },
      );
    },
  );

  await t.test('each key has its own row, and giving back an untaken start creates none', async () => {
    const [one, other] = [newKey(), newKey()];
    const limit = { burst: 1, milliseconds: 1_000 };
    await store.giveBack(one, limit, trace);
    assert.equal((await store.take(one, limit, now, trace)).taken, true);
    assert.deepEqual(await store.take(one, limit, now + 400, trace), { taken: false, retryAfter: 600 });
    assert.equal((await store.take(other, limit, now, trace)).taken, true);
  });
}
