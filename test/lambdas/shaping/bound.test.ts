import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { BucketStore, Shaper } from '../../../lambdas/core/ports.ts';
import { defaultQuotas, type Priority, type Quota } from '../../../lambdas/core/quota.ts';
import { tableClock } from '../../../lambdas/core/table-clock.ts';
import { newTrace } from '../../../lambdas/core/trace.ts';
import { costOf, mostCalls } from '../../../lambdas/shaping/bucket.ts';
import { shaper } from '../../../lambdas/shaping/shaper.ts';
import { turns } from '../../../lambdas/shaping/turns.ts';
import { memoryBuckets } from '../../support/memory-buckets.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { simulatedTime, type SimulatedTime } from '../../support/simulated-time.ts';

/** Several processes on one row, in simulated time: how many calls of theirs fall into any window. */

const start = 1_800_000_000_000;

/** Milliseconds between a place and its call, at most: four ways to the row and back. */
const longestWay = 4 * 4;

/** A way to the row: milliseconds there and back, and whether the first answer is lost, so that the write is sent again. */
interface Way {
  readonly there: number;
  readonly back: number;
  readonly lost: boolean;
}

function processOn(
  rows: BucketStore,
  time: SimulatedTime,
  { ahead, quota, random }: { readonly ahead: number; readonly quota: Quota; readonly random: () => number },
): Shaper {
  const own = (): number => time.now() + ahead;
  const clock = tableClock();
  const now = (): number => own() - clock.ahead();
  const dated = (): string => new Date(time.now()).toUTCString();
  // It has read a session before it takes a place.
  clock.heard(dated(), own(), own());
  // Never so slow that the process would go by its own share: that is another promise.
  const way = (): Way => ({
    there: Math.floor(random() * 4),
    back: Math.floor(random() * 2),
    lost: random() < 0.05,
  });
  const reach = async <T>(call: () => Promise<T>): Promise<T> => {
    const { there, back, lost } = way();
    const sent = own();
    await time.sleep(there);
    if (lost) await call();
    const answer = await call();
    const date = dated();
    await time.sleep(back);
    clock.heard(date, sent, own());
    return answer;
  };
  const store: BucketStore = {
    advance: (key, take, trace) => reach(() => rows.advance(key, take, trace)),
    begin: (key, take, trace) => reach(() => rows.begin(key, take, trace)),
    look: (key, trace) => reach(() => rows.look(key, trace)),
  };
  const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, () => Math.floor(random() * 256));
  return shaper({
    quotas: () => ({ ...defaultQuotas, connection: quota }),
    load: () => Promise.resolve(turns({ store, now, random: bytes, sleep: (pause) => time.sleep(pause) })),
    now,
  });
}

/** The most calls in any window of so many milliseconds. */
function mostIn(times: readonly number[], window: number): number {
  let most = 0;
  let from = 0;
  const sorted = times.toSorted((a, b) => a - b);
  for (const [index, at] of sorted.entries()) {
    while ((sorted[from] ?? at) < at - window) from++;
    most = Math.max(most, index - from + 1);
  }
  return most;
}

interface Ask {
  readonly at: number;
  readonly process: number;
  readonly priority: Priority;
  readonly patience: number;
  readonly dies: boolean;
}

interface Plan {
  readonly quota: Quota;
  /** Milliseconds by which each process's clock is ahead. */
  readonly clocks: readonly number[];
  readonly asks: readonly Ask[];
  readonly seed: number;
}

/** Plays a schedule, and returns when each call was made, and the row's instant in the end. */
async function play({
  quota,
  clocks,
  asks,
  seed,
}: Plan): Promise<{ readonly called: readonly number[]; readonly row: number }> {
  const random = seededRandom(seed);
  const time = simulatedTime(start, random);
  const rows = memoryBuckets();
  const processes = clocks.map((ahead) => processOn(rows, time, { ahead, quota, random }));
  const called: number[] = [];
  for (const { at, process, priority, patience, dies } of asks)
    time.after(at, () => {
      void (async () => {
        const asked = { instanceId: 'instance', quota: 'connection', priority, patience } as const;
        const turn = await processes[process % processes.length]?.reserve(asked, newTrace());
        // Between its place and its call a process may crash.
        if (turn?.kind !== 'go' || dies) return;
        await time.sleep(turn.wait);
        called.push(time.now());
      })();
    });
  await time.run();
  return { called, row: rows.row('connection#instance')?.time ?? 0 };
}

const ask = fc.record({
  at: fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 12_000 })),
  process: fc.nat({ max: 7 }),
  priority: fc.constantFrom<Priority>('message', 'message', 'receipt', 'typing'),
  patience: fc.constantFrom(0, 100, 2_000, 28_000),
  dies: fc.integer({ min: 0, max: 9 }).map((die) => die === 0),
});

const plans = fc.record({
  quota: fc.record({ rate: fc.integer({ min: 1, max: 30 }), burst: fc.integer({ min: 1, max: 40 }) }),
  clocks: fc.array(fc.integer({ min: -200, max: 200 }), { minLength: 1, maxLength: 8 }),
  asks: fc.array(ask, { minLength: 1, maxLength: 150, size: 'max' }),
  seed: fc.integer(),
});

test('calls in any window are at most rate × (window + skew + delay) + burst, whoever crashes and whatever is lost', async () => {
  let tight = 0;
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      const { called } = await play(plan);
      const skew = (Math.max(...plan.clocks) - Math.min(...plan.clocks)) / 1_000;
      for (const window of [0, 0.1, 1, 3.333, 10]) {
        const bound = mostCalls(plan.quota, { window, skew, delay: longestWay / 1_000 });
        const most = mostIn(called, window * 1_000);
        assert.ok(most <= bound, `${most} calls in ${window} s, of at most ${bound}`);
        if (most >= bound - 1) tight++;
      }
    }),
    { numRuns: 300 },
  );
  // The bound is not a loose one.
  assert.ok(tight > 30, String(tight));
});

/** Milliseconds by which a process whose clock was wrong may still be off: half of Date's second, and the ways. */
const known = 500 + longestWay;

test('a clock that is wrong by minutes, either way, breaks no bound and keeps nobody waiting', async () => {
  const wrong = fc.integer({ min: 3_000, max: 600_000 });
  await fc.assert(
    fc.asyncProperty(plans, wrong, wrong, fc.nat(2), async (plan, ahead, behind, which) => {
      const wrongs = [[ahead], [-behind], [ahead, -behind]][which] ?? [];
      const right = plan.clocks.slice(0, 8 - wrongs.length);
      const clocks = [...wrongs, ...right];
      const { called, row } = await play({ ...plan, clocks });
      const skew = (Math.max(known, ...right) + Math.max(known, ...right.map((off) => -off))) / 1_000;
      for (const window of [0, 1, 10]) {
        const bound = mostCalls(plan.quota, { window, skew, delay: longestWay / 1_000 });
        const most = mostIn(called, window * 1_000);
        assert.ok(most <= bound, `${most} calls in ${window} s, of at most ${bound}`);
      }
      // How far ahead the row lies, and so how long anybody waits, follows from calls alone: each is asked for within
      // 12 seconds, and costs twice where an answer is lost.
      const latest = start + 12_000 + longestWay + known;
      assert.ok(
        row <= latest * 1_000 + 2 * plan.asks.length * costOf(plan.quota),
        String(row - latest * 1_000),
      );
    }),
    { numRuns: 60 },
  );
});
